; Waiting for work. What waits is entered and left with interrupts disabled.
bits 64
default rel

section .text

; void plug_wait_for_interrupt(void)
; Enables interrupts and halts in one step: sti takes effect only after the instruction that follows it, so an interrupt that is already pending wakes the hlt
; instead of slipping in between. A non-maskable interrupt can, and its return would end that protection: its stub skips the hlt (Exceptions.asm).
; Clobbers: what the interrupt handlers clobber (nothing). IF: 0 -> 0.
global plug_wait_for_interrupt:function
global plug_wait_for_interrupt.halt
plug_wait_for_interrupt:
    sti
.halt:
    hlt                             ; one byte
    cli
    ret

; void plug_wait_for_interrupt_or_store(uint8_t *location /* rdi */, uint8_t value /* sil */)
; As above, but a store to the cache line of location wakes it too. The line is armed before the value is looked at, so a store between look and wait is not
; missed; an interrupt between sti and mwait cannot be, for the same reason as above. Clobbers: rax, rcx, rdx. IF: 0 -> 0.
global plug_wait_for_interrupt_or_store:function
global plug_wait_for_interrupt_or_store.halt
plug_wait_for_interrupt_or_store:
    mov     rax, rdi
    xor     ecx, ecx
    xor     edx, edx
    monitor
    cmp     byte [rdi], sil
    jne     .done
    xor     eax, eax                ; C1
    sti
.halt:
    mwait                           ; three bytes
    cli
.done:
    ret

; void plug_open_interrupt_window(void)
; Lets pending interrupts be taken. The nop is the one instruction that sti shields. IF: 0 -> 0.
global plug_open_interrupt_window:function
plug_open_interrupt_window:
    sti
    nop
    cli
    ret

; void plug_enable_interrupts(void) / void plug_disable_interrupts(void)
; IF: any -> 1 / any -> 0.
global plug_enable_interrupts:function
plug_enable_interrupts:
    sti
    ret

global plug_disable_interrupts:function
plug_disable_interrupts:
    cli
    ret

; noreturn void plug_stop_cpu(void)
; Interrupts off, halted. A non-maskable interrupt ends one hlt, hence the loop; INIT ends it for good.
global plug_stop_cpu:function
plug_stop_cpu:
    cli
.again:
    hlt
    jmp     .again

; void plug_pause(void)
global plug_pause:function
plug_pause:
    pause
    ret
