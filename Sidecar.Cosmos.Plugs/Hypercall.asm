; Calls to the hypervisor, always through the page that it filled: whether that executes VMCALL or VMMCALL is the page's business.
bits 64
default rel

section .text

; uint64_t plug_hypercall(uint64_t control /* rdi */, uint64_t input /* rsi */, uint64_t output /* rdx */, const void *page /* rcx */)
; TLFS calling convention for x64: control in RCX, physical addresses of input and output in RDX and R8, result in RAX. Clobbers: rcx, rdx, r8. IF: unchanged.
global plug_hypercall:function
plug_hypercall:
    mov     rax, rcx
    mov     r8, rdx
    mov     rdx, rsi
    mov     rcx, rdi
    jmp     rax
