; Calls of plugs by a caller that notes everything the plug must leave alone.
bits 64
default rel
%include "Probes.inc"

section .text

; Sidecar.Plugs.Image.CallState
%define FLAGS   0
%define BROKEN  8
%define MXCSR   16
%define X87     20

%macro BREAKS_UNLESS 3          ; register, value, bit
    mov     rdx, %2
    cmp     %1, rdx
    je      %%kept
    or      ecx, 1 << %3
%%kept:
%endmacro

; checked_<plug>: as plug_<plug>, and afterwards call_state says what the plug left. Not for calls inside calls.
%macro CHECKED 1
extern plug_%1
global checked_%1:function
checked_%1:
    lea     rax, [plug_%1]
    jmp     checked_call
%endmacro

CHECKED call_guarded
CHECKED vtl_return
CHECKED hypercall
CHECKED cpuid
CHECKED wait_for_interrupt
CHECKED wait_for_interrupt_or_store
CHECKED open_interrupt_window

; The same of what Switches.asm has.
extern probe_nmi_at
global checked_nmi_at:function
checked_nmi_at:
    lea     rax, [probe_nmi_at]
    jmp     checked_call

checked_call:
    PUSH_CALLEE_SAVED
    sub     rsp, 8
    mov     [saved_rsp], rsp
    mov     rbx, 0x0b0b0b0b_1b1b1b1b
    mov     rbp, 0x05050505_15151515
    mov     r12, 0x0c0c0c0c_1c1c1c1c
    mov     r13, 0x0d0d0d0d_1d1d1d1d
    mov     r14, 0x0e0e0e0e_1e1e1e1e
    mov     r15, 0x0f0f0f0f_1f1f1f1f
    call    rax
    mov     [saved_rax], rax
    mov     rax, rsp
    mov     rsp, [saved_rsp]
    pushfq
    pop     qword [call_state + FLAGS]
    cld
    stmxcsr [call_state + MXCSR]
    fnstenv [call_state + X87]
    fldenv  [call_state + X87]      ; storing masks every exception
    xor     ecx, ecx
    BREAKS_UNLESS rbx, 0x0b0b0b0b_1b1b1b1b, 0
    BREAKS_UNLESS rbp, 0x05050505_15151515, 1
    BREAKS_UNLESS r12, 0x0c0c0c0c_1c1c1c1c, 2
    BREAKS_UNLESS r13, 0x0d0d0d0d_1d1d1d1d, 3
    BREAKS_UNLESS r14, 0x0e0e0e0e_1e1e1e1e, 4
    BREAKS_UNLESS r15, 0x0f0f0f0f_1f1f1f1f, 5
    BREAKS_UNLESS rax, [saved_rsp], 6
    mov     [call_state + BROKEN], rcx
    mov     rax, [saved_rax]
    add     rsp, 8
    POP_CALLEE_SAVED
    ret

ADDRESS_OF probe_call_state, call_state

section .bss align=16
call_state:
    resb    48
saved_rsp:
    resq    1
saved_rax:
    resq    1
