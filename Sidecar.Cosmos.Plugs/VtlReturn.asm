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

; uint32_t plug_vtl_return(CpuContextX64 *context /* rdi */, const void *return_sequence /* rsi */)
; Loads the guest's shared state, calls the VTL return sequence of the hypercall page with RCX = 0 (a normal return: RAX and RCX come from the assist page), and
; saves the shared state when VTL2 is entered again. 1, or 0 when the FXSAVE area was refused (#GP, reserved MXCSR bits): nothing happened then.
; Afterwards x87 and MXCSR are as after reset for whatever C# runs next; AVX upper halves pass through untouched, since this image has no instruction that
; could touch them. Clobbers: all caller-saved registers. IF: 0 -> 0.
global plug_vtl_return:function
plug_vtl_return:
    push    rbx
    push    rbp
    push    r12
    push    r13
    push    r14
    push    r15
    push    rdi
    mov     rax, rsi
.access:
    fxrstor [rdi + FX_OFFSET]
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
    xor     ecx, ecx
    call    rax

    xchg    rdi, [rsp]              ; the context, and the guest's RDI in its place
    mov     [rdi + RAX_OFFSET], rax
    mov     [rdi + RCX_OFFSET], rcx
    mov     [rdi + RDX_OFFSET], rdx
    mov     [rdi + RBX_OFFSET], rbx
    mov     [rdi + RBP_OFFSET], rbp
    mov     [rdi + RSI_OFFSET], rsi
%assign number 8
%rep 8
    mov     [rdi + R8_OFFSET + (number - 8) * 8], r%[number]
%assign number number + 1
%endrep
    pop     rax
    mov     [rdi + RDI_OFFSET], rax
    mov     rax, cr2
    mov     [rdi + CR2_OFFSET], rax
    fxsave  [rdi + FX_OFFSET]
    fninit
    ldmxcsr [default_mxcsr]
    mov     eax, 1
.done:
    pop     r15
    pop     r14
    pop     r13
    pop     r12
    pop     rbp
    pop     rbx
    ret
.refused:
    pop     rdi
    xor     eax, eax
    jmp     .done
    FIXUP   .access, .refused

section .rodata
align 4
default_mxcsr:
    dd      0x1f80
