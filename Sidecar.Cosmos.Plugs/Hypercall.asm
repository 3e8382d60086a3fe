; Calls to the hypervisor, always through the page that it filled: whether that executes VMCALL or VMMCALL is the page's business.
bits 64
default rel

section .text

; uint64_t plug_hypercall(const void *page /* rdi */, uint64_t unused /* rsi */, uint64_t input /* rdx */, uint64_t control /* rcx */, uint64_t output /* r8 */)
; TLFS calling convention for x64: control in RCX, physical addresses of input and output in RDX and R8, result in RAX. The arguments are in the order that puts them there.
; Clobbers: rcx, rdx, r8. IF: unchanged.
global plug_hypercall:function
plug_hypercall:
    jmp     rdi
