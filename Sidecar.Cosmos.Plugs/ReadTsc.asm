; The time-stamp counter.

bits 64
default rel

section .text.tsc exec

; uint64_t plug_read_tsc(void)
; out: rax = the counter. Clobbers rdx. Does not wait for earlier instructions: a time from it may be some tens of cycles early.
global plug_read_tsc:function
plug_read_tsc:
    rdtsc
    shl rdx, 32
    or rax, rdx
    ret
