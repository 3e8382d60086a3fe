; All of a VP's registers at once: loaded with known values, held through exits, stored.
bits 64
default rel

; Sidecar.Guests.RegisterState
%define FX          0
%define GPRS        512
%define RFLAGS      640
%define CR2_        648
%define DEBUG       656
%define FS_BASE     688
%define GS_BASE     696

section .text.state exec

; void guest_hold(const struct RegisterState *loaded /* rdi */, struct RegisterState *seen /* rsi */, uint64_t spins /* rdx */, uint64_t bases /* rcx */)
; rcx of the state counts, rsp is the stack, rdx names the test port of the exit in the middle. bases: whether those of FS and GS are part of it.
global guest_hold:function
guest_hold:
    push    rbx
    push    rbp
    push    r12
    push    r13
    push    r14
    push    r15
    push    rcx
    push    rsi
    push    rdx
    test    rcx, rcx
    jz      .no_bases
    mov     rax, [rdi + FS_BASE]
    wrfsbase rax
    mov     rax, [rdi + GS_BASE]
    wrgsbase rax
.no_bases:
    mov     rax, [rdi + CR2_]
    mov     cr2, rax
    mov     rax, [rdi + DEBUG]
    mov     dr0, rax
    mov     rax, [rdi + DEBUG + 8]
    mov     dr1, rax
    mov     rax, [rdi + DEBUG + 16]
    mov     dr2, rax
    mov     rax, [rdi + DEBUG + 24]
    mov     dr3, rax
    ; One by one: an FXRSTOR here may cost QEMU's first CPU its state (docs/hypervisor.md, "QEMU").
    fninit
%assign number 7
%rep 8
    fld     tword [rdi + FX + 32 + number * 16]
%assign number number - 1
%endrep
    fldcw   [rdi + FX]
    ldmxcsr [rdi + FX + 24]
%assign number 0
%rep 16
    movaps  xmm%[number], [rdi + FX + 160 + number * 16]
%assign number number + 1
%endrep
    mov     rax, [rdi + GPRS + 0 * 8]
    mov     rdx, [rdi + GPRS + 2 * 8]
    mov     rbx, [rdi + GPRS + 3 * 8]
    mov     rbp, [rdi + GPRS + 5 * 8]
    mov     rsi, [rdi + GPRS + 6 * 8]
    mov     r8, [rdi + GPRS + 8 * 8]
    mov     r9, [rdi + GPRS + 9 * 8]
    mov     r10, [rdi + GPRS + 10 * 8]
    mov     r11, [rdi + GPRS + 11 * 8]
    mov     r12, [rdi + GPRS + 12 * 8]
    mov     r13, [rdi + GPRS + 13 * 8]
    mov     r14, [rdi + GPRS + 14 * 8]
    mov     r15, [rdi + GPRS + 15 * 8]
    push    qword [rdi + RFLAGS]
    popfq
    mov     rdi, [rdi + GPRS + 7 * 8]
    ; From here on nothing writes flags: LOOP does not.
    mov     rcx, [rsp]
.before:
    loop    .before
    out     dx, eax
    mov     rcx, [rsp]
.after:
    loop    .after
    xchg    rdi, [rsp + 8]              ; where to store; the register's own value is on the stack
    mov     [rdi + GPRS + 0 * 8], rax
    mov     [rdi + GPRS + 1 * 8], rcx
    mov     [rdi + GPRS + 2 * 8], rdx
    mov     [rdi + GPRS + 3 * 8], rbx
    mov     [rdi + GPRS + 5 * 8], rbp
    mov     [rdi + GPRS + 6 * 8], rsi
    mov     [rdi + GPRS + 8 * 8], r8
    mov     [rdi + GPRS + 9 * 8], r9
    mov     [rdi + GPRS + 10 * 8], r10
    mov     [rdi + GPRS + 11 * 8], r11
    mov     [rdi + GPRS + 12 * 8], r12
    mov     [rdi + GPRS + 13 * 8], r13
    mov     [rdi + GPRS + 14 * 8], r14
    mov     [rdi + GPRS + 15 * 8], r15
    pushfq
    pop     qword [rdi + RFLAGS]
    cld
    mov     rax, [rsp + 8]
    mov     [rdi + GPRS + 7 * 8], rax
    fxsave64 [rdi + FX]
    fninit
    ldmxcsr [default_mxcsr]
    mov     rax, cr2
    mov     [rdi + CR2_], rax
    mov     rax, dr0
    mov     [rdi + DEBUG], rax
    mov     rax, dr1
    mov     [rdi + DEBUG + 8], rax
    mov     rax, dr2
    mov     [rdi + DEBUG + 16], rax
    mov     rax, dr3
    mov     [rdi + DEBUG + 24], rax
    cmp     qword [rsp + 16], 0
    je      .done
    rdfsbase rax
    mov     [rdi + FS_BASE], rax
    rdgsbase rax
    mov     [rdi + GS_BASE], rax
.done:
    add     rsp, 24
    pop     r15
    pop     r14
    pop     r13
    pop     r12
    pop     rbp
    pop     rbx
    ret

; void guest_enable_base_instructions(void): CR4.FSGSBASE
global guest_enable_base_instructions:function
guest_enable_base_instructions:
    mov     rax, cr4
    or      rax, 1 << 16
    mov     cr4, rax
    ret

section .rodata
align 4
default_mxcsr:
    dd      0x1f80
