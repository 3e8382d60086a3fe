; Where the VMM enters a guest (docs/guests.md, "Entry"), and how a guest ends.
; In: rdi = VP index, rsi = number of VPs, rdx = GuestParameters, rsp = top of the VP's stack - 8, interrupts off.
bits 64
default rel
%include "Vp.inc"

section .text.entry exec

%macro GUEST 1
section .text.entry.%1 exec
extern guest_%1
global guest_%1_entry:function
guest_%1_entry:
    lea     rbx, [guest_%1]
    jmp     guest_start
%endmacro

GUEST hello
GUEST counter
GUEST exits
GUEST compute
GUEST escape
GUEST state
GUEST triple

section .text.entry exec

extern guest_install_interrupts

guest_start:
    sub     rsp, 8
    call    guest_install_interrupts    ; keeps rdi, rsi, rdx
    call    rbx
    mov     edi, eax

; [[noreturn]] void guest_end(uint32_t result): what the VMM reports; 0 is success.
global guest_end:function
guest_end:
    mov     eax, edi
    mov     dx, 0xf4
    out     dx, eax
    jmp     guest_end                   ; the VMM does not run on a guest that has ended
