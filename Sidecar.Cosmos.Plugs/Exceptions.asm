; Entry points of the interrupt descriptor table.
bits 64
default rel

extern sidecar_exception
extern plug_wait_for_interrupt.halt
extern plug_wait_for_interrupt_or_store.halt

section .text

%define NMI 2

; Of the stack that exception_common leaves.
%define FRAME_VECTOR                (15 * 8)
%define FRAME_RIP                   (17 * 8)

; Bytes of the instructions that wait.
%define HLT_LENGTH                  1
%define MWAIT_LENGTH                3

; The 32 exception stubs, 16 bytes each: the gate of vector v is plug_exception_stubs + 16 * v.
;
; Some exceptions push an error code, and "int n" never does, whatever n. The CPU aligns the stack to 16 bytes before it pushes the five quadwords of the frame,
; so bit 3 of RSP tells: set without an error code, clear with one. A missing one is made up as 0.
;
; Stack on entry of sidecar_exception, RDI pointing at it: r15 r14 r13 r12 r11 r10 r9 r8 rbp rdi rsi rdx rcx rbx rax, vector, error code, rip, cs, rflags, rsp, ss
; (Sidecar.Cosmos.Interrupts.ExceptionFrame). The handler may change any of it; iretq continues with what it left.
%macro STUB 1
    align   16
    test    spl, 8
    jz      %%pushed
    push    0
%%pushed:
    push    %1
    jmp     near exception_common
%endmacro

align 16
global plug_exception_stubs:function
plug_exception_stubs:
%assign vector 0
%rep 32
    STUB vector
%assign vector vector + 1
%endrep

align 16
exception_common:
    push    rax
    push    rbx
    push    rcx
    push    rdx
    push    rsi
    push    rdi
    push    rbp
    push    r8
    push    r9
    push    r10
    push    r11
    push    r12
    push    r13
    push    r14
    push    r15
    mov     rdi, rsp
    cld
    cmp     qword [rsp + FRAME_VECTOR], NMI
    je      .nmi
    call    sidecar_exception
.restore:
    pop     r15
    pop     r14
    pop     r13
    pop     r12
    pop     r11
    pop     r10
    pop     r9
    pop     r8
    pop     rbp
    pop     rdi
    pop     rsi
    pop     rdx
    pop     rcx
    pop     rbx
    pop     rax
    add     rsp, 16
    iretq

; A non-maskable interrupt may return to code in the middle of using SSE registers; every other exception that returns does so to a recovery point.
; One that comes between sti and the instruction that waits takes away sti's protection when it returns: the request would be taken right there, and the wait that
; follows would sleep over it. So the wait is skipped, as if the NMI had ended it; whoever waits looks again.
.nmi:
    lea     rax, [plug_wait_for_interrupt.halt]
    cmp     [rsp + FRAME_RIP], rax
    jne     .no_hlt
    add     qword [rsp + FRAME_RIP], HLT_LENGTH
.no_hlt:
    lea     rax, [plug_wait_for_interrupt_or_store.halt]
    cmp     [rsp + FRAME_RIP], rax
    jne     .no_mwait
    add     qword [rsp + FRAME_RIP], MWAIT_LENGTH
.no_mwait:
    sub     rsp, 512
    fxsave  [rsp]
    call    sidecar_exception
    fxrstor [rsp]
    add     rsp, 512
    jmp     .restore

; The request interrupt: its only purpose is to end a wait. Acknowledged at the x2APIC (MSR 0x80b).
align 16
global plug_request_interrupt:function
plug_request_interrupt:
    push    rax
    push    rcx
    push    rdx
    mov     ecx, 0x80b
    xor     eax, eax
    xor     edx, edx
    wrmsr
    pop     rdx
    pop     rcx
    pop     rax
    iretq

; The spurious interrupt of the APIC: not acknowledged.
align 16
global plug_spurious_interrupt:function
plug_spurious_interrupt:
    iretq

; uint64_t plug_exception_stub_base(void), plug_request_interrupt_address(void), plug_spurious_interrupt_address(void)
; For whoever fills the table.
global plug_exception_stub_base:function
plug_exception_stub_base:
    lea     rax, [plug_exception_stubs]
    ret

global plug_request_interrupt_address:function
plug_request_interrupt_address:
    lea     rax, [plug_request_interrupt]
    ret

global plug_spurious_interrupt_address:function
plug_spurious_interrupt_address:
    lea     rax, [plug_spurious_interrupt]
    ret
