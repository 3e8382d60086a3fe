; Instructions that leave the guest, one a routine.
bits 64
default rel

section .text.calls exec

; uint16_t guest_in16(uint16_t port), uint32_t guest_in32(uint16_t port)
global guest_in16:function
guest_in16:
    mov     edx, edi
    in      ax, dx
    movzx   eax, ax
    ret

global guest_in32:function
guest_in32:
    mov     edx, edi
    in      eax, dx
    ret

; void guest_outs8(uint16_t port, const void *data, uint64_t count), also 16 and 32; void guest_ins8(uint16_t port, void *data, uint64_t count), also 16 and 32
%macro STRING 4                 ; name, instruction, pointer's register, suffix
global guest_%1:function
guest_%1:
    mov     rcx, rdx
    mov     edx, edi
    mov     %3, rsi
    cld
    rep     %2%4
    ret
%endmacro

STRING outs8, outs, rsi, b
STRING outs16, outs, rsi, w
STRING outs32, outs, rsi, d
STRING ins8, ins, rdi, b
STRING ins16, ins, rdi, w
STRING ins32, ins, rdi, d

; uint64_t guest_hypercall(uint64_t code, uint64_t rdx, uint64_t r8)
global guest_hypercall:function
guest_hypercall:
    mov     rcx, rdi
    mov     r8, rdx
    mov     rdx, rsi
    vmmcall
    ret

; uint64_t guest_breakpoint(uint64_t value): value, and one more if the VMM took the #BP
global guest_breakpoint:function
guest_breakpoint:
    mov     rax, rdi
    int3
    ret

; void guest_halt(void): until an interrupt
global guest_halt:function
guest_halt:
    sti
    hlt
    cli
    ret

; [[noreturn]] void guest_triple_fault(void): no table, so that no exception can be delivered
global guest_triple_fault:function
guest_triple_fault:
    lidt    [no_table]
    ud2

section .rodata
no_table:
    dw      0
    dq      0
