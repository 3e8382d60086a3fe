; Instructions that may fault on values from outside, and where to continue when they do.
;
; Each such instruction adds a pair of 32-bit self-relative offsets to section "fixups": the instruction, the continuation (macro FIXUP in Fixups.inc).
; No routine here changes the interrupt flag, and none touches a register that it does not name.
bits 64
default rel

extern __start_fixups
extern __stop_fixups

section .text

; uint64_t plug_find_fixup(uint64_t rip /* rdi */)
; The continuation for a fault at rip, or 0. Clobbers: rcx, rdx.
global plug_find_fixup:function
plug_find_fixup:
    lea     rcx, [__start_fixups]
    lea     rdx, [__stop_fixups]
.next:
    cmp     rcx, rdx
    jae     .none
    movsxd  rax, dword [rcx]
    add     rax, rcx
    cmp     rax, rdi
    je      .found
    add     rcx, 8
    jmp     .next
.found:
    movsxd  rax, dword [rcx + 4]
    lea     rax, [rcx + rax + 4]
    ret
.none:
    xor     eax, eax
    ret
