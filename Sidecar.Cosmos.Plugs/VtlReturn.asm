; The return to a lower VTL and the way back.
bits 64
default rel
%include "Fixups.inc"

section .text

; CpuContextX64: 16 general registers in encoding order with CR2 in RSP's place, then the FXSAVE area.
%define RAX_OFFSET 0x00
%define RCX_OFFSET 0x08
%define RDX_OFFSET 0x10
%define RBX_OFFSET 0x18
%define CR2_OFFSET 0x20
%define RBP_OFFSET 0x28
%define RSI_OFFSET 0x30
%define RDI_OFFSET 0x38
%define R8_OFFSET 0x40
%define FX_OFFSET 0x80

; The FXSAVE area
%define FX_FDP 16
%define FX_MXCSR 24
%define FX_ST 32
%define FX_XMM 160
%define FX_SIZE 512

; HvVpAssistPage.vtl_control
%define ENTRY_REASON 8
%define ENTRY_RAX 16
%define ENTRY_RCX 24
%define REASON_INTERRUPT 2

; CpuStatus.RUN
%define STATUS_RUN 2

; The frame: an FXSAVE area, then what is needed when no register is free.
%define FRAME_CONTEXT FX_SIZE
%define FRAME_SEQUENCE FX_SIZE + 8
%define FRAME_ASSIST FX_SIZE + 16
%define FRAME_STATUS FX_SIZE + 24
%define FRAME_RAX FX_SIZE + 32
%define FRAME_SIZE FX_SIZE + 40

; uint32_t plug_vtl_return(CpuContextX64 *context /* rdi */, const void *return_sequence /* rsi */, HvVpAssistPage *assist /* rdx */, const uint8_t *status /* rcx */)
; Loads the guest's shared state, calls the VTL return sequence of the hypercall page with RCX = 0 (a normal return: RAX and RCX come from the assist page), and
; saves the shared state when VTL2 is entered again. 1, or 0 when the FXSAVE area was refused (#GP, reserved MXCSR bits): nothing happened then.
; Entered for an interrupt, it lets that be taken and returns to the guest at once, its registers where they are, for as long as the status byte says RUN.
; x87 registers are loaded only where the context differs from what the CPU holds, which is as a rule what was saved there last: an FXRSTOR costs more than the look, and
; QEMU's first CPU may lose its state over each of them (docs/hypervisor.md, "QEMU"). They stay in the CPU afterwards, where no compiled code touches them; MXCSR is as after reset.
; AVX upper halves pass through untouched, since this image has no instruction that could touch them. Clobbers: all caller-saved registers. IF: 0 -> 0.
global plug_vtl_return:function
plug_vtl_return:
    push    rbx
    push    rbp
    push    r12
    push    r13
    push    r14
    push    r15
    sub     rsp, FRAME_SIZE
    mov     [rsp + FRAME_CONTEXT], rdi
    mov     [rsp + FRAME_SEQUENCE], rsi
    mov     [rsp + FRAME_ASSIST], rdx
    mov     [rsp + FRAME_STATUS], rcx
    mov     rax, rsi
    movdqu  xmm0, [rdi + FX_OFFSET]
    movq    xmm1, [rdi + FX_OFFSET + FX_FDP]
    movaps  [rsp], xmm0             ; what FXSAVE leaves out here (AMD: the last instruction's addresses), FXRSTOR does too
    movq    [rsp + FX_FDP], xmm1
    fxsave  [rsp]
    pxor    xmm0, [rsp]
    movq    xmm2, [rsp + FX_FDP]
    pxor    xmm1, xmm2
    por     xmm0, xmm1
    movdqa  xmm2, [x87_bytes]
%assign number 0
%rep 8
    movdqu  xmm1, [rdi + FX_OFFSET + FX_ST + number * 16]
    pxor    xmm1, [rsp + FX_ST + number * 16]
    pand    xmm1, xmm2
    por     xmm0, xmm1
%assign number number + 1
%endrep
    pxor    xmm1, xmm1
    pcmpeqb xmm0, xmm1
    pmovmskb ecx, xmm0
    cmp     ecx, 0xffff
    jne     .load_all
.load_mxcsr:
    ldmxcsr [rdi + FX_OFFSET + FX_MXCSR]
%assign number 0
%rep 16
    movups  xmm%[number], [rdi + FX_OFFSET + FX_XMM + number * 16]
%assign number number + 1
%endrep
.loaded:
    mov     rcx, [rdi + CR2_OFFSET]
    mov     cr2, rcx
    mov     rdx, [rdi + RDX_OFFSET]
    mov     rbx, [rdi + RBX_OFFSET]
    mov     rbp, [rdi + RBP_OFFSET]
    mov     rsi, [rdi + RSI_OFFSET]
%assign number 8
%rep 8
    mov     r%[number], [rdi + R8_OFFSET + (number - 8) * 8]
%assign number number + 1
%endrep
    mov     rdi, [rdi + RDI_OFFSET]
.enter:
    xor     ecx, ecx
    call    rax

    mov     [rsp + FRAME_RAX], rax
    mov     rax, [rsp + FRAME_ASSIST]
    cmp     dword [rax + ENTRY_REASON], REASON_INTERRUPT
    jne     .leave
    mov     [rax + ENTRY_RCX], rcx
    mov     rcx, [rsp + FRAME_RAX]
    mov     [rax + ENTRY_RAX], rcx
    sti                             ; the nop is the one instruction that it shields
    nop
    cli
    mov     rcx, [rsp + FRAME_STATUS]
    cmp     byte [rcx], STATUS_RUN
    mov     rcx, [rax + ENTRY_RCX]
    mov     rax, [rsp + FRAME_SEQUENCE]
    je      .enter

.leave:
    mov     rax, [rsp + FRAME_CONTEXT]
    mov     [rax + RCX_OFFSET], rcx
    mov     [rax + RDX_OFFSET], rdx
    mov     [rax + RBX_OFFSET], rbx
    mov     [rax + RBP_OFFSET], rbp
    mov     [rax + RSI_OFFSET], rsi
    mov     [rax + RDI_OFFSET], rdi
%assign number 8
%rep 8
    mov     [rax + R8_OFFSET + (number - 8) * 8], r%[number]
%assign number number + 1
%endrep
    mov     rcx, [rsp + FRAME_RAX]
    mov     [rax + RAX_OFFSET], rcx
    mov     rcx, cr2
    mov     [rax + CR2_OFFSET], rcx
    fxsave  [rax + FX_OFFSET]
    ldmxcsr [default_mxcsr]
    mov     eax, 1
.done:
    add     rsp, FRAME_SIZE
    pop     r15
    pop     r14
    pop     r13
    pop     r12
    pop     rbp
    pop     rbx
    ret

.load_all:
    fxrstor [rdi + FX_OFFSET]
    jmp     .loaded
.refused:
    xor     eax, eax
    jmp     .done
    FIXUP   .load_mxcsr, .refused
    FIXUP   .load_all, .refused

section .rodata
align 16
x87_bytes:                          ; ten of the sixteen bytes of a register's place
    times 10 db 0xff
    times 6 db 0
default_mxcsr:
    dd      0x1f80
