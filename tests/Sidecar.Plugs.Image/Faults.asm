; Real faults on purpose, each after everything that recovery has to put right was put wrong.
bits 64
default rel
%include "Probes.inc"

extern plug_raise_exception

section .text

; Flags (interrupts on, direction down, nested task, alignment checks), x87 control and stack, MXCSR and the callee-saved registers. Clobbers: nothing else.
%macro WRECK 0
    pushfq
    or      dword [rsp], 0x44600
    popfq
    fldcw   [odd_control]
    fldpi
    fldpi
    ldmxcsr [odd_mxcsr]
    mov     rbx, -1
    mov     rbp, rbx
    mov     r12, rbx
    mov     r13, rbx
    mov     r14, rbx
    mov     r15, rbx
%endmacro

; void fault_raise(struct { uint64_t kind, operand; } * /* rdi */): kind is Sidecar.Plugs.Image.FaultKind.
fault_raise:
    WRECK
    mov     rsi, [rdi + 8]
    mov     rax, [rdi]
    lea     rdx, [kinds]
    jmp     [rdx + rax * 8]

; void fault_interrupt(struct { uint64_t vector; } * /* rdi */): "int vector" by the plug.
fault_interrupt:
    WRECK
    mov     edi, [rdi]
    jmp     plug_raise_exception

ADDRESS_OF fault_raise_address, fault_raise
ADDRESS_OF fault_interrupt_address, fault_interrupt

; uint64_t fault_site(uint64_t kind /* rdi */): the address that the fault of this kind has to name.
global fault_site:function
fault_site:
    lea     rdx, [sites]
    mov     rax, [rdx + rdi * 8]
    ret

divide:
    xor     ecx, ecx
    mov     eax, 1
    xor     edx, edx
.site:
    div     ecx
    ret

undefined:
.site:
    ud2

load:
.site:
    mov     rax, [rsi]
    ret

store:
.site:
    mov     [rsi], rax
    ret

execute:
.site:                              ; the fault names the target
    call    rsi
    ret

load_ds:
.site:
    mov     ds, esi
    ret

load_ss:
.site:
    mov     ss, esi
    ret

x87:
    fninit
    fldcw   [divide_unmasked]
    fld1
    fldz
    fdivp
.site:
    fwait
    ret

breakpoint:
    int3
.site:                              ; a trap names the next instruction
    ret

; With the stack at rsi, until there is no more.
overflow:
    mov     rsp, rsi
.site:
    push    rax
    jmp     .site

section .rodata
align 8
kinds:
    dq      divide, undefined, load, store, execute, load_ds, load_ss, x87, breakpoint, overflow
sites:
    dq      divide.site, undefined.site, load.site, store.site, execute.site, load_ds.site, load_ss.site, x87.site, breakpoint.site, overflow.site
odd_mxcsr:
    dd      0x7fbf                  ; rounds to zero, flushes nothing, every flag raised
odd_control:
    dw      0x0c7f                  ; rounds to zero, single precision
divide_unmasked:
    dw      0x037b
