; The hypervisor's assembler: how boot.elf becomes two, the run loop around VMRUN, and how NMIs are waited for.

%include "Layout.inc"

bits 64

; Sidecar.Hypervisor.Svm.Vmcb
%define VMCB_GDTR               0x460
%define VMCB_IDTR               0x480
%define VMCB_EFER               0x4d0
%define VMCB_CR4                0x548
%define VMCB_CR3                0x550
%define VMCB_CR0                0x558
%define VMCB_DR7                0x560
%define VMCB_DR6                0x568
%define VMCB_RFLAGS             0x570
%define VMCB_RIP                0x578
%define VMCB_RSP                0x5d8
%define SEGMENT_LIMIT           4
%define SEGMENT_BASE            8

; Sidecar.Hypervisor.Vp.VirtualProcessor
%define VP_RCX                  0x08
%define VP_RDX                  0x10
%define VP_RBX                  0x18
%define VP_RBP                  0x28
%define VP_RSI                  0x30
%define VP_RDI                  0x38
%define VP_R8                   0x40
%define VP_FX                   0x80
%define FX_MXCSR                24
%define FX_ST                   32
%define FX_XMM                  160
%define FX_SIZE                 512
%define VP_CURRENT_VMCB         0x280

%define PAGE_SIZE               4096

; Sidecar.Boot.Image.Hypervisor.ProcessorEntry
%define ENTRY_CR3               0
%define ENTRY_STACK             8
%define ENTRY_VP                16

extern hypervisor_prepare
extern hypervisor_handle
extern hypervisor_processor
extern boot_gdt_pointer
extern __image_start
extern __image_end
extern boot_stack_guard

section .text.hypervisor exec

; bool hypervisor_split(uint64_t vtl2 /* rdi */, uint64_t root_cr3 /* rsi */, uint64_t copy /* rdx */): physical addresses of VTL2's VMCB, page tables, memory.
; Returns twice. Writes the state of this CPU, at this point, as VTL2's; copies the image, stack and all, to where the root's page tables map its addresses; and goes on
; with those tables: true, in the hypervisor, on the copy. When VTL2 is run, it returns false there, on the original, which nobody has touched since.
global hypervisor_split:function
hypervisor_split:
    push    rbx
    push    rbp
    push    r12
    push    r13
    push    r14
    push    r15
    sub     rsp, 24
    mov     rax, rdi
    vmsave                                      ; FS, GS, TR, LDTR and the system call registers
    sgdt    [rsp]
    movzx   ecx, word [rsp]
    mov     [rdi + VMCB_GDTR + SEGMENT_LIMIT], ecx
    mov     rcx, [rsp + 2]
    mov     [rdi + VMCB_GDTR + SEGMENT_BASE], rcx
    sidt    [rsp]
    movzx   ecx, word [rsp]
    mov     [rdi + VMCB_IDTR + SEGMENT_LIMIT], ecx
    mov     rcx, [rsp + 2]
    mov     [rdi + VMCB_IDTR + SEGMENT_BASE], rcx
    mov     rcx, cr0
    mov     [rdi + VMCB_CR0], rcx
    mov     rcx, cr3
    mov     [rdi + VMCB_CR3], rcx
    mov     rcx, cr4
    mov     [rdi + VMCB_CR4], rcx
    mov     rcx, dr6
    mov     [rdi + VMCB_DR6], rcx
    mov     rcx, dr7
    mov     [rdi + VMCB_DR7], rcx
    pushfq
    pop     rcx
    mov     [rdi + VMCB_RFLAGS], rcx
    lea     rcx, [rel .vtl2]
    mov     [rdi + VMCB_RIP], rcx
    mov     [rdi + VMCB_RSP], rsp
    mov     rax, rsi
    mov     rdi, rdx
    mov     esi, __image_start
.page:
    mov     ecx, PAGE_SIZE / 8
    cmp     esi, boot_stack_guard
    je      .guard
    rep movsq
    jmp     .next
.guard:                                         ; not mapped, here or there
    add     rsi, PAGE_SIZE
    add     rdi, PAGE_SIZE
.next:
    cmp     esi, __image_end
    jb      .page
    mov     cr3, rax
    mov     eax, 1
.return:
    add     rsp, 24
    pop     r15
    pop     r14
    pop     r13
    pop     r12
    pop     rbp
    pop     rbx
    ret
