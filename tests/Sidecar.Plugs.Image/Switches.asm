; The other side of a switch: VTL0, a hypercall page, interrupted code.
bits 64
default rel
%include "Probes.inc"

section .text

; The "VTL0" behind a VTL return: notes all it was entered with, changes all of it, and returns.
vtl0:
    STORE_REGISTERS entry_registers
    mov     rax, cr2
    mov     [entry_registers + 0x20], rax
    fxsave  [entry_state]
    pushfq
    pop     qword [entry_flags]
    inc     qword [entries]
    mov     rax, [assist]
    mov     dword [rax + 8], 3          ; HvVpAssistPage.vtl_control.entry_reason: an intercept
    cmp     qword [interruptions], 0
    je      .reason
    dec     qword [interruptions]
    mov     dword [rax + 8], 2          ; an interrupt
.reason:
    mov     rax, [stopped]
    test    rax, rax
    jz      .running
    mov     byte [rax], 3               ; CpuStatus.STOP
.running:
    mov     rax, [exit_registers + 0x20]
    mov     cr2, rax
    fxrstor [exit_state]
    LOAD_REGISTERS exit_registers
    ret

; void probe_nmi(void), probe_request(void): "int n" in the middle of code that uses every register: those of the block's exit half before, those of its entry half after.
%macro INTERRUPTED 2
global %1:function
%1:
    PUSH_CALLEE_SAVED
    fxrstor [exit_state]
    LOAD_REGISTERS exit_registers
    std
    int     %2
    STORE_REGISTERS entry_registers
    pushfq
    pop     qword [entry_flags]
    cld
    fxsave  [entry_state]
    fninit
    ldmxcsr [default_mxcsr]
    POP_CALLEE_SAVED
    ret
%endmacro

INTERRUPTED probe_nmi, 2
INTERRUPTED probe_request, 0x20

; uint64_t probe_flags(void)
global probe_flags:function
probe_flags:
    pushfq
    pop     rax
    ret

; uint64_t probe_nmi_at(uint64_t rip /* rdi */)
; As if an NMI had come right before the instruction at rip of a routine that was just called from here, interrupts on: the frame that the CPU would push, then the stub. The
; routine's ret returns to the caller.
extern plug_exception_stubs
global probe_nmi_at:function
probe_nmi_at:
    mov     rax, rsp
    and     rsp, ~15
    mov     ecx, ss
    push    rcx
    push    rax
    pushfq
    or      dword [rsp], 0x200
    mov     ecx, cs
    push    rcx
    push    rdi
    lea     rax, [plug_exception_stubs + 2 * 16]
    jmp     rax

; void probe_wreck_vectors(void): what compiled code in a handler may do to x87 and SSE.
global probe_wreck_vectors:function
probe_wreck_vectors:
    fninit
    ldmxcsr [default_mxcsr]
%assign number 0
%rep 16
    pcmpeqd xmm%[number], xmm%[number]
%assign number number + 1
%endrep
    ret

; A hypercall page that notes the registers of the calling convention.
hypercall_page:
    mov     [hypercall], rcx
    mov     [hypercall + 8], rdx
    mov     [hypercall + 16], r8
    mov     rax, 0x0123456789abcdef
    ret

; An interrupt that is counted and acknowledged.
count_interrupt:
    push    rax
    push    rcx
    push    rdx
    inc     qword [interrupts]
    mov     ecx, 0x80b
    xor     eax, eax
    xor     edx, edx
    wrmsr
    pop     rdx
    pop     rcx
    pop     rax
    iretq

; void probe_load_segments(uint16_t code /* di */, uint16_t data /* si */)
global probe_load_segments:function
probe_load_segments:
    pop     rax
    movzx   edi, di
    push    rdi
    push    rax
    mov     ds, esi
    mov     es, esi
    mov     ss, esi
    o64 retf

ADDRESS_OF probe_block, block
ADDRESS_OF probe_vtl0, vtl0
ADDRESS_OF probe_hypercall_page, hypercall_page
ADDRESS_OF probe_hypercall, hypercall
ADDRESS_OF probe_count_interrupt, count_interrupt
ADDRESS_OF probe_interrupts, interrupts
ADDRESS_OF probe_pages, pages
extern plug_try_write_dr6
ADDRESS_OF probe_write_dr6, plug_try_write_dr6
extern plug_wait_for_interrupt.halt
ADDRESS_OF probe_hlt, plug_wait_for_interrupt.halt
extern plug_wait_for_interrupt_or_store.halt
ADDRESS_OF probe_mwait, plug_wait_for_interrupt_or_store.halt

section .rodata
align 4
default_mxcsr:
    dd      0x1f80

; Sidecar.Plugs.Image.SwitchBlock
section .bss align=4096
pages:
    resb    16 * 4096
block:
entry_registers:
    resq    16
exit_registers:
    resq    16
entry_state:
    resb    512
exit_state:
    resb    512
entry_flags:
    resq    1
entries:
    resq    1
interruptions:
    resq    1
assist:
    resq    1
stopped:
    resq    1
hypercall:
    resq    3
interrupts:
    resq    1
