; Where the suite is entered: by the shim's call on the base CPU, by HvCallStartVirtualProcessor and by start-up interrupts on the others.
bits 64
default rel

%include "Vp.inc"

extern __image_start
extern __bss_start
extern __bss_end
extern __rela_start
extern __rela_end
extern tlfs_main
extern tlfs_ap_main

%define PTE_TABLE               7       ; present, writable, user
%define PTE_LARGE               (0x80 | PTE_TABLE)
%define GIBIBYTES               4
%define MSR_EFER                0xc0000080
%define MSR_GS_BASE             0xc0000101
%define STACK_SIZE              0x8000
%define ARENA_PAGES             192

section .text

; bool start(SidecarParams *params /* rdi */, SidecarOutput *output /* rsi */)
; SysV ABI, 64-bit mode, identity-mapped, image writable. Stays where it was loaded; runs C# on page tables, descriptor tables and a stack of its own, and returns on the
; caller's, with CR0, CR3, CR4, EFER, GDTR, IDTR and GS base as they were.
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

    lea     rbx, [__image_start]
    lea     rdi, [__bss_start]
    lea     rcx, [__bss_end]
    sub     rcx, rdi
    shr     rcx, 3
    xor     eax, eax
    rep stosq
    lea     rsi, [__rela_start]
    lea     rdx, [__rela_end]
.relocate:
    cmp     rsi, rdx
    jae     .relocated
    mov     rax, [rsi]
    mov     rcx, [rsi + 16]
    add     rcx, rbx
    mov     [rbx + rax], rcx
    add     rsi, 24
    jmp     .relocate
.relocated:

    ; What the caller gets back.
    mov     [old_rsp], rsp
    sidt    [old_idt]
    sgdt    [old_gdt]
    mov     rax, cr0
    mov     [old_cr0], rax
    mov     rax, cr3
    mov     [old_cr3], rax
    mov     rax, cr4
    mov     [old_cr4], rax
    mov     eax, cs
    mov     [old_cs], rax
    mov     eax, ss
    mov     [old_ss], rax
    xor     eax, eax
    str     ax
    mov     [old_tr], rax
    mov     ecx, MSR_EFER
    rdmsr
    mov     [old_efer], eax
    mov     [old_efer + 4], edx
    bts     eax, 11                 ; NXE
    wrmsr
    mov     ecx, MSR_GS_BASE
    rdmsr
    mov     [old_gs], eax
    mov     [old_gs + 4], edx

    call    make_tables
    mov     rax, cr0
    and     eax, ~0xc               ; EM, TS
    or      eax, 0x10022            ; WP, NE, MP
    mov     cr0, rax
    mov     rax, cr4
    or      eax, 0x600              ; OSFXSR, OSXMMEXCPT
    mov     cr4, rax
    lea     rax, [pml4]
    mov     cr3, rax
    lea     rax, [gdt_pointer]
    lgdt    [rax]
    lea     rsp, [base_stack_top]
    push    8
    lea     rax, [.own]
    push    rax
    retfq
.own:
    mov     eax, 16
    mov     ss, eax
    mov     ds, eax
    mov     es, eax
    call    load_task
    fninit
    ldmxcsr [default_mxcsr]
    mov     rdi, r14
    mov     rsi, r15
    call    tlfs_main
    movzx   eax, al
    jmp     finish

; [[noreturn]] void tlfs_leave(void): ends the suite on the base CPU, from whatever depth, with false.
global tlfs_leave:function
tlfs_leave:
    cli
    xor     eax, eax
finish:
    mov     ebx, eax
    lgdt    [old_gdt]
    mov     rsp, [old_rsp]
    push    qword [old_cs]
    lea     rax, [.caller]
    push    rax
    retfq
.caller:
    mov     eax, [old_ss]
    mov     ss, eax
    mov     ds, eax
    mov     es, eax
    mov     rax, [old_cr3]
    mov     cr3, rax
    mov     rax, [old_cr4]
    mov     cr4, rax
    mov     rax, [old_cr0]
    mov     cr0, rax
    mov     ecx, MSR_EFER
    mov     eax, [old_efer]
    mov     edx, [old_efer + 4]
    wrmsr
    mov     ecx, MSR_GS_BASE
    mov     eax, [old_gs]
    mov     edx, [old_gs + 4]
    wrmsr
    lidt    [old_idt]
    mov     rcx, [old_tr]
    test    ecx, ecx
    jz      .no_task
    mov     rax, [old_gdt + 2]
    and     byte [rax + rcx + 5], ~2        ; no longer busy
    ltr     cx
.no_task:
    mov     eax, ebx
    popfq
    pop     r15
    pop     r14
    pop     r13
    pop     r12
    pop     rbx
    pop     rbp
    ret

; The base CPU's task state segment, whose only purpose is the stack on which an exception of the user's code is taken.
load_task:
    lea     rax, [tss]
    lea     rcx, [fault_stack_top]
    mov     [rax + 4], rcx
    mov     [gdt_tss + 2], ax
    shr     rax, 16
    mov     [gdt_tss + 4], al
    mov     [gdt_tss + 7], ah
    shr     rax, 16
    mov     [gdt_tss + 8], eax
    mov     eax, gdt_tss - gdt
    ltr     ax
    ret

; The first 4 GiB, each address itself, everything allowed to everybody: the suite looks at the hypervisor, not at itself.
make_tables:
    lea     rdi, [pml4]
    lea     rax, [pdpt + PTE_TABLE]
    mov     [rdi], rax
    lea     rdi, [pdpt]
    lea     rax, [pds + PTE_TABLE]
    mov     ecx, GIBIBYTES
