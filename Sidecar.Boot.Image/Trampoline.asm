; What a processor runs after its start-up interrupt, up to the wait at its wake slot (Sidecar.Protocol.Extension.WakeSlot).

%include "Layout.inc"

extern boot_gdt_pointer
extern boot_parked_idt_pointer
extern enter_long_mode

; The first instructions, in real mode, copied to a page below 1 MiB: CS is the page's segment, everything else is reached from there or by address.
section .rodata.trampoline
bits 16
trampoline:
    cli
    cld
    mov     ax, cs
    mov     ds, ax
    o32 lgdt [trampoline_gdt_pointer - trampoline]
    mov     eax, cr0
    or      al, 1                               ; protected mode
    and     eax, 0x9fffffff                     ; caches on: INIT leaves them as they were, reset off
    mov     cr0, eax
    jmp     dword CODE32:protected_mode
trampoline_gdt_pointer:
    dw      0, 0, 0
trampoline_end:

section .text.trampoline exec

bits 32
protected_mode:
.code32:
    mov     eax, DATA
    mov     ds, eax
    mov     es, eax
    mov     ss, eax
    mov     ebp, parked_processor
    jmp     enter_long_mode

bits 64
parked_processor:
.code64:
    lidt    [boot_parked_idt_pointer]

    ; x2APIC on: from disabled by way of xAPIC, the only legal steps. Nothing but other processors may interrupt.
    mov     ecx, MSR_APIC_BASE
    rdmsr
    or      eax, APIC_BASE_ENABLE
    wrmsr
    or      eax, APIC_BASE_X2APIC
    wrmsr
    xor     edx, edx
    mov     ecx, MSR_X2APIC_TPR
    xor     eax, eax
    wrmsr
    mov     ecx, MSR_X2APIC_LVT_TIMER
    mov     eax, APIC_LVT_MASKED
    wrmsr
    mov     ecx, MSR_X2APIC_LVT_LINT0
    wrmsr
    mov     ecx, MSR_X2APIC_SVR
    mov     eax, APIC_SVR_ENABLE | SPURIOUS_VECTOR
    wrmsr
    mov     ecx, MSR_X2APIC_ID
    rdmsr

    ; Whose slot is ours?
    mov     rsi, [mailbox]
    mov     ecx, [mailbox_count]
    mov     rsp, [stacks]
.look:
    test    ecx, ecx
    jz      .stranger
    add     rsp, PARKING_STACK_SIZE             ; the top of this slot's stack
    cmp     [rsi + SLOT_APIC_ID], eax
    je      .found
    add     rsi, SLOT_SIZE
    dec     ecx
    jmp     .look

    ; A processor that nobody called.
.stranger:
    cli
    hlt
    jmp     .stranger

.found:
    mov     eax, SLOT_PARKED
    xchg    [rsi + SLOT_STATE], eax
    ; Interrupts are on only during the hlt, which sti shields for one instruction: a wake-up between look and hlt is pending and ends the hlt at once.
.wait:
    cli
    cmp     dword [rsi + SLOT_STATE], SLOT_WAKE
    je      .wake
    sti
    hlt
    jmp     .wait
.wake:
    ; Entry and argument were written before the state; a CPU reads in order.
    mov     rax, [rsi + SLOT_ENTRY]
    mov     rdi, [rsi + SLOT_ARGUMENT]
    mov     dword [rsi + SLOT_STATE], SLOT_TAKEN
    jmp     rax

; The host's work for a processor that left the sidecar: counts primes by division, says who counted, and parks again. Woken at its slot (rsi), rdi a HostJob.
host_job:
    mov     r8d, [rdi + JOB_LIMIT]
    xor     r9d, r9d
    mov     r10d, 2
.candidate:
    cmp     r10d, r8d
    jae     .counted
    mov     r11d, 2
.divide:
    mov     eax, r11d
    mul     r11d
    cmp     eax, r10d
    ja      .prime
    mov     eax, r10d
    xor     edx, edx
    div     r11d
    test    edx, edx
    jz      .next
    inc     r11d
    jmp     .divide
.prime:
    inc     r9d
.next:
    inc     r10d
    jmp     .candidate
.counted:
    mov     [rdi + JOB_PRIMES], r9
    mov     ecx, MSR_X2APIC_ID
    rdmsr
    mov     [rdi + JOB_APIC_ID], eax
    mov     dword [rdi + JOB_DONE], 1
    jmp     parked_processor.found

; uint64_t boot_job_entry(void): the above.
global boot_job_entry:function
boot_job_entry:
    mov     eax, host_job
    ret

; void boot_read_parked_state(ParkedState * /* rdi */): how to enter parked_processor in 64-bit mode, on this processor's page tables. Clobbers rax.
global boot_read_parked_state:function
boot_read_parked_state:
    mov     eax, parked_processor
    mov     [rdi + STATE_ENTRY], rax
    mov     rax, cr0
    mov     [rdi + STATE_CR0], rax
    mov     rax, cr3
    mov     [rdi + STATE_CR3], rax
    mov     rax, cr4
    mov     [rdi + STATE_CR4], rax
    mov     eax, [boot_gdt_pointer + 2]
    mov     [rdi + STATE_GDT_BASE], rax
    movzx   eax, word [boot_gdt_pointer]
    mov     [rdi + STATE_GDT_LIMIT], rax
    ret

; void boot_install_trampoline(uint64_t page /* rdi */, uint64_t mailbox /* rsi */, uint32_t count /* edx */, uint64_t stacks /* rcx */)
; Clobbers rax, rcx, rsi, rdi, r8.
global boot_install_trampoline:function
boot_install_trampoline:
    mov     [mailbox], rsi
    mov     [mailbox_count], edx
    mov     [stacks], rcx
    mov     r8, rdi
    mov     esi, trampoline
    mov     ecx, trampoline_end - trampoline
    rep movsb
    movzx   eax, word [boot_gdt_pointer]
    mov     [r8 + trampoline_gdt_pointer - trampoline], ax
    mov     eax, [boot_gdt_pointer + 2]
    mov     [r8 + trampoline_gdt_pointer - trampoline + 2], eax
    ret

section .bss.trampoline nobits write align=8
mailbox:
    resq    1
stacks:
    resq    1
mailbox_count:
    resd    1
