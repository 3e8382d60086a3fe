; A flat guest that starts in real mode and goes through every mode of the CPU by itself, with exits in each. Port 0xf4 gets 0, or the number of the stage where a result was wrong.
; All VPs run it at once in the same memory: it keeps everything in registers and has no stack. An exception is a triple fault.
BASE    equ 0x10000             ; where the VMM puts it: CS = DS = 1000h
PORT    equ 0x512
MSR     equ 0x4b564d03
PAGING  equ 0x80000000

org 0
bits 16

%macro EXITS 1                  ; stage
    mov     dx, PORT
    mov     al, 0x30 + %1
    out     dx, al
    in      al, dx
    cmp     al, ~(0x30 + %1) & 0xff
    jne     %%wrong
    mov     ax, 0x4430 + %1
    out     dx, ax
    in      ax, dx
    cmp     ax, ~(0x4430 + %1) & 0xffff
    jne     %%wrong
    mov     eax, 0x12345630 + %1
    out     dx, eax
    in      eax, dx
    cmp     eax, ~(0x12345630 + %1) & 0xffffffff
    jne     %%wrong
    mov     eax, 0x40000000
    cpuid
    cmp     ebx, "Side"
    jne     %%wrong
    mov     ecx, MSR
    mov     eax, 0x600dcafe + %1
    mov     edx, %1
    wrmsr
    xor     eax, eax
    xor     edx, edx
    rdmsr
    cmp     eax, 0x600dcafe + %1
    jne     %%wrong
    cmp     edx, %1
    je      %%right
%%wrong:
    mov     al, %1
    out     0xf4, al
    hlt
%%right:
%endmacro

start:
    lidt    [no_table]
    EXITS   1
    o32 lgdt [gdt_pointer]
    mov     eax, cr0
    or      al, 1
    mov     cr0, eax
    jmp     dword 0x08:BASE + protected

bits 32
protected:
    mov     eax, 0x10
    mov     ds, eax
    mov     es, eax
    mov     ss, eax
    EXITS   2

    ; Paging with one page of 4 MiB.
    mov     eax, cr4
    or      eax, 0x10
    mov     cr4, eax
    mov     eax, BASE + directory32
    mov     cr3, eax
    mov     eax, cr0
    or      eax, PAGING
    mov     cr0, eax
    EXITS   3

    ; PAE.
    mov     eax, cr0
    and     eax, ~PAGING
    mov     cr0, eax
    mov     eax, cr4
    or      eax, 0x20
    mov     cr4, eax
    mov     eax, BASE + pointers_pae
    mov     cr3, eax
    mov     eax, cr0
    or      eax, PAGING
    mov     cr0, eax
    EXITS   4

    ; Long mode, first with 32-bit code.
    mov     eax, cr0
    and     eax, ~PAGING
    mov     cr0, eax
    mov     ecx, 0xc0000080
    rdmsr
    or      eax, 0x100
    wrmsr
    mov     eax, BASE + map64
    mov     cr3, eax
    mov     eax, cr0
    or      eax, PAGING
    mov     cr0, eax
    EXITS   5
    jmp     0x18:BASE + long_mode

bits 64
long_mode:
    EXITS   6
    mov     rdx, 0x1122334455667788
    mov     r8, 0x8877665544332211
    mov     ecx, 0x4000
    vmmcall
    xor     rdx, r8
    cmp     rax, rdx
    jne     .wrong
    xor     eax, eax
    out     0xf4, al
    hlt
.wrong:
    mov     al, 7
    out     0xf4, al
    hlt

align 8
gdt:                            ; accessed bits set: nobody has to write it
    dq      0
    dq      0x00cf9b000000ffff
    dq      0x00cf93000000ffff
    dq      0x00af9b000000ffff
gdt_pointer:
    dw      gdt_pointer - gdt - 1
    dd      BASE + gdt
no_table:                       ; so that an exception is delivered nowhere, in any mode
    dw      0
    dd      0

align 32
pointers_pae:
    dq      BASE + directory + 1, 0, 0, 0

; All accessed and dirty already.
align 4096
directory32:
    dd      0xe3
    times 1023 dd 0
directory:
    dq      0xe3
    times 511 dq 0
pointers64:
    dq      BASE + directory + 0x23
    times 511 dq 0
map64:
    dq      BASE + pointers64 + 0x23
    times 511 dq 0
