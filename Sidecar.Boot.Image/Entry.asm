; The two ways into boot.elf. Both arrive on the boot processor in 32-bit protected mode with flat segments, paging and interrupts off.
;   PVH (QEMU -kernel):   ebx = hvm_start_info.
;   Multiboot2 (GRUB):    eax = 0x36d76289, ebx = boot information.
; Both continue in long_mode, with edi = 0 or that magic number and esi = the information.

%include "Layout.inc"

bits 32

MULTIBOOT2_MAGIC                equ 0xe85250d6
MULTIBOOT2_TAG_END              equ 0
MULTIBOOT2_TAG_MODULE_ALIGN     equ 6
XEN_ELFNOTE_PHYS32_ENTRY        equ 18

CPUID_PAGE_1G                   equ 26          ; leaf 0x80000001, EDX
CPUID_NX                        equ 20

PTE_TABLE                       equ 3           ; present, writable
PTE_LARGE                       equ 0x83

extern boot_gdt_pointer
extern boot_prepare_tables
extern boot_main

section .multiboot2 align=8
multiboot2_header:
    dd MULTIBOOT2_MAGIC, 0, .end - multiboot2_header, -(MULTIBOOT2_MAGIC + (.end - multiboot2_header))
    dw MULTIBOOT2_TAG_MODULE_ALIGN, 0
    dd 8
    dw MULTIBOOT2_TAG_END, 0
    dd 8
.end:

section .note.pvh note alloc noexec nowrite align=4
    dd 4, 4, XEN_ELFNOTE_PHYS32_ENTRY
    db "Xen", 0
    dd pvh_entry

section .text.entry exec

; Labels .code32 and .code64 tell the build's image check how to read what follows.
global pvh_entry:function
pvh_entry:
.code32:
    xor     eax, eax                    ; no magic number: PVH
global multiboot_entry:function
multiboot_entry:
.code32:
    cli
    cld
    mov     esp, boot_stack_top
    mov     edi, eax
    mov     esi, ebx
    call    look_at_cpu
    call    make_page_tables
    lgdt    [boot_gdt_pointer]
    mov     ebp, long_mode
    jmp     enter_long_mode

; Which pages the CPU has: boot_efer gets NXE if it can, boot_mapped_end the end of the identity map. Clobbers eax, ebx, ecx, edx.
look_at_cpu:
    mov     dword [boot_efer], EFER_LME
    mov     dword [boot_mapped_end + 4], 1      ; 4 GiB
    mov     eax, 0x80000000
    cpuid
    cmp     eax, 0x80000001
    jb      .done
    mov     eax, 0x80000001
    cpuid
    bt      edx, CPUID_NX
    jnc     .no_nx
    or      dword [boot_efer], EFER_NXE
.no_nx:
    bt      edx, CPUID_PAGE_1G
    jnc     .done
    mov     dword [boot_mapped_end + 4], 128    ; 512 GiB
.done:
    ret

; Identity map: 512 GiB of 1 GiB pages, or 4 GiB of 2 MiB pages on a CPU without them. The first 2 MiB are in 4 KiB pages, less the one below the
; stack, which catches an overflow. Clobbers eax, ecx, edx.
make_page_tables:
    mov     dword [pml4], pdpt + PTE_TABLE
    mov     dword [pml4 + 256 * 8], pdpt + PTE_TABLE        ; Sidecar.Hypervisor.Launch.RootLayout.Physical: where the hypervisor has it, too
    cmp     dword [boot_mapped_end + 4], 1
    je      .small
    xor     ecx, ecx
.huge_page:
    mov     eax, ecx                            ; the address is ecx GiB: 2 bits in the low half, the rest in the high
    shl     eax, 30
    or      eax, PTE_LARGE
    mov     [pdpt + ecx * 8], eax
    mov     eax, ecx
    shr     eax, 2
    mov     [pdpt + ecx * 8 + 4], eax
    inc     ecx
    cmp     ecx, 512
    jb      .huge_page
    jmp     .directories
.small:
    xor     ecx, ecx
.table:
    mov     eax, ecx
    shl     eax, 12
    add     eax, pd + PTE_TABLE
    mov     [pdpt + ecx * 8], eax
    inc     ecx
    cmp     ecx, 4
    jb      .table
.directories:
    mov     dword [pdpt], pd + PTE_TABLE
    mov     dword [pdpt + 4], 0
    xor     ecx, ecx
.large_page:
    mov     eax, ecx
    shl     eax, 21
    or      eax, PTE_LARGE
    mov     [pd + ecx * 8], eax
    inc     ecx
    cmp     ecx, 4 * 512
    jb      .large_page
    mov     dword [pd], boot_first_table + PTE_TABLE
    xor     ecx, ecx
.page:
    mov     eax, ecx
    shl     eax, 12
    or      eax, PTE_TABLE
    mov     [boot_first_table + ecx * 8], eax
    inc     ecx
    cmp     ecx, 512
    jb      .page
    mov     eax, boot_stack_guard
    shr     eax, 12
    mov     dword [boot_first_table + eax * 8], 0
    ret

; From 32-bit protected mode to ebp in 64-bit mode, on the identity map. For the boot processor and all others. Keeps edi and esi; no stack needed.
global enter_long_mode:function
enter_long_mode:
.code32:
    mov     eax, CR4_LONG
    mov     cr4, eax
    mov     eax, pml4
    mov     cr3, eax
    mov     ecx, MSR_EFER
    mov     eax, [boot_efer]
    xor     edx, edx
    wrmsr
    mov     eax, CR0_LONG
    mov     cr0, eax
    jmp     CODE64:.code64
bits 64
.code64:
    mov     eax, DATA
    mov     ds, eax
    mov     es, eax
    mov     ss, eax
    xor     eax, eax
    mov     fs, eax
    mov     gs, eax
    lldt    ax
    fninit
    mov     eax, ebp                            ; the upper halves are not defined after 32-bit code
    mov     edi, edi
    mov     esi, esi
    jmp     rax

long_mode:
    mov     esp, boot_stack_top
    push    rdi
    push    rsi
    call    boot_prepare_tables
    pop     rsi
    pop     rdi
    call    boot_main
.stopped:
    cli
    hlt
    jmp     .stopped

; uint64_t boot_identity_end(void): the end of the identity map.
global boot_identity_end:function
boot_identity_end:
    mov     rax, [boot_mapped_end]
    ret

section .data.entry write align=8
boot_mapped_end:
    dq      0
global boot_efer
boot_efer:
    dd      0

; Zeroed by whoever loads the image, as the rest of .bss. The linker script puts it first, so that the guard page lies in the first 2 MiB.
section .bss.entry nobits write align=4096
global boot_stack_guard
boot_stack_guard:
    resb    4096
    resb    65536
boot_stack_top:
pml4:
    resb    4096
pdpt:
    resb    4096
pd:
    resb    4 * 4096
global boot_first_table
boot_first_table:
    resb    4096
