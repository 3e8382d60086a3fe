; Where the kernel is entered: by a shim's call on the base CPU, by the wake-up mailbox on the others.
bits 64
default rel

extern __image_start
extern __text_start
extern __text_end
extern __data_start
extern __image_end
extern __bss_start
extern __bss_end
extern __rela_start
extern __rela_end
extern sidecar_start
extern sidecar_ap_main
extern sidecar_entry_refused

; Sidecar.Cosmos.Memory.AddressSpace
%define BASE                    0xffffff8000000000
%define PER_VP                  0x200000
%define STACK_TOP               (PER_VP + 0x200000)
%define STACK_PAGES             2               ; the base CPU's; a VP has one more
%define SLOT_PAGE_TABLE         0
%define SLOT_HYPERCALL_INPUT    1
%define SLOT_HYPERCALL_OUTPUT   2
%define SLOT_GLOBALS            4
%define SLOT_STACK              (512 - STACK_PAGES)

%define PTE_PRESENT             1
%define PTE_WRITABLE            2
%define PTE_TABLE               (PTE_PRESENT | PTE_WRITABLE)
%define PTE_NX_BIT              63

%define MSR_EFER                0xc0000080
%define MSR_PAT                 0x277
%define EFER_NXE_BIT            11
%define CR0_MP                  (1 << 1)
%define CR0_EM                  (1 << 2)
%define CR0_TS                  (1 << 3)
%define CR0_NE                  (1 << 5)
%define CR0_WP                  (1 << 16)
%define CR4_SSE                 (3 << 9)        ; OSFXSR, OSXMMEXCPT

; The base CPU's interrupt table, 32 exceptions, lies where a VP's globals page has its exception stacks: the base CPU has none.
%define BASE_INTERRUPTS         0x800

; InitialVpContextX64
%define CONTEXT_RIP             0
%define CONTEXT_RSP             8
%define CONTEXT_CS_SELECTOR     (24 + 12)
%define CONTEXT_DS_SELECTOR     (40 + 12)
%define CONTEXT_TR_SELECTOR     (120 + 12)
%define CONTEXT_IDTR            (152 + 6)
%define CONTEXT_GDTR            (168 + 6)
%define CONTEXT_CR0             192
%define CONTEXT_CR3             200
%define CONTEXT_CR4             208
%define CONTEXT_PAT             216

; Sidecar.Cosmos.Boot.VpEntry, which begins with the context
%define ENTRY_INSIDE            224
%define ENTRY_VP                228

%define DESCRIPTOR_TYPE         5               ; byte of a descriptor; in a TSS's, bit 1 says busy
%define TSS_BUSY                2

section .text

; bool start(SidecarParams *params /* rdi */, SidecarOutput *output /* rsi */)
; SysV ABI, called in 64-bit mode at whatever 2 MiB-aligned physical address the image was loaded, identity-mapped, image writable. Relocates the image to BASE, runs
; C# there on the kernel's own page tables and stack, and returns on the caller's, with CR0, CR3, CR4, EFER and IDTR as they were. Interrupts are off meanwhile.
global start:function
start:
    push    rbp
    push    rbx
    push    r12
    push    r13
    push    r14
    push    r15
    pushfq
    cli
    cld
    mov     r14, rdi
    mov     r15, rsi
    mov     rbp, rsp
    sub     rsp, 48                 ; old EFER at rbp-8, CR0 -16, CR4 -24, IDTR -48
    lea     rbx, [__image_start]    ; rbx: physical base of the image
    mov     r13, BASE               ; r13: virtual base
    mov     r12, cr3                ; r12: the caller's address space

    lea     rdi, [__bss_start]
    lea     rcx, [__bss_end]
    sub     rcx, rdi
    shr     rcx, 3
    xor     eax, eax
    rep stosq

    ; All relocations are R_X86_64_RELATIVE (the build checks): offset, type, addend.
    lea     rsi, [__rela_start]
    lea     rdx, [__rela_end]
.relocate:
    cmp     rsi, rdx
    jae     .relocated
    mov     rax, [rsi]
    mov     rcx, [rsi + 16]
    add     rcx, r13
    mov     [rbx + rax], rcx
    add     rsi, 24
    jmp     .relocate
.relocated:

    ; The processor as compiled code and the page tables need it.
    sidt    [rbp - 48]
    mov     ecx, MSR_EFER
    rdmsr
    mov     [rbp - 8], eax
    mov     [rbp - 4], edx
    bts     eax, EFER_NXE_BIT
    wrmsr
    mov     rax, cr0
    mov     [rbp - 16], rax
    and     eax, ~(CR0_EM | CR0_TS)
    or      eax, CR0_WP | CR0_NE | CR0_MP
    mov     cr0, rax
    mov     rax, cr4
    mov     [rbp - 24], rax
    or      eax, CR4_SSE
    mov     cr4, rax

    call    make_page_tables
    lea     rax, [init_pml4]
    mov     cr3, rax
    lea     rax, [.high]
    sub     rax, rbx
    add     rax, r13
    jmp     rax
