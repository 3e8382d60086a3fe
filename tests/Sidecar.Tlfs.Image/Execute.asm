; A piece of code executed with every register chosen and every register looked at afterwards; and what catches the exceptions that it raises.
bits 64
default rel

%include "Vp.inc"

extern tlfs_unexpected

%define NMI             2
%define X2APIC_EOI      0x80b

%define FX_FCW          0
%define FX_FTW          4
%define FX_MXCSR        24
%define FX_XMM          160

; Loads the x87 and SSE state at %1, as FXRSTOR does; by FXRSTOR only where x87 registers are in use. QEMU's FXRSTOR touches another CPU's
; state ("QEMU" in docs/hypervisor.md), and the suite loads states on four CPUs at once, nearly all of them without x87 registers.
%macro LOAD_FLOATING_POINT 1
    cmp     byte [%1 + FX_FTW], 0
    jne     %%whole
    fninit
    fldcw   [%1 + FX_FCW]
    ldmxcsr [%1 + FX_MXCSR]
  %assign register 0
  %rep 16
    movups  xmm %+ register, [%1 + FX_XMM + 16 * register]
    %assign register register + 1
  %endrep
    jmp     %%loaded
%%whole:
    fxrstor [%1]
%%loaded:
%endmacro

section .text

; void tlfs_execute(CpuState *state /* rdi */)
; Calls state->Code with the state's general registers but RSP, and its x87 and SSE state; writes all of them back, RFLAGS too. When the code raises an exception, vector, error code, CR2 and RIP are
; written instead, and the registers stay as they were given.
global tlfs_execute:function
tlfs_execute:
    push    rbp
    push    rbx
    push    r12
    push    r13
    push    r14
    push    r15
    pushfq
    sub     rsp, 16
    stmxcsr [rsp]
    fnstcw  [rsp + 4]
    push    rdi
    push    rdi                     ; keeps the stack aligned for the code
    mov     [gs:VP_RECOVERY_RSP], rsp
    lea     rax, [.recover]
    mov     [gs:VP_RECOVERY], rax
    mov     rax, [rdi + STATE_CODE]
    mov     [gs:VP_CODE], rax
    LOAD_FLOATING_POINT rdi + STATE_FX
    mov     rax, [rdi + 0]
    mov     rcx, [rdi + 8]
    mov     rdx, [rdi + 16]
    mov     rbx, [rdi + 24]
    mov     rbp, [rdi + 40]
    mov     rsi, [rdi + 48]
    mov     r8, [rdi + 64]
    mov     r9, [rdi + 72]
    mov     r10, [rdi + 80]
    mov     r11, [rdi + 88]
    mov     r12, [rdi + 96]
    mov     r13, [rdi + 104]
    mov     r14, [rdi + 112]
    mov     r15, [rdi + 120]
    mov     rdi, [rdi + 56]
    call    [gs:VP_CODE]
    mov     qword [gs:VP_RECOVERY], 0
    mov     [gs:VP_SCRATCH], rdi
    mov     rdi, [rsp]
    mov     [rdi + 0], rax
    mov     [rdi + 8], rcx
    mov     [rdi + 16], rdx
    mov     [rdi + 24], rbx
    mov     [rdi + 40], rbp
    mov     [rdi + 48], rsi
    mov     [rdi + 64], r8
    mov     [rdi + 72], r9
    mov     [rdi + 80], r10
    mov     [rdi + 88], r11
    mov     [rdi + 96], r12
    mov     [rdi + 104], r13
    mov     [rdi + 112], r14
    mov     [rdi + 120], r15
    mov     rax, [gs:VP_SCRATCH]
    mov     [rdi + 56], rax
    pushfq
    pop     rax
    mov     [rdi + STATE_RFLAGS], rax
    mov     [rdi + 32], rsp
    mov     qword [rdi + STATE_VECTOR], -1
    fxsave  [rdi + STATE_FX]
    jmp     .leave
.recover:
    pop     rdi
    push    rdi
    mov     rax, [gs:VP_VECTOR]
    mov     [rdi + STATE_VECTOR], rax
    mov     rax, [gs:VP_ERROR]
    mov     [rdi + STATE_ERROR], rax
    mov     rax, [gs:VP_FAULT_ADDRESS]
    mov     [rdi + STATE_CR2], rax
    mov     rax, [gs:VP_FAULT_RIP]
    mov     [rdi + STATE_RIP], rax
.leave:
    add     rsp, 16
    fninit
    ldmxcsr [rsp]
    fldcw   [rsp + 4]
    add     rsp, 16
    cld
    popfq
    pop     r15
    pop     r14
    pop     r13
    pop     r12
    pop     rbx
    pop     rbp
    ret

