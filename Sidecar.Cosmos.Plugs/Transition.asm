; What the compiler calls around a method marked [UnmanagedCallersOnly]. There is no runtime to enter or leave.

bits 64
default rel

section .text.transition exec

; void RhpReversePInvoke(void* frame), void RhpReversePInvokeReturn(void* frame)
; in: rdi, ignored. Nothing is clobbered.
global RhpReversePInvoke:function
global RhpReversePInvokeReturn:function
RhpReversePInvoke:
RhpReversePInvokeReturn:
    ret
