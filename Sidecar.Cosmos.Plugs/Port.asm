; I/O ports.
; No routine here changes the interrupt flag, and none touches a register that it does not name.
bits 64
default rel

section .text

; uint8_t plug_read_port(uint16_t port /* di */)
; Clobbers: rdx.
global plug_read_port:function
plug_read_port:
    mov     edx, edi
    in      al, dx
    movzx   eax, al
    ret

; void plug_write_port(uint16_t port /* di */, uint8_t value /* sil */)
; Clobbers: rax, rdx.
global plug_write_port:function
plug_write_port:
    mov     edx, edi
    mov     eax, esi
    out     dx, al
    ret

; void plug_write_port32(uint16_t port /* di */, uint32_t value /* esi */)
; Clobbers: rax, rdx.
global plug_write_port32:function
plug_write_port32:
    mov     edx, edi
    mov     eax, esi
    out     dx, eax
    ret

; void plug_write_port16(uint16_t port /* di */, uint16_t value /* si */)
; Clobbers: rax, rdx.
global plug_write_port16:function
plug_write_port16:
    mov     edx, edi
    mov     eax, esi
    out     dx, ax
    ret