.high:
    mov     rax, BASE + STACK_TOP
    mov     rsp, rax
    mov     rdi, r14
    mov     rsi, r15
    mov     rdx, rbx
    call    sidecar_start
    movzx   r14d, al

    ; Back to where the caller left off.
    lea     rax, [.low]
    sub     rax, r13
    add     rax, rbx
    jmp     rax
.low:
    lea     rsp, [rbp - 48]
    mov     cr3, r12
    mov     rax, [rbp - 24]
    mov     cr4, rax
    mov     rax, [rbp - 16]
    mov     cr0, rax
    mov     eax, [rbp - 8]
    mov     edx, [rbp - 4]
    mov     ecx, MSR_EFER
    wrmsr
    lidt    [rbp - 48]
    mov     eax, r14d
    mov     rsp, rbp
    popfq
    pop     r15
    pop     r14
    pop     r13
    pop     r12
    pop     rbx
    pop     rbp
    ret

; The base CPU's page tables, and the one that maps the image for everybody, write-xor-execute from the start. The caller's lower mappings are kept, to get
; here and back and for CPUs that come by the mailbox. In: rbx physical base, r12 the caller's CR3. Clobbers: rax, rcx, rdx, rsi, rdi, r8 to r11.
make_page_tables:
    mov     rsi, r12
    and     rsi, ~0xfff
    lea     rdi, [init_pml4]
    mov     r8, rdi
    mov     ecx, 512
    rep movsq
    lea     rax, [init_pdpt + PTE_TABLE]
    mov     [r8 + 511 * 8], rax
    lea     rax, [init_pd + PTE_TABLE]
    mov     [init_pdpt], rax
    lea     rax, [image_pt + PTE_TABLE]
    mov     [init_pd], rax
    lea     rax, [init_pt + PTE_TABLE]
    mov     [init_pd + 8], rax

    ; The image, page by page: text and the hypercall page execute, data and what follows is written, all else is read.
    lea     rdi, [image_pt]
    lea     r8, [__text_start]
    lea     r9, [__text_end]
    lea     r10, [__data_start]
    lea     r11, [__image_end]
    lea     rdx, [hypercall_page]
    mov     rsi, rbx
.page:
    cmp     rsi, r11
    jae     .mapped
    lea     rax, [rsi + PTE_PRESENT]
    cmp     rsi, rdx
    je      .store                  ; executable, written only through another mapping
    cmp     rsi, r8
    jb      .no_execute
    cmp     rsi, r9
    jb      .store
    cmp     rsi, r10
    jb      .no_execute
    or      rax, PTE_WRITABLE
.no_execute:
    bts     rax, PTE_NX_BIT
.store:
    mov     [rdi], rax
    add     rdi, 8
    add     rsi, 4096
    jmp     .page
.mapped:

    ; The base CPU's own pages, in the same slots as every VP's.
    lea     rdi, [init_pt]
    lea     rax, [init_pt + PTE_TABLE]
    bts     rax, PTE_NX_BIT
    mov     [rdi + SLOT_PAGE_TABLE * 8], rax
    lea     rax, [hypercall_input + PTE_TABLE]
    bts     rax, PTE_NX_BIT
    mov     [rdi + SLOT_HYPERCALL_INPUT * 8], rax
    lea     rax, [hypercall_output + PTE_TABLE]
    bts     rax, PTE_NX_BIT
    mov     [rdi + SLOT_HYPERCALL_OUTPUT * 8], rax
    lea     rax, [init_globals + PTE_TABLE]
    bts     rax, PTE_NX_BIT
    mov     [rdi + SLOT_GLOBALS * 8], rax
    lea     rax, [init_stack + PTE_TABLE]
    bts     rax, PTE_NX_BIT
%assign page 0
%rep STACK_PAGES
    mov     [rdi + (SLOT_STACK + page) * 8], rax
    add     rax, 4096
%assign page page + 1
%endrep
    ret

