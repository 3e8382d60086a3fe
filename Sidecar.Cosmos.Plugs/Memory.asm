; The memory routines that compiled code calls by name, with the System V ABI: memcpy, memmove, memset.
;
; All of them: clobber rax, rcx, rdx, rsi, rdi, r8 and flags; touch no vector register (the guest's are live while the kernel runs) and no stack;
; leave the interrupt flag alone; need the direction flag clear, as the ABI has it. Sizes may be 0.
;
; Up to 16 bytes go by two possibly overlapping loads; beyond that, rep movsq/stosq and an overlapping last quadword. Processors do either string form
; in cache lines; emulators go element by element, and eight bytes are eight times fewer elements than one.

bits 64
default rel

section .text.memory exec

; void* memcpy(void* dest, const void* src, size_t len)
; The same as memmove: its test costs two instructions, and no caller needs to be sure of not overlapping.
global memcpy:function
; void* memmove(void* dest, const void* src, size_t len)
; in: rdi, rsi, rdx. out: rax = dest. May overlap.
global memmove:function
memcpy:
memmove:
    mov rax, rdi
    cmp rdx, 16
    jbe .small
    mov rcx, rdi
    sub rcx, rsi            ; dest - src, as unsigned: below len only if dest lies inside the source
    cmp rcx, rdx
    jb .backward
    mov r8, [rsi + rdx - 8] ; the end, before a copy to lower addresses runs over it
    mov rcx, rdx
    shr rcx, 3
    rep movsq
    mov [rax + rdx - 8], r8
    ret
.backward:
    ; From the top down, by eights: rep movsq with the direction flag set is slow everywhere.
    mov rcx, [rsi + rdx - 8]
    sub rdx, 8
    mov [rdi + rdx], rcx
    cmp rdx, 8
    jae .backward
    ; What is left at the bottom, 0 to 7 bytes, falls through: by now it overlaps only as .small can take it.
.small:
    cmp edx, 8
    jae .from8
    cmp edx, 4
    jae .from4
    test edx, edx
    jz .done
    movzx ecx, byte [rsi]
    movzx r8d, byte [rsi + rdx - 1]
    cmp edx, 3
    jne .upTo2
    movzx esi, byte [rsi + 1]
    mov [rdi + 1], sil
.upTo2:
    mov [rdi], cl
    mov [rdi + rdx - 1], r8b
.done:
    ret
.from4:
    mov ecx, [rsi]
    mov r8d, [rsi + rdx - 4]
    mov [rdi], ecx
    mov [rdi + rdx - 4], r8d
    ret
.from8:
    mov rcx, [rsi]
    mov r8, [rsi + rdx - 8]
    mov [rdi], rcx
    mov [rdi + rdx - 8], r8
    ret

; void* memset(void* dest, int value, size_t len)
; in: rdi, sil, rdx. out: rax = dest.
global memset:function
memset:
    mov r8, rdi
    movzx eax, sil
    mov rcx, 0x0101010101010101
    imul rax, rcx
    cmp rdx, 16
    jbe .small
    mov [rdi + rdx - 8], rax
    mov rcx, rdx
    shr rcx, 3
    rep stosq
    mov rax, r8
    ret
.small:
    cmp edx, 8
    jae .from8
    cmp edx, 4
    jae .from4
    test edx, edx
    jz .done
    mov [rdi], al
    mov [rdi + rdx - 1], al
    shr edx, 1              ; the middle byte of three; of one or two it is one of those just written
    mov [rdi + rdx], al
.done:
    mov rax, r8
    ret
.from4:
    mov [rdi], eax
    mov [rdi + rdx - 4], eax
    mov rax, r8
    ret
.from8:
    mov [rdi], rax
    mov [rdi + rdx - 8], rax
    mov rax, r8
    ret