.directory:
    mov     [rdi], rax
    add     rdi, 8
    add     rax, 4096
    loop    .directory
    lea     rdi, [pds]
    mov     eax, PTE_LARGE
    mov     ecx, GIBIBYTES * 512
.page:
    mov     [rdi], rax
    add     rdi, 8
    add     rax, 0x200000
    loop    .page
    ret

; Entered by the hypervisor with a context that the suite wrote: 64-bit mode, GS base at the VP, RSP at its stack.
ap_entry:
    cli
    cld
    fninit
    ldmxcsr [default_mxcsr]
    mov     rdi, [gs:VP_SELF]
    call    tlfs_ap_main
.end:
    hlt
    jmp     .end

; Entered by a start-up interrupt, in real mode, at the page that this is copied to. The words at its end are the suite's.
align 16
startup_code:
bits 16
    cli
    mov     ax, cs
    mov     ds, ax
    o32 lgdt [startup_gdt - startup_code]
    mov     eax, cr4
    or      eax, 0x620              ; PAE, OSFXSR, OSXMMEXCPT
    mov     cr4, eax
    mov     eax, [startup_cr3 - startup_code]
    mov     cr3, eax
    mov     ecx, MSR_EFER
    rdmsr
    or      eax, 0x900              ; LME, NXE
    wrmsr
    mov     ebx, [startup_vp - startup_code]
    mov     esp, [startup_stack - startup_code]
    mov     esi, [startup_entry - startup_code]
    mov     ecx, MSR_GS_BASE
    mov     eax, ebx
    xor     edx, edx
    wrmsr
    mov     eax, 0x80010033         ; PG, WP, NE, ET, MP, PE
    mov     cr0, eax
    jmp     dword far [startup_far - startup_code]
align 8
startup_gdt:    dw 0
                dd 0
align 8
startup_far:    dd 0
                dw 8
align 8
startup_cr3:    dd 0
startup_vp:     dd 0
startup_stack:  dd 0
startup_entry:  dd 0
startup_end:
bits 64

; Where startup_code jumps to.
startup_long:
    mov     eax, 16
    mov     ss, eax
    mov     ds, eax
    mov     es, eax
    mov     esp, esp
    jmp     ap_entry

; void tlfs_install_startup(void *page /* rdi */, uint32_t vp /* esi */, uint32_t stack /* edx */)
global tlfs_install_startup:function
tlfs_install_startup:
    mov     r8, rdi
    mov     r9d, esi
    lea     rsi, [startup_code]
    mov     ecx, startup_end - startup_code
    rep movsb
    mov     ax, [gdt_pointer]
    mov     [r8 + startup_gdt - startup_code], ax
    mov     eax, [gdt_pointer + 2]
    mov     [r8 + startup_gdt - startup_code + 2], eax
    lea     rax, [startup_long]
    mov     [r8 + startup_far - startup_code], eax
    lea     rax, [pml4]
    mov     [r8 + startup_cr3 - startup_code], eax
    mov     [r8 + startup_vp - startup_code], r9d
    mov     [r8 + startup_stack - startup_code], edx
    ret

; uint64_t tlfs_ap_entry(void), tlfs_page_table(void), tlfs_gdt(void), tlfs_arena(void), tlfs_arena_end(void), tlfs_image(void)
global tlfs_ap_entry:function
tlfs_ap_entry:
    lea     rax, [ap_entry]
    ret

global tlfs_page_table:function
tlfs_page_table:
    lea     rax, [pml4]
    ret

global tlfs_gdt:function
tlfs_gdt:
    mov     rax, [gdt_pointer + 2]
    ret

global tlfs_arena:function
tlfs_arena:
    lea     rax, [arena]
    ret

global tlfs_arena_end:function
tlfs_arena_end:
    lea     rax, [arena_end]
    ret

; void tlfs_serial(uint8_t character /* dil */): the first serial port.
global tlfs_serial:function
tlfs_serial:
    mov     edx, 0x3fd
.busy:
    in      al, dx
    test    al, 0x20
    jz      .busy
    mov     edx, 0x3f8
    mov     eax, edi
    out     dx, al
    ret

section .data
align 8
; Null, 64-bit code, data, 32-bit code; the user's data and 64-bit code; the task state segment, whose base is filled in.
gdt:
    dq      0, 0x00209b0000000000, 0x00cf93000000ffff, 0x00cf9b000000ffff, 0x00cff3000000ffff, 0x0020fb0000000000
gdt_tss:
    dq      0x0000890000000067, 0
gdt_end:
gdt_pointer:
    dw      gdt_end - gdt - 1
    dq      gdt

section .rodata
align 4
default_mxcsr:
    dd      0x1f80

section .bss align=4096
pml4:       resb 4096
pdpt:       resb 4096
pds:        resb GIBIBYTES * 4096
base_stack: resb STACK_SIZE
base_stack_top:
fault_stack: resb 4096              ; for exceptions of the user's code
fault_stack_top:
tss:        resb 4096
arena:      resb ARENA_PAGES * 4096
arena_end:
old_rsp:    resq 1
old_cr0:    resq 1
old_cr3:    resq 1
old_cr4:    resq 1
old_cs:     resq 1
old_ss:     resq 1
old_efer:   resq 1
old_gs:     resq 1
old_tr:     resq 1
old_idt:    resq 2
old_gdt:    resq 2