.vtl2:
    xor     eax, eax
    jmp     .return

; Where a parked processor goes to become the hypervisor's, on the original image and its page tables: rdi = ProcessorEntry *.
global hypervisor_processor_entry:function
hypervisor_processor_entry:
    cli
    mov     rax, [rdi + ENTRY_CR3]
    mov     rsp, [rdi + ENTRY_STACK]
    mov     rdi, [rdi + ENTRY_VP]
    mov     cr3, rax                            ; the same code at the same address, in the copy
    lgdt    [boot_gdt_pointer]
    call    hypervisor_processor

; uint64_t hypervisor_processor_entry_address(void)
global hypervisor_processor_entry_address:function
hypervisor_processor_entry_address:
    mov     eax, hypervisor_processor_entry
    ret

; [[noreturn]] void hypervisor_run(VirtualProcessor *vp /* rdi */)
; The VP's life. Interrupts of this CPU are held off (GIF) but while a guest runs. The interrupt flag, which counts for a guest whose own is virtual, is on at VMRUN and
; off in C#. RAX and RSP of the guest are in the VMCB, all other registers here. C# uses SSE registers, so those are moved; x87's stay where they are, the VP's from the
; beginning: nothing here executes an x87 instruction, and an FXRSTOR a visit is what QEMU's first CPU does not survive (docs/hypervisor.md, "QEMU").
global hypervisor_run:function
hypervisor_run:
    clgi
    fninit
    and     rsp, ~15
    sub     rsp, 16
    mov     [rsp], rdi
.again:
    mov     rdi, [rsp]
    call    hypervisor_prepare
    mov     rdi, [rsp]
    sti
    ldmxcsr [rdi + VP_FX + FX_MXCSR]
%assign number 0
%rep 16
    movaps  xmm%[number], [rdi + VP_FX + FX_XMM + number * 16]
%assign number number + 1
%endrep
    mov     rax, [rdi + VP_CURRENT_VMCB]
    mov     rcx, [rdi + VP_RCX]
    mov     rdx, [rdi + VP_RDX]
    mov     rbx, [rdi + VP_RBX]
    mov     rbp, [rdi + VP_RBP]
    mov     rsi, [rdi + VP_RSI]
%assign number 8
%rep 8
    mov     r%[number], [rdi + VP_R8 + (number - 8) * 8]
%assign number number + 1
%endrep
    mov     rdi, [rdi + VP_RDI]
    vmrun
    cli
    xchg    rdi, [rsp]
    mov     [rdi + VP_RCX], rcx
    mov     [rdi + VP_RDX], rdx
    mov     [rdi + VP_RBX], rbx
    mov     [rdi + VP_RBP], rbp
    mov     [rdi + VP_RSI], rsi
%assign number 8
%rep 8
    mov     [rdi + VP_R8 + (number - 8) * 8], r%[number]
%assign number number + 1
%endrep
    mov     rax, [rsp]
    mov     [rdi + VP_RDI], rax
    mov     [rsp], rdi
    stmxcsr [rdi + VP_FX + FX_MXCSR]
%assign number 0
%rep 16
    movaps  [rdi + VP_FX + FX_XMM + number * 16], xmm%[number]
%assign number number + 1
%endrep
    cld
    call    hypervisor_handle
    jmp     .again

; An FXSAVE image on the stack. AMD's CPUs leave the last instruction's addresses out as long as no exception pends: what the stack held there is nobody else's business.
%macro FXSAVE_TO_STACK 0
    sub     rsp, FX_SIZE + 8
    xor     eax, eax
    mov     [rsp], rax
    mov     [rsp + 8], rax
    mov     [rsp + 16], rax
    mov     [rsp + 24], rax
    fxsave64 [rsp]
%endmacro

; void hypervisor_save_x87(Fxsave *to /* rdi */): what is not SSE's, as FXSAVE lays it out: bytes 0 to 23 and 32 to 159.
global hypervisor_save_x87:function
hypervisor_save_x87:
    FXSAVE_TO_STACK
    mov     rsi, rsp
    mov     ecx, FX_MXCSR / 8
    rep movsq
    add     rsi, FX_ST - FX_MXCSR
    add     rdi, FX_ST - FX_MXCSR
    mov     ecx, (FX_XMM - FX_ST) / 8
    rep movsq
    add     rsp, FX_SIZE + 8
    ret

