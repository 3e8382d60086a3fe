; A fault of the shim, the monitor or the hypervisor, or of a parked processor: the end. One of the kernel's entry, on the boot processor: the end of that call. #GP of an
; instruction that was expected to fault, on values from outside: execution goes on at its fixup. The stubs of Exceptions.asm bring it here.

bits 64

DEBUG_EXIT_PORT                 equ 0xf4
DEBUG_EXIT_FAILED               equ 1
REPORT_STACK_SIZE               equ 8192
PATIENCE                        equ 1 << 33     ; ticks of the time stamp counter: seconds

; Sidecar.Boot.Image.FaultFrame
FRAME_VECTOR                    equ 15 * 8
FRAME_RIP                       equ 17 * 8
GENERAL_PROTECTION              equ 13

extern plug_find_fixup
extern boot_fault
extern boot_kernel_fault
extern boot_fault_stack
extern boot_fault_stack_top
extern boot_kernel_call
extern boot_call_sidecar.returned

section .text.fault exec

; void sidecar_exception(ExceptionFrame *frame /* rdi */)
; Returns for a fixup only. Otherwise the first fault is reported, on a stack of its own: not on the boot processor's fault stack, where the frame lies. A later one, of another processor or
; of the report itself, gives the report some seconds, then ends the machine too.
global sidecar_exception:function
sidecar_exception:
    cmp     qword [rdi + FRAME_VECTOR], GENERAL_PROTECTION
    jne     .fatal
    mov     rsi, rdi
    mov     rdi, [rsi + FRAME_RIP]
    call    plug_find_fixup                     ; leaves RSI alone
    mov     rdi, rsi
    test    rax, rax
    jz      .fatal
    mov     [rdi + FRAME_RIP], rax
    ret
.fatal:
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
