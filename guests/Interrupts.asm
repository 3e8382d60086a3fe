; Interrupts and exceptions: all are counted; a fault goes on where the VP expects it, and ends the guest when it does not.
bits 64
default rel
%include "Vp.inc"

UNEXPECTED  equ 0x100           ; Sidecar.Guests.GuestResult.Exception
STUB_SIZE   equ 16

extern guest_end

section .text.interrupts exec

; Fills the table and loads it. Every VP writes the same into it. Clobbers: rax, rcx, r8, r9.
global guest_install_interrupts:function
guest_install_interrupts:
    lea     r8, [table]
    lea     rax, [stubs]
    mov     ecx, 256
.gate:
    mov     r9, rax                     ; AMD APM 2, 4.8.4: offset 15:0, selector, attributes, offset 31:16; then 63:32
    and     r9d, 0xffff
    mov     [r8], r9w
    mov     word [r8 + 2], 8
    mov     word [r8 + 4], 0x8e00
    mov     r9, rax
    shr     r9, 16
    mov     [r8 + 6], r9w
    shr     r9, 16
    mov     [r8 + 8], r9
    add     r8, 16
    add     rax, STUB_SIZE
    dec     ecx
    jnz     .gate
    lidt    [table_pointer]
    VP_DATA rax
    mov     qword [rax + VP_RECOVERY], 0
    ret

align STUB_SIZE
stubs:
%assign VECTOR 0
%rep 256
    align STUB_SIZE
    ; Those with an error code: AMD APM 2, 8.2.
    %if !(VECTOR == 8 || (VECTOR >= 10 && VECTOR <= 14) || VECTOR == 17 || VECTOR == 21 || VECTOR == 29 || VECTOR == 30)
    push    0
    %endif
    push    strict dword VECTOR
    jmp     near interrupted
    %assign VECTOR VECTOR + 1
%endrep

interrupted:
    push    rax
    push    rcx
    VP_DATA rax
    mov     rcx, [rsp + 16]
    inc     dword [rax + VP_COUNTS + rcx * 4]
    mov     [rax + VP_VECTOR], rcx
    mov     rcx, [rsp + 24]
    mov     [rax + VP_ERROR_CODE], rcx
    mov     rcx, [rsp + 32]
    mov     [rax + VP_RIP], rcx
    mov     rcx, cr2
    mov     [rax + VP_CR2], rcx
    cmp     qword [rsp + 16], 3         ; #BP goes on behind the INT3
    je      .resume
    cmp     qword [rsp + 16], 32        ; an interrupt
    jae     .resume
    mov     rcx, [rax + VP_RECOVERY]
    test    rcx, rcx
    jz      .unexpected
    mov     [rsp + 32], rcx
    mov     rcx, [rax + VP_STACK]
    mov     [rsp + 56], rcx
.resume:
    pop     rcx
    pop     rax
    add     rsp, 16
    iretq
.unexpected:
    mov     edi, [rsp + 16]
    add     edi, UNEXPECTED
    jmp     guest_end

section .rodata
align 8
table_pointer:
    dw      256 * 16 - 1
    dq      table

section .bss align=16
table:
    resb    256 * 16