; void hypervisor_load_x87(const Fxsave *from /* rdi */): the same the other way.
global hypervisor_load_x87:function
hypervisor_load_x87:
    FXSAVE_TO_STACK
    mov     rsi, rdi
    mov     rdi, rsp
    mov     ecx, FX_MXCSR / 8
    rep movsq
    add     rsi, FX_ST - FX_MXCSR
    add     rdi, FX_ST - FX_MXCSR
    mov     ecx, (FX_XMM - FX_ST) / 8
    rep movsq
    fxrstor64 [rsp]
    add     rsp, FX_SIZE + 8
    ret

; uint32_t hypervisor_mxcsr_mask(void): the MXCSR bits that the CPU has, as FXSAVE names them; 0 when it names none.
global hypervisor_mxcsr_mask:function
hypervisor_mxcsr_mask:
    FXSAVE_TO_STACK
    mov     eax, [rsp + FX_MXCSR + 4]
    add     rsp, FX_SIZE + 8
    ret

; void hypervisor_take_nmi(void): the NMI that pends, if any, is taken by hypervisor_nmi.
global hypervisor_take_nmi:function
hypervisor_take_nmi:
    stgi
    nop
    clgi
    ret

; void hypervisor_wait_for_nmi(void): halts until an NMI. One that comes before the halt ends it too: hypervisor_nmi steps over the instruction.
global hypervisor_wait_for_nmi:function
hypervisor_wait_for_nmi:
    stgi
.halt:
    hlt
.halted:
    clgi
    ret

; The NMI gate of the hypervisor.
global hypervisor_nmi:function
hypervisor_nmi:
    push    rax
    lea     rax, [rel hypervisor_wait_for_nmi.halt]
    cmp     [rsp + 8], rax
    jne     .return
    lea     rax, [rel hypervisor_wait_for_nmi.halted]
    mov     [rsp + 8], rax
.return:
    pop     rax
    iretq

; uint64_t hypervisor_nmi_address(void)
global hypervisor_nmi_address:function
hypervisor_nmi_address:
    mov     eax, hypervisor_nmi
    ret

; void hypervisor_save(uint64_t vmcb /* rdi */)
global hypervisor_save:function
hypervisor_save:
    mov     rax, rdi
    vmsave
    ret

; void hypervisor_load(uint64_t vmcb /* rdi */)
global hypervisor_load:function
hypervisor_load:
    mov     rax, rdi
    vmload
    ret

; void hypervisor_enable_xsave(void): lets the hypervisor itself reach XCR0, which all VTLs share. Only on a CPU that has it.
global hypervisor_enable_xsave:function
hypervisor_enable_xsave:
    mov     rax, cr4
    bts     rax, 18
    mov     cr4, rax
    ret

; uint64_t hypervisor_read_xcr0(void)
global hypervisor_read_xcr0:function
hypervisor_read_xcr0:
    xor     ecx, ecx
    xgetbv
    shl     rdx, 32
    or      rax, rdx
    ret

; void hypervisor_write_xcr0(uint64_t value /* rdi */): a value that the CPU takes.
global hypervisor_write_xcr0:function
hypervisor_write_xcr0:
    mov     eax, edi
    mov     rdx, rdi
    shr     rdx, 32
    xor     ecx, ecx
    xsetbv
    ret

; IdtEntry64 *hypervisor_interrupt_table(void): 256 entries, to be filled.
global hypervisor_interrupt_table:function
hypervisor_interrupt_table:
    mov     eax, hypervisor_idt
    ret

; void hypervisor_load_interrupt_table(void)
global hypervisor_load_interrupt_table:function
hypervisor_load_interrupt_table:
    lidt    [hypervisor_idt_pointer]
    ret

section .data.hypervisor write align=8
hypervisor_idt_pointer:
    dw      4095
    dq      hypervisor_idt

section .bss.hypervisor nobits write align=16
hypervisor_idt:
    resb    4096

section .text.hypervisor

; uint64_t hypervisor_stack_guard(void): the page below the boot processor's stack.
global hypervisor_stack_guard:function
hypervisor_stack_guard:
    mov     eax, boot_stack_guard
    ret
