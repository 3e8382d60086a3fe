; Descriptor tables.
; No routine here changes the interrupt flag, and none touches a register that it does not name.
bits 64
default rel

section .text

; void plug_load_idt(uint64_t base /* rdi */, uint16_t limit /* si */)
; Clobbers: nothing. IF should be 0.
global plug_load_idt:function
plug_load_idt:
    sub     rsp, 16
    mov     [rsp + 6], si
    mov     [rsp + 8], rdi
    lidt    [rsp + 6]
    add     rsp, 16
    ret

; void plug_load_gdt(uint64_t base /* rdi */, uint16_t limit /* si */)
; Loads the register only: segment registers keep what they hold until they are loaded again.
global plug_load_gdt:function
plug_load_gdt:
    sub     rsp, 16
    mov     [rsp + 6], si
    mov     [rsp + 8], rdi
    lgdt    [rsp + 6]
    add     rsp, 16
    ret

; void plug_load_tss(uint16_t selector /* di */)
; Marks the descriptor busy: it must say available, in writable memory.
global plug_load_tss:function
plug_load_tss:
    ltr     di
    ret

; uint16_t plug_read_code_selector(void)
global plug_read_code_selector:function
plug_read_code_selector:
    mov     eax, cs
    ret
