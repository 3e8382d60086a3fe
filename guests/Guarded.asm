; Instructions that may fault: executed with a place to go on. Sidecar.Guests.Operation has their numbers.
bits 64
default rel
%include "Vp.inc"

section .text.guarded exec

; uint64_t guest_try(uint64_t operation /* rdi */, uint64_t first /* rsi */, uint64_t second /* rdx */)
; 1 when the operation was executed, 0 when it faulted. What it read is in the VP's data.
global guest_try:function
guest_try:
    push    rbx
    push    rbp
    push    r12
    push    r13
    push    r14
    push    r15
    VP_DATA rbx
    mov     [rbx + VP_STACK], rsp
    lea     rax, [.faulted]
    mov     [rbx + VP_RECOVERY], rax
    lea     rax, [operations]
    mov     rax, [rax + rdi * 8]
    mov     rdi, rsi
    mov     rsi, rdx
    call    rax
    VP_DATA rbx
    mov     [rbx + VP_VALUE], rax
    mov     eax, 1
    jmp     .done
.faulted:
    xor     eax, eax
.done:
    VP_DATA rbx
    mov     qword [rbx + VP_RECOVERY], 0
    pop     r15
    pop     r14
    pop     r13
    pop     r12
    pop     rbp
    pop     rbx
    ret

; void *guest_vp_data(void)
global guest_vp_data:function
guest_vp_data:
    VP_DATA rax
    ret

read_byte:
    movzx   eax, byte [rdi]
    ret

read:
    mov     rax, [rdi]
    ret

write_byte:
    mov     [rdi], sil
    ret

write:
    mov     [rdi], rsi
    ret

exchange:
    lock xadd [rdi], rsi
    mov     rax, rsi
    ret

execute:
    jmp     rdi

read_msr:
    mov     ecx, edi
    rdmsr
    shl     rdx, 32
    or      rax, rdx
    ret

write_msr:
    mov     ecx, edi
    mov     eax, esi
    mov     rdx, rsi
    shr     rdx, 32
    wrmsr
    ret

run:
    mov     rax, rdi
    vmrun
    ret

load:
    mov     rax, rdi
    vmload
    ret

save:
    mov     rax, rdi
    vmsave
    ret

set_gif:
    stgi
    ret

clear_gif:
    clgi
    ret

secure_init:
    mov     eax, edi
    skinit
    ret

invalidate:
    mov     rax, rdi
    xor     ecx, ecx
    invlpga
    ret

undefined:
    ud2

section .rodata
align 8
operations:
    dq      read_byte, read, write_byte, write, exchange, execute, read_msr, write_msr
    dq      run, load, save, set_gif, clear_gif, secure_init, invalidate, undefined
