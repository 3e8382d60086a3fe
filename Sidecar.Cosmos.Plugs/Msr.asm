; Model-specific registers.
; No routine here changes the interrupt flag, and none touches a register that it does not name.
bits 64
default rel
%include "Fixups.inc"

section .text

; uint64_t plug_read_msr(uint32_t register /* edi */)
; For registers that are known to exist. Clobbers: rcx, rdx.
global plug_read_msr:function
plug_read_msr:
    mov     ecx, edi
    rdmsr
    shl     rdx, 32
    or      rax, rdx
    ret

; void plug_write_msr(uint32_t register /* edi */, uint64_t value /* rsi */)
; For registers and values that are known to be taken. Clobbers: rax, rcx, rdx.
global plug_write_msr:function
plug_write_msr:
    mov     ecx, edi
    mov     eax, esi
    mov     rdx, rsi
    shr     rdx, 32
    wrmsr
    ret

; uint32_t plug_try_read_msr(uint32_t register /* edi */, uint64_t *value /* rsi */)
; 1 and the value, or 0 when the CPU raises #GP. Clobbers: rcx, rdx.
global plug_try_read_msr:function
plug_try_read_msr:
    mov     ecx, edi
.access:
    rdmsr
    shl     rdx, 32
    or      rax, rdx
    mov     [rsi], rax
    mov     eax, 1
    ret
.refused:
    mov     qword [rsi], 0
    xor     eax, eax
    ret
    FIXUP   .access, .refused

; uint32_t plug_try_write_msr(uint32_t register /* edi */, uint64_t value /* rsi */)
; 1, or 0 when the CPU raises #GP. Clobbers: rcx, rdx.
global plug_try_write_msr:function
plug_try_write_msr:
    mov     ecx, edi
    mov     eax, esi
    mov     rdx, rsi
    shr     rdx, 32
.access:
    wrmsr
    mov     eax, 1
    ret
.refused:
    xor     eax, eax
    ret
    FIXUP   .access, .refused

; void plug_send_interrupt(uint32_t apic_id /* edi */, uint8_t vector /* sil */)
; Fixed interrupt by the x2APIC's ICR (MSR 0x830). That write does not wait for earlier stores as a write to the APIC's memory would: the fences make them visible
; first. Clobbers: rax, rcx, rdx.
global plug_send_interrupt:function
plug_send_interrupt:
    movzx   eax, sil
    mov     edx, edi
    mov     ecx, 0x830
    mfence
    lfence
    wrmsr
    ret
