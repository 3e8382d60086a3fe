; Processor identification.
; No routine here changes the interrupt flag, and none touches a register that it does not name.
bits 64
default rel

section .text

; void plug_cpuid(uint32_t leaf /* edi */, uint32_t subleaf /* esi */, uint32_t result[4] /* rdx */)
; EAX, EBX, ECX, EDX in this order. Clobbers: rax, rcx, rdx, r8.
global plug_cpuid:function
plug_cpuid:
    push    rbx
    mov     r8, rdx
    mov     eax, edi
    mov     ecx, esi
    cpuid
    mov     [r8], eax
    mov     [r8 + 4], ebx
    mov     [r8 + 8], ecx
    mov     [r8 + 12], edx
    pop     rbx
    ret
