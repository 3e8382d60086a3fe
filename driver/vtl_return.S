/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From VTL2 to VTL0 and back, by the hypervisor's own sequence (TLFS, "VTL return").
 */
#include <linux/linkage.h>

#include <asm/nospec-branch.h>

/* struct sidecar_registers: in the order of their encoding, with CR2 in RSP's place */
#define RAX	0x00
#define RCX	0x08
#define RDX	0x10
#define RBX	0x18
#define CR2	0x20
#define RBP	0x28
#define RSI	0x30
#define RDI	0x38
#define R8	0x40
#define R9	0x48
#define R10	0x50
#define R11	0x58
#define R12	0x60
#define R13	0x68
#define R14	0x70
#define R15	0x78

	.text

/*
 * void sidecar_vtl_return(struct sidecar_registers *registers, void *sequence)
 *
 * Loads the registers that both VTLs share, calls the return sequence, and stores them when VTL2
 * is entered again. RAX and RCX are the sequence's own on the way out: the hypervisor takes
 * VTL0's from the assist page. VTL0's flags and stack are its own. Interrupts have to be off.
 */
SYM_FUNC_START(sidecar_vtl_return)
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	push	%rdi
	mov	%rsi, %rax

	mov	CR2(%rdi), %rcx
	mov	%rcx, %cr2
	mov	RDX(%rdi), %rdx
	mov	RBX(%rdi), %rbx
	mov	RBP(%rdi), %rbp
	mov	RSI(%rdi), %rsi
	mov	R8(%rdi), %r8
	mov	R9(%rdi), %r9
	mov	R10(%rdi), %r10
	mov	R11(%rdi), %r11
	mov	R12(%rdi), %r12
	mov	R13(%rdi), %r13
	mov	R14(%rdi), %r14
	mov	R15(%rdi), %r15
	mov	RDI(%rdi), %rdi

	/* A normal return, not a fast one. */
	xor	%ecx, %ecx
	ANNOTATE_RETPOLINE_SAFE
	call	*%rax

	/* RAX and all others are VTL0's: the one way to memory is the stack. */
	push	%rax
	mov	8(%rsp), %rax
	mov	%rcx, RCX(%rax)
	mov	%rdx, RDX(%rax)
	mov	%rbx, RBX(%rax)
	mov	%rbp, RBP(%rax)
	mov	%rsi, RSI(%rax)
	mov	%rdi, RDI(%rax)
	mov	%r8, R8(%rax)
	mov	%r9, R9(%rax)
	mov	%r10, R10(%rax)
	mov	%r11, R11(%rax)
	mov	%r12, R12(%rax)
	mov	%r13, R13(%rax)
	mov	%r14, R14(%rax)
	mov	%r15, R15(%rax)
	mov	%cr2, %rcx
	mov	%rcx, CR2(%rax)
	pop	%rcx
	mov	%rcx, RAX(%rax)

	/* VTL2 has its own direction flag, with the rest of its flags. */
	pop	%rdi
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	RET
SYM_FUNC_END(sidecar_vtl_return)
