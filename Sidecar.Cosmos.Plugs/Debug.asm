; Debug registers 0 to 3 and 6. The kernel uses none of them: they are the guest's.
; No routine here changes the interrupt flag, and none touches a register that it does not name.
bits 64
default rel
%include "Fixups.inc"

section .text

; uint64_t plug_read_dr<n>(void)
; uint32_t plug_try_write_dr<n>(uint64_t value /* rdi */): 1, or 0 when the CPU raises #GP (bits 63:32 of DR6).
%macro DEBUG_REGISTER 1
global plug_read_dr%1:function
plug_read_dr%1:
    mov     rax, dr%1
    ret

global plug_try_write_dr%1:function
plug_try_write_dr%1:
.access:
    mov     dr%1, rdi
    mov     eax, 1
    ret
.refused:
    xor     eax, eax
    ret
    FIXUP   .access, .refused
%endmacro

DEBUG_REGISTER 0
DEBUG_REGISTER 1
DEBUG_REGISTER 2
DEBUG_REGISTER 3
DEBUG_REGISTER 6
