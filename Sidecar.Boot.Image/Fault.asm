; A fault of the shim or the monitor, or of a parked processor: the end. One of the kernel's entry, on the boot processor: the end of that call. The stubs of
; Exceptions.asm bring it here.

bits 64

DEBUG_EXIT_PORT                 equ 0xf4
DEBUG_EXIT_FAILED               equ 1
REPORT_STACK_SIZE               equ 8192
PATIENCE                        equ 1 << 33     ; ticks of the time stamp counter: seconds

extern boot_fault
extern boot_kernel_fault
extern boot_fault_stack
extern boot_fault_stack_top
extern boot_kernel_call
extern boot_call_sidecar.returned

section .text.fault exec

; [[noreturn]] void sidecar_exception(ExceptionFrame *frame /* rdi */)
; The first fault is reported, on a stack of its own: not on the boot processor's fault stack, where the frame lies. A later one, of another processor or
; of the report itself, gives the report some seconds, then ends the machine too.
global sidecar_exception:function
sidecar_exception:
    cli
    ; Only the boot processor's faults lie on this stack.
    cmp     rdi, boot_fault_stack
    jb      .end
    cmp     rdi, boot_fault_stack_top
    jae     .end
    xor     eax, eax
    xchg    rax, [boot_kernel_call]
    test    rax, rax
    jz      .end
    ; A fault from here on finds 0 there, and is the end.
    mov     rsi, cr2
    mov     rbp, rax
    mov     rax, [rbp - 8]
    mov     cr3, rax
    and     rsp, ~15
    call    boot_kernel_fault
    xor     eax, eax
    jmp     boot_call_sidecar.returned
.end:
    mov     eax, 1
    xchg    [reporting], eax
    test    eax, eax
    jnz     .later
    mov     esp, report_stack_top
    mov     rsi, cr2
    call    boot_fault
.later:
    rdtsc
    shl     rdx, 32
    lea     rsi, [rax + rdx]
.wait:
    pause
    rdtsc
    shl     rdx, 32
    or      rax, rdx
    sub     rax, rsi
    mov     rdx, PATIENCE
    cmp     rax, rdx
    jb      .wait
    mov     eax, DEBUG_EXIT_FAILED
    mov     dx, DEBUG_EXIT_PORT
    out     dx, al
.stop:
    hlt
    jmp     .stop

section .bss.fault nobits write align=16
    resb    REPORT_STACK_SIZE
report_stack_top:
reporting:
    resd    1
