; debug-exit CODE: ends the machine, a digit saying how: 0 passed, 1 failed. It writes the digit's value to port 0xf4, where QEMU's isa-debug-exit listens; Debian's kernels for virtual machines have no
; /dev/port for a script to do so. It comes back only when nothing listens there, with exit code 1.

PORT        equ 0xf4

SYS_IOCTL   equ 16
SYS_EXIT    equ 60
SYS_IOPERM  equ 173

; tcdrain(): wait until everything has been sent.
TCSBRK      equ 0x5409
STDOUT      equ 1

bits 64
section .text
global _start

_start:
    ; The console's last lines must not be lost with the machine. What is no terminal has nothing to wait for.
    mov     eax, SYS_IOCTL
    mov     edi, STDOUT
    mov     esi, TCSBRK
    mov     edx, 1
    syscall

    mov     eax, SYS_IOPERM
    mov     edi, PORT
    mov     esi, 1
    mov     edx, 1
    syscall
    test    eax, eax
    jnz     .exit

    ; argc, argv[0], argv[1]: without an argument it is a failure.
    mov     eax, 1
    cmp     qword [rsp], 2
    jb      .write
    mov     rcx, [rsp + 16]
    movzx   eax, byte [rcx]
    sub     al, '0'
.write:
    out     PORT, al

.exit:
    mov     eax, SYS_EXIT
    mov     edi, 1
    syscall