; Code for tlfs_execute: calls the address in RBP from a 32-bit code segment, on the same stack.
global tlfs_call32:function
tlfs_call32:
    push    24                      ; 32-bit code
    lea     r14, [.narrow]
    push    r14
    retfq
bits 32
.narrow:
    call    ebp
    push    8                       ; 64-bit code
    call    .here
.here:
    add     dword [esp], .wide - .here
    retf
bits 64
.wide:
    ret

; Code for tlfs_execute: calls the address in RBP as the user. Never returns but by an exception: int3, whose gate is the kernel's, is #GP.
tlfs_call_user:
    mov     r14, rsp
    push    35                      ; the user's data
    push    r14
    pushfq
    push    43                      ; the user's 64-bit code
    lea     r14, [.user]
    push    r14
    iretq
.user:
    call    rbp
    int3
    jmp     .user

; uint64_t tlfs_call_user_address(void)
global tlfs_call_user_address:function
tlfs_call_user_address:
    lea     rax, [tlfs_call_user]
    ret

; uint64_t tlfs_call32_address(void)
global tlfs_call32_address:function
tlfs_call32_address:
    lea     rax, [tlfs_call32]
    ret

; uint64_t tlfs_stubs(void): the gate of vector v is the result + 16 * v.
global tlfs_stubs:function
tlfs_stubs:
    lea     rax, [stubs]
    ret

; void tlfs_load_interrupts(const void *pointer /* rdi */)
global tlfs_load_interrupts:function
tlfs_load_interrupts:
    lidt    [rdi]
    ret

; void tlfs_wait(void): until an interrupt has been taken. Interrupts are off before and afterwards.
global tlfs_wait:function
tlfs_wait:
    sti
    hlt
    cli
    ret

; void tlfs_window(void): takes the interrupts that pend. Interrupts are off before and afterwards.
global tlfs_window:function
tlfs_window:
    sti
    nop
    nop
    cli
    ret

; void tlfs_pause(void)
global tlfs_pause:function
tlfs_pause:
    pause
    ret

; uint64_t tlfs_tsc(void)
global tlfs_tsc:function
tlfs_tsc:
    rdtsc
    shl     rdx, 32
    or      rax, rdx
    ret

; void tlfs_write_msr(uint32_t msr /* edi */, uint64_t value /* rsi */): one that is known to take the value.
global tlfs_write_msr:function
tlfs_write_msr:
    mov     ecx, edi
    mov     eax, esi
    mov     rdx, rsi
    shr     rdx, 32
    wrmsr
    ret

; TestVp *tlfs_self(void)
global tlfs_self:function
tlfs_self:
    mov     rax, [gs:VP_SELF]
    ret

align 16
stubs:
%assign vector 0
%rep 256
    align   16
%if vector < 32
  %if (vector == 8) || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21 || vector == 29 || vector == 30
    nop
    nop
  %else
    push    0
  %endif
    push    vector
    jmp     near exception
%else
    push    strict dword vector
    jmp     near interrupt
%endif
%assign vector vector + 1
%endrep

exception:
    push    rax
    cmp     qword [rsp + 8], NMI
    je      .nmi
    cmp     qword [gs:VP_RECOVERY], 0
    je      .unexpected
    mov     rax, [rsp + 8]
    mov     [gs:VP_VECTOR], rax
    mov     rax, [rsp + 16]
    mov     [gs:VP_ERROR], rax
    mov     rax, [rsp + 24]
    mov     [gs:VP_FAULT_RIP], rax
    mov     rax, cr2
    mov     [gs:VP_FAULT_ADDRESS], rax
    mov     rax, [gs:VP_RECOVERY]
    mov     qword [gs:VP_RECOVERY], 0
    mov     rsp, [gs:VP_RECOVERY_RSP]
    push    rax
    mov     eax, 16                 ; null after an exception of the user's code
    mov     ss, eax
    pop     rax
    jmp     rax
.nmi:
    inc     qword [gs:VP_NMIS]
    pop     rax
    add     rsp, 16
    iretq
.unexpected:
    mov     rdi, [rsp + 8]
    mov     rsi, [rsp + 16]
    mov     rdx, [rsp + 24]
    mov     rcx, cr2
    and     rsp, ~15
    call    tlfs_unexpected
.end:
    hlt
    jmp     .end

interrupt:
    push    rax
    push    rcx
    push    rdx
    mov     rax, [rsp + 24]
    inc     dword [gs:VP_COUNTS + rax * 4]
    mov     ecx, X2APIC_EOI
    xor     eax, eax
    xor     edx, edx
    wrmsr
    pop     rdx
    pop     rcx
    pop     rax
    add     rsp, 8
    iretq