; Entered from the wake-up mailbox (Sidecar.Protocol.Extension.WakeSlot), or with a return ticket (ReturnTicket): 64-bit mode on the shim's or host's identity page
; tables, RDI the physical address of a VpEntry, interrupts off. Loads of it what a hypervisor would load, and enters the kernel as a hypervisor would have it entered.
mailbox_entry:
    cli
    cld
    mov     ecx, MSR_EFER
    rdmsr
    bts     eax, EFER_NXE_BIT
    wrmsr
    mov     eax, [rdi + CONTEXT_PAT]
    mov     edx, [rdi + CONTEXT_PAT + 4]
    mov     ecx, MSR_PAT
    wrmsr
    mov     rax, [rdi + CONTEXT_CR4]
    mov     cr4, rax
    mov     rax, [rdi + CONTEXT_CR0]
    mov     cr0, rax
    mov     eax, 1
    xchg    [rdi + ENTRY_INSIDE], eax
    test    eax, eax
    jnz     refuse                  ; another CPU is this VP: its stack is in use
    lgdt    [rdi + CONTEXT_GDTR]
    mov     rbx, [rdi + CONTEXT_GDTR + 2]
    lidt    [rdi + CONTEXT_IDTR]
    mov     r8, [rdi + CONTEXT_RIP]
    mov     r9, [rdi + CONTEXT_RSP]
    mov     r10, [rdi + CONTEXT_CR3]
    movzx   r11d, word [rdi + CONTEXT_CS_SELECTOR]
    movzx   edx, word [rdi + CONTEXT_DS_SELECTOR]
    movzx   esi, word [rdi + CONTEXT_TR_SELECTOR]
    lea     rax, [init_pml4]
    mov     cr3, rax                ; maps this code both here and at its virtual address
    lea     rax, [.high]
    lea     rcx, [__image_start]
    sub     rax, rcx
    mov     rcx, BASE
    add     rax, rcx
    jmp     rax
.high:
    mov     cr3, r10
    mov     rsp, r9
    mov     ss, edx
    mov     ds, edx
    mov     es, edx
    mov     fs, edx
    mov     gs, edx
    and     byte [rbx + rsi + DESCRIPTOR_TYPE], ~TSS_BUSY   ; of the last time; LTR takes an available one only
    ltr     si
    push    r11
    push    r8
    retfq

; Halts for good, and says so in the log. The stack is the base CPU's, which has returned; a second CPU that is refused meanwhile says nothing.
refuse:
    mov     edi, [rdi + ENTRY_VP]
    mov     eax, 1
    xchg    [refusing], eax
    test    eax, eax
    jnz     .halt
    lea     rax, [init_pml4]
    mov     cr3, rax
    lea     rax, [.high]
    lea     rcx, [__image_start]
    sub     rax, rcx
    mov     rcx, BASE
    add     rax, rcx
    jmp     rax
.high:
    mov     rax, BASE + STACK_TOP
    mov     rsp, rax
    call    sidecar_entry_refused
    mov     dword [refusing], 0
.halt:
    cli
    hlt
    jmp     .halt

; Entered by hypervisor or mailbox: the VP's own address space and stack, RSP as if called, interrupts off.
ap_entry:
    fninit
    ldmxcsr [default_mxcsr]
    jmp     sidecar_ap_main

; uint64_t image_ap_entry(void): virtual address of the above.
global image_ap_entry:function
image_ap_entry:
    mov     rax, [ap_entry_address]
    ret

; uint64_t image_mailbox_entry(void): virtual address of mailbox_entry.
global image_mailbox_entry:function
image_mailbox_entry:
    lea     rax, [mailbox_entry]
    ret

; uint64_t image_size(void): bytes in memory.
global image_size:function
image_size:
    lea     rax, [__image_end]
    lea     rcx, [__image_start]
    sub     rax, rcx
    ret

; uint64_t image_page_table(void), image_hypercall_page(void), image_base_interrupts(void), image_interrupts(void): virtual addresses.
global image_page_table:function
image_page_table:
    lea     rax, [image_pt]
    ret

global image_hypercall_page:function
image_hypercall_page:
    lea     rax, [hypercall_page]
    ret

global image_base_interrupts:function
image_base_interrupts:
    lea     rax, [init_globals + BASE_INTERRUPTS]
    ret

global image_interrupts:function
image_interrupts:
    lea     rax, [interrupts]
    ret

section .data
align 8
; An address in data and not an instruction's, so that every boot depends on the relocations, even of an image whose C# happens to have none.
ap_entry_address:
    dq      ap_entry

section .rodata
align 4
default_mxcsr:
    dd      0x1f80

section .bss
refusing:           resd 1

section .pages nobits alloc write align=4096
init_pml4:          resb 4096
init_pdpt:          resb 4096
init_pd:            resb 4096
init_pt:            resb 4096
image_pt:           resb 4096
hypercall_input:    resb 4096
hypercall_output:   resb 4096
init_globals:       resb 4096
init_stack:         resb STACK_PAGES * 4096     ; the slot below it stays unmapped
hypercall_page:     resb 4096
interrupts:         resb 4096       ; the VPs' interrupt table
