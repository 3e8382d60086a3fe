/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Commands that Linux carries out on a CPU of its own, as the sidecar would.
 */
#ifndef _SIDECAR_LOCAL_H
#define _SIDECAR_LOCAL_H

#include <linux/build_bug.h>
#include <linux/sizes.h>
#include <linux/stddef.h>
#include <linux/types.h>

#include "wire.h"

/* Registers of one GET or SET. */
#define SIDECAR_MAX_REGISTERS		31

/* Bytes of TranslateVirtualAddressExOutputX64. */
#define SIDECAR_TRANSLATION_SIZE	64

#define SIDECAR_HV_TIMEOUT		0x78
#define SIDECAR_HV_ACCESS_DENIED	0x06
#define SIDECAR_HV_INVALID_PARAMETER		0x05
#define SIDECAR_HV_INVALID_REGISTER_VALUE	0x50

/**
 * struct sidecar_register - HvRegisterAssoc
 * @name: HvRegisterName
 * @reserved: zero
 * @value: as many bytes as the register has
 */
struct sidecar_register {
	u32 name;
	u32 reserved[3];
	u8 value[16];
};

/**
 * struct sidecar_context - CpuContextX64: what RUN_VP carries in and out
 * @registers: in the order of their encoding, CR2 in RSP's place
 * @fx: as FXSAVE stores it
 */
struct sidecar_context {
	u64 registers[16];
	u8 fx[512];
};

enum {
	SIDECAR_RAX = 0,
	SIDECAR_RCX = 1,
	SIDECAR_CR2 = 4,
};

static_assert(sizeof(struct sidecar_register) == 32);
static_assert(sizeof(struct sidecar_context) == 640);

/**
 * struct sidecar_local - what a VP needs while its CPU is Linux's
 * @input: a page for hypercalls
 * @output: another one
 * @sequence: the hypercall page's return to VTL0
 * @extended: VTL0's state beyond x87 and SSE, an XSAVE area; NULL on a CPU without XSAVE
 * @components: which of it Linux's XCR0 covers
 * @xcr0: VTL0's XCR0, which the VTLs share
 * @has_register_page: the hypervisor knows of the register page
 */
struct sidecar_local {
	void *input;
	void *output;
	void *sequence;
	void *extended;
	u64 components;
	u64 xcr0;
	bool has_register_page;
};

struct sidecar_command;
struct sidecar_vp;

/* local.c */
__printf(2, 3) void sidecar_refuse(struct sidecar_command *page, const char *format, ...);

static inline void *sidecar_context_of(struct sidecar_command *page)
{
	return (u8 *)page + SIDECAR_CONTEXT_OFFSET;
}

static inline void *sidecar_data_of(struct sidecar_command *page)
{
	return (u8 *)page + SIDECAR_DATA_OFFSET;
}

/* local_registers.c */
void sidecar_local_registers(struct sidecar_vp *vp, struct sidecar_command *page, bool set);
void sidecar_local_translation(struct sidecar_vp *vp, struct sidecar_command *page);

/* hypercall.c */
bool sidecar_has_hypervisor(void);
u16 sidecar_get_registers(struct sidecar_local *local, u32 cpu, u8 vtl,
			  struct sidecar_register *registers, u16 count);
u16 sidecar_set_registers(struct sidecar_local *local, u32 cpu, u8 vtl,
			  const struct sidecar_register *registers, u16 count);
u16 sidecar_translate(struct sidecar_local *local, u32 cpu, u64 page, u64 flags, void *output);
u16 sidecar_set_register_page(struct sidecar_local *local, u32 cpu, phys_addr_t page);
void *sidecar_return_sequence(struct sidecar_local *local, u32 cpu);

/* vtl_return.S */
void sidecar_vtl_return(u64 *registers, void *sequence);

#endif /* _SIDECAR_LOCAL_H */
