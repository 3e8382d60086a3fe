; The two ways into boot.elf. Both arrive in 32-bit protected mode, paging off, interrupts off.
;   PVH (QEMU -kernel):   ebx = hvm_start_info.
;   Multiboot2 (GRUB):    eax = 0x36d76289, ebx = boot information.

bits 32

MULTIBOOT2_MAGIC  equ 0xe85250d6
XEN_ELFNOTE_PHYS32_ENTRY equ 18

section .multiboot2 align=8
multiboot2_header:
    dd MULTIBOOT2_MAGIC, 0, .end - multiboot2_header, -(MULTIBOOT2_MAGIC + (.end - multiboot2_header))
    dw 0, 0
    dd 8                        ; end tag
.end:

section .note.pvh note alloc noexec nowrite align=4
    dd 4, 4, XEN_ELFNOTE_PHYS32_ENTRY
    db "Xen", 0
    dd pvh_entry

section .text.entry exec

extern boot_main

global pvh_entry:function
pvh_entry:
    xor eax, eax                ; no magic: PVH
global multiboot_entry:function
multiboot_entry:
    mov esp, stack_top
    mov edi, eax                ; first argument of boot_main: which protocol
    mov esi, ebx                ; second: its information

.code32:
    ; Identity-map the first GiB with 2 MiB pages.
    mov dword [pml4], pdpt + 3
    mov dword [pdpt], pd + 3
    mov ecx, 511
.fill:
    mov eax, ecx
    shl eax, 21
    or eax, 0x83                ; present, writable, large
    mov [pd + ecx * 8], eax
    dec ecx
    jns .fill

    mov eax, pml4
    mov cr3, eax
    mov eax, cr4
    or eax, 0x620               ; PAE; OSFXSR and OSXMMEXCPT: compiled code uses SSE2
    mov cr4, eax
    mov ecx, 0xc0000080
    rdmsr
    or eax, 0x100               ; long mode
    wrmsr
    mov eax, cr0
    and eax, ~4                 ; EM off
    or eax, 0x80000002          ; paging, MP
    mov cr0, eax
    lgdt [gdt_pointer]
    jmp 8:long_mode

bits 64
long_mode:
    mov eax, 16
    mov ds, eax
    mov es, eax
    mov ss, eax
    mov edi, edi                ; the upper halves are not defined after 32-bit code
    mov esi, esi
    call boot_main
.stopped:
    hlt
    jmp .stopped

; void boot_exit(uint32_t code): QEMU's isa-debug-exit; the exit code is 2 * code + 1.
global boot_exit:function
boot_exit:
    mov dx, 0xf4
    mov eax, edi
    out dx, eax
    ret

; void boot_serial(uint8_t character): the first serial port.
global boot_serial:function
boot_serial:
    mov dx, 0x3f8
    mov eax, edi
    out dx, al
    ret

section .rodata.gdt align=8
gdt:
    dq 0, 0x00209a0000000000, 0x0000920000000000
gdt_pointer:
    dw $ - gdt - 1
    dd gdt

section .bss.entry nobits write align=4096
pml4:
    resb 4096
pdpt:
    resb 4096
pd:
    resb 4096
    resb 65536
stack_top:
