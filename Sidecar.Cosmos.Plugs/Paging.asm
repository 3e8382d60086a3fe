; Address translation.
; No routine here changes the interrupt flag, and none touches a register that it does not name.
bits 64
default rel

section .text

; uint64_t plug_read_cr3(void)
global plug_read_cr3:function
plug_read_cr3:
    mov     rax, cr3
    ret

; void plug_write_cr3(uint64_t value /* rdi */)
; Flushes every translation that is not global. The code and stack in use must be mapped alike in both address spaces.
global plug_write_cr3:function
plug_write_cr3:
    mov     cr3, rdi
    ret

; uint64_t plug_read_cr2(void)
; The address of the last page fault.
global plug_read_cr2:function
plug_read_cr2:
    mov     rax, cr2
    ret

; void plug_invalidate_page(uint64_t virtual_address /* rdi */)
global plug_invalidate_page:function
plug_invalidate_page:
    invlpg  [rdi]
    ret
