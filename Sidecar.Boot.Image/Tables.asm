; Descriptor tables of the shim.

%include "Layout.inc"

bits 64

FAULT_STACK_SIZE                equ 1024        ; a frame; its report has a stack of its own
TSS_SIZE                        equ 104
TSS_IST1                        equ 36

section .text.tables exec

; void boot_prepare_tables(void): fills in the task state segment, whose one use is the stack that the boot processor's faults run on. Clobbers rax, rcx.
global boot_prepare_tables:function
boot_prepare_tables:
    mov     eax, tss
    mov     [gdt_task + 2], ax
    shr     eax, 16
    mov     [gdt_task + 4], al
    mov     [gdt_task + 7], ah
    mov     ecx, boot_fault_stack_top
    mov     [tss + TSS_IST1], rcx
    mov     word [tss + 102], TSS_SIZE          ; no I/O permission map
    mov     eax, TASK
    ltr     ax
    ret

; IdtEntry64 *boot_interrupt_table(void): the boot processor's table, 256 entries, to be filled.
global boot_interrupt_table:function
boot_interrupt_table:
    mov     eax, idt
    ret

; IdtEntry64 *boot_parked_interrupt_table(void): the other processors' table, likewise.
global boot_parked_interrupt_table:function
boot_parked_interrupt_table:
    mov     eax, parked_idt
    ret

; void boot_load_interrupt_table(void): the boot processor's.
global boot_load_interrupt_table:function
boot_load_interrupt_table:
    lidt    [idt_pointer]
    ret

section .data.tables write align=8
gdt:
    dq      0
    dq      0x00209a0000000000                  ; CODE64
    dq      0x00cf92000000ffff                  ; DATA
    dq      0x00cf9a000000ffff                  ; CODE32, on the way to 64-bit mode
gdt_task:
    dw      TSS_SIZE - 1, 0
    dd      0x00008900
    dq      0
gdt_end:

global boot_gdt_pointer
boot_gdt_pointer:
    dw      gdt_end - gdt - 1
    dq      gdt

idt_pointer:
    dw      4095
    dq      idt

global boot_parked_idt_pointer
boot_parked_idt_pointer:
    dw      4095
    dq      parked_idt

section .bss.tables nobits write align=16
idt:
    resb    4096
parked_idt:
    resb    4096
tss:
    resb    112                                 ; TSS_SIZE, and up to the next multiple of 16
global boot_fault_stack
boot_fault_stack:
    resb    FAULT_STACK_SIZE
global boot_fault_stack_top
boot_fault_stack_top:
