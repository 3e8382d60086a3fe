; What C# cannot say.

%include "Layout.inc"

LINUX_CODE                      equ 0x10
LINUX_DATA                      equ 0x18

bits 64

section .text.calls exec

; bool boot_call_sidecar(uint64_t entry /* rdi */, uint64_t parameters /* rsi */, uint64_t output /* rdx */)
; bool start(SidecarParams *, SidecarOutput *) in the System V convention. Whatever kernel it is: address space and descriptor tables are put back afterwards.
; False too when it faulted before it had an interrupt table of its own: Fault.asm then comes back to boot_call_sidecar.returned.
global boot_call_sidecar:function
global boot_call_sidecar.returned
boot_call_sidecar:
    push    rbp
    push    rbx
    push    r12
    push    r13
    push    r14
    push    r15
    mov     rbp, rsp
    sub     rsp, 48
    mov     rax, cr3
    mov     [rbp - 8], rax
    sidt    [rbp - 24]
    sgdt    [rbp - 40]
    mov     rax, rdi
    mov     rdi, rsi
    mov     rsi, rdx
    and     rsp, ~15
    mov     [boot_kernel_call], rbp
    call    rax
.returned:
    cli
    cld
    mov     qword [boot_kernel_call], 0
    movzx   eax, al
    mov     rcx, [rbp - 8]
    mov     cr3, rcx
    lgdt    [rbp - 40]
    lidt    [rbp - 24]
    mov     rsp, rbp
    pop     r15
    pop     r14
    pop     r13
    pop     r12
    pop     rbx
    pop     rbp
    ret

; void boot_start_linux(uint64_t entry /* rdi */, uint64_t parameters /* rsi */)
; Linux's 64-bit boot protocol: code segment 0x10, data segment 0x18, boot_params in rsi, interrupts off, no stack asked for. Does not return.
global boot_start_linux:function
boot_start_linux:
    cli
    lgdt    [linux_gdt_pointer]
    mov     eax, LINUX_DATA
    mov     ds, eax
    mov     es, eax
    mov     ss, eax
    push    LINUX_CODE
    push    rdi
    xor     ebx, ebx
    xor     ebp, ebp
    xor     edi, edi
    o64 retf

; void boot_write_interrupt_command(uint64_t command /* rdi */)
; The x2APIC's ICR. The write waits for no earlier store: the fences make those visible first. Clobbers rax, rcx, rdx.
global boot_write_interrupt_command:function
boot_write_interrupt_command:
    mov     eax, edi
    mov     rdx, rdi
    shr     rdx, 32
    mov     ecx, MSR_X2APIC_ICR
    mfence
    lfence
    wrmsr
    ret

; void boot_image_layout(uint64_t layout[5] /* rdi */): start of image, text, read-only data, writable data, end of the image. Clobbers rax.
extern __image_start
extern __text_start
extern __rodata_start
extern __data_start
extern __image_end
global boot_image_layout:function
boot_image_layout:
    lea     rax, [rel __image_start]
    mov     [rdi], rax
    lea     rax, [rel __text_start]
    mov     [rdi + 8], rax
    lea     rax, [rel __rodata_start]
    mov     [rdi + 16], rax
    lea     rax, [rel __data_start]
    mov     [rdi + 24], rax
    lea     rax, [rel __image_end]
    mov     [rdi + 32], rax
    ret

; uint64_t *boot_first_page_table(void): the page table of the first 2 MiB.
extern boot_first_table
global boot_first_page_table:function
boot_first_page_table:
    mov     eax, boot_first_table
    ret

; bool boot_has_no_execute(void): whether page tables may say that a page is not for code.
extern boot_efer
global boot_has_no_execute:function
boot_has_no_execute:
    mov     eax, [boot_efer]
    shr     eax, 11
    and     eax, 1
    ret

section .rodata.calls align=8
linux_gdt:
    dq      0, 0
    dq      0x00af9b000000ffff          ; 64-bit code
    dq      0x00cf93000000ffff          ; data
linux_gdt_end:
linux_gdt_pointer:
    dw      linux_gdt_end - linux_gdt - 1
    dq      linux_gdt

section .bss.calls nobits write align=8
; RBP of boot_call_sidecar while it waits for the kernel's return, with the shim's CR3 8 bytes below; otherwise 0.
global boot_kernel_call
boot_kernel_call:
    resq    1
