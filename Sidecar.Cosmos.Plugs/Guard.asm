; Calls that survive a CPU exception inside them.
bits 64
default rel

section .text

; uint32_t plug_call_guarded(void (*function)(void *) /* rdi */, void *argument /* rsi */, GuardFrame *guard /* rdx */)
; Calls function(argument). 1 when it returned. 0 when the exception handler, having found the guard, continued at the guard's recovery address with its
; recovery stack: everything the function had on the stack is gone, x87, MXCSR and flags are as after reset. Clobbers: all caller-saved registers.
; IF: as the function leaves it, or 0 after an exception.
global plug_call_guarded:function
plug_call_guarded:
    push    rbx
    push    rbp
    push    r12
    push    r13
    push    r14
    push    r15
    sub     rsp, 8
    mov     [rdx], rsp
    lea     rax, [.recover]
    mov     [rdx + 8], rax
    mov     rax, rdi
    mov     rdi, rsi
    call    rax
    mov     eax, 1
.done:
    add     rsp, 8
    pop     r15
    pop     r14
    pop     r13
    pop     r12
    pop     rbp
    pop     rbx
    ret
.recover:
    cld
    fninit
    ldmxcsr [default_mxcsr]
    xor     eax, eax
    jmp     .done

section .rodata
align 4
default_mxcsr:
    dd      0x1f80
