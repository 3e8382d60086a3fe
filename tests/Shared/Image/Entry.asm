; The entry of every test image: by PVH in 32-bit protected mode, paging and interrupts off; to 64 bits by the shortest way, and into C#.

bits 32

section .multiboot2 align=8
    dd 0

section .note.pvh note alloc noexec nowrite align=4
    dd 4, 4, 18                 ; XEN_ELFNOTE_PHYS32_ENTRY
    db "Xen", 0
    dd pvh_entry

section .text.entry exec

extern test_main

global pvh_entry:function
pvh_entry:
.code32:
    mov esp, stack_top

    ; Identity-map the first 2 MiB.
    mov dword [pml4], pdpt + 3
    mov dword [pdpt], pd + 3
    mov dword [pd], 0x83        ; present, writable, large
    mov eax, pml4
    mov cr3, eax
    mov eax, cr4
    or eax, 0x620               ; PAE; OSFXSR and OSXMMEXCPT: compiled code uses SSE2
    mov cr4, eax
    mov ecx, 0xc0000080         ; EFER
    rdmsr
    or eax, 0x100               ; LME
    wrmsr
    mov eax, cr0
    and eax, ~4                 ; EM
    or eax, 0x80010022          ; PG, WP, NE, MP: as the kernel has them
    mov cr0, eax
    lgdt [gdt_pointer]
    jmp 8:long_mode

bits 64
long_mode:
.code64:
    mov eax, 16
    mov ds, eax
    mov es, eax
    mov ss, eax
    call test_main
    ud2

; void test_exit(uint32_t code): QEMU's isa-debug-exit; the exit code is 2 * code + 1.
global test_exit:function
test_exit:
    mov dx, 0xf4
    mov eax, edi
    out dx, eax
    hlt

; void test_serial(uint8_t character): the first serial port.
global test_serial:function
test_serial:
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
