; Raising exceptions on purpose, for the fault handler of the samples.
bits 64
default rel

section .text

; void plug_raise_exception(uint8_t vector /* dil, 0 to 31 */)
; "int vector". Never pushes an error code, whatever the vector; the exception stubs cope. Returns only if the handler of the vector returns. Clobbers: rax, rcx. IF: unchanged.
global plug_raise_exception:function
plug_raise_exception:
    movzx   eax, dil
    and     eax, 31
    lea     rcx, [.table]
    lea     rcx, [rcx + rax * 4]
    jmp     rcx
align 16
.table:
%assign vector 0
%rep 32
    db      0xcd, vector            ; int vector, always in its two-byte form so that every entry is four bytes long
    ret
    nop
%assign vector vector + 1
%endrep
