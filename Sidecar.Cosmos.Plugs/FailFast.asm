; Where compiled code ends when it cannot go on.

bits 64
default rel

STACK_CORRUPTION equ 12     ; System.FailFastReason.StackCorruption

section .text.failfast exec

; [[noreturn]] void plug_fail_fast(uint32_t reason)
; in: edi = System.FailFastReason. Never returns: raises #UD, so that the fault handler sees the reason in edi and the caller on the stack.
; Should a fault handler return here all the same, the fault is raised again.
global plug_fail_fast:function
plug_fail_fast:
    ud2
    jmp plug_fail_fast

; [[noreturn]] void RhpFallbackFailFast(void)
; Called by the compiler's stack check.
global RhpFallbackFailFast:function
RhpFallbackFailFast:
    mov edi, STACK_CORRUPTION
    jmp plug_fail_fast

section .data.failfast write align=8

; What the compiler's stack check expects around buffers on the stack. Without threads or a secret to keep, any value that is unlikely as data does;
; one with a zero byte at the end stops text that runs over.
global __security_cookie:data
__security_cookie:
    dq 0x5ec0de_51deca_4b00
