// SPDX-License-Identifier: GPL-2.0
/*
 * Registers and addresses of VTL0, for commands that Linux carries out itself.
 *
 * Most registers are the hypervisor's to serve. Those that both VTLs share are Linux's own while
 * the guest does not run, so the guest's lie elsewhere: general registers, CR2, x87 and SSE on
 * the command page, from where RUN_VP takes them, and XCR0 with what Linux keeps of the VP.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <asm/fpu/types.h>
#include <asm/fpu/xcr.h>

#include "local.h"
#include "sidecar.h"

/* Names of the registers that are not the hypervisor's here. */
#define REGISTER_RAX		0x00020000
#define REGISTER_RSP		0x00020004
#define REGISTER_XMM0		0x00030000
#define REGISTER_X87		0x00030010
#define REGISTER_X87_CONTROL	0x00030018
#define REGISTER_MXCSR		0x00030019
#define REGISTER_CR2		0x00040001
#define REGISTER_XFEM		0x00040005

#define FX_MXCSR		24
#define FX_X87			32
#define FX_XMM			160

/* HvInputVtl: VTL0, said explicitly. */
#define INPUT_VTL0		0x10

/* MXCSR bits that every CPU with a hypervisor has; others make FXRSTOR fault. */
#define MXCSR_BITS		0xffffU

/* GetSetVpRegisterRequest, and what follows it. */
struct sidecar_register_request {
	u16 count;
	u8 vtl;
	u8 reserved;
	u16 status;
	u8 reserved2[10];
	struct sidecar_register registers[SIDECAR_MAX_REGISTERS];
};

static_assert(sizeof(struct sidecar_register_request) == 16 + 32 * SIDECAR_MAX_REGISTERS);

/* Where a register lies on the command page, and how many of its 16 bytes; NULL for elsewhere. */
static void *sidecar_place(struct sidecar_context *context, u32 name, size_t *size)
{
	*size = 16;
	if (name == REGISTER_CR2 || (name - REGISTER_RAX < 16 && name != REGISTER_RSP)) {
		*size = sizeof(u64);
		return &context->registers[name == REGISTER_CR2 ? SIDECAR_CR2 : name - REGISTER_RAX];
	}
	if (name - REGISTER_XMM0 < 16)
		return context->fx + FX_XMM + (name - REGISTER_XMM0) * 16;
	if (name - REGISTER_X87 < 8) {
		*size = 10;
		return context->fx + FX_X87 + (name - REGISTER_X87) * 16;
	}
	if (name == REGISTER_X87_CONTROL || name == REGISTER_MXCSR)
		return context->fx + (name - REGISTER_X87_CONTROL) * 16;
	return NULL;
}

static bool sidecar_value_fits(u32 name, const struct sidecar_register *value, size_t size)
{
	u32 mxcsr;

	memcpy(&mxcsr, value->value + FX_MXCSR - 16, sizeof(mxcsr));
	return !memchr_inv(value->value + size, 0, 16 - size) &&
	       (name != REGISTER_MXCSR || !(mxcsr & ~MXCSR_BITS)) &&
	       (name != REGISTER_X87_CONTROL || !value->value[5]);
}

static u16 sidecar_context_register(struct sidecar_context *context,
				    struct sidecar_register *value, bool set)
{
	size_t size;
	void *place = sidecar_place(context, value->name, &size);

	if (!set) {
		memset(value->value, 0, sizeof(value->value));
		memcpy(value->value, place, size);
		return 0;
	}
	if (!sidecar_value_fits(value->name, value, size))
		return SIDECAR_HV_INVALID_REGISTER_VALUE;

	/* The upper half of MXCSR's place says which bits the CPU has. */
	memcpy(place, value->value, value->name == REGISTER_MXCSR ? FX_MXCSR - 16 + 4 : size);
	return 0;
}

/* XSETBV's rules, and what Linux has itself: anything else would fault, or lose Linux's own. */
static bool sidecar_xcr0_fits(u64 value)
{
	u64 own = xgetbv(XCR_XFEATURE_ENABLED_MASK);
	u64 wide = value & XFEATURE_MASK_AVX512, bounds = value & (XFEATURE_MASK_BNDREGS | XFEATURE_MASK_BNDCSR);
	u64 tiles = value & XFEATURE_MASK_XTILE;

	return (value & XFEATURE_MASK_FP) && !(value & ~own) &&
	       (!(value & XFEATURE_MASK_YMM) || (value & XFEATURE_MASK_SSE)) &&
	       (!wide || (wide == XFEATURE_MASK_AVX512 && (value & XFEATURE_MASK_YMM))) &&
	       (!bounds || bounds == (XFEATURE_MASK_BNDREGS | XFEATURE_MASK_BNDCSR)) &&
	       (!tiles || tiles == XFEATURE_MASK_XTILE);
}

static u16 sidecar_xcr0_register(struct sidecar_local *local, struct sidecar_register *value,
				 bool set)
{
	u64 wanted;

	if (!local->extended)
		return SIDECAR_HV_INVALID_PARAMETER;

	if (!set) {
		memset(value->value, 0, sizeof(value->value));
		memcpy(value->value, &local->xcr0, sizeof(local->xcr0));
		return 0;
	}

	memcpy(&wanted, value->value, sizeof(wanted));
	if (memchr_inv(value->value + sizeof(wanted), 0, 8) || !sidecar_xcr0_fits(wanted))
		return SIDECAR_HV_INVALID_REGISTER_VALUE;
	local->xcr0 = wanted;
	return 0;
}

static bool sidecar_is_here(struct sidecar_context *context, u32 name)
{
	size_t size;

	return name == REGISTER_XFEM || sidecar_place(context, name, &size);
}

/**
 * sidecar_local_registers() - GET_VP_REGISTERS or SET_VP_REGISTERS
 * @vp: the VP
 * @page: its command page
 * @set: which
 */
void sidecar_local_registers(struct sidecar_vp *vp, struct sidecar_command *page, bool set)
{
	struct sidecar_register_request *data = sidecar_data_of(page), *request;
	struct sidecar_context *context = sidecar_context_of(page);
	u16 done = 0, status = 0;

	request = kmemdup(data, sizeof(*request), GFP_KERNEL);
	if (!request) {
		sidecar_refuse(page, "Linux: no memory for a request");
		return;
	}
	if (request->count > SIDECAR_MAX_REGISTERS) {
		sidecar_refuse(page, "Linux: %u registers, at most %u fit", request->count,
			       SIDECAR_MAX_REGISTERS);
		goto out;
	}
	/* VTL2's are Linux's own. */
	if (request->vtl != INPUT_VTL0)
		status = SIDECAR_HV_ACCESS_DENIED;

	/* Neighbours that the hypervisor serves are one call. */
	while (done < request->count && !status) {
		struct sidecar_register *first = &request->registers[done];
		u16 run = 0;

		while (done + run < request->count && !sidecar_is_here(context, first[run].name))
			run++;

		if (!run) {
			status = first->name == REGISTER_XFEM ?
				 sidecar_xcr0_register(vp->local, first, set) :
				 sidecar_context_register(context, first, set);
			run = 1;
		} else if (set) {
			status = sidecar_set_registers(vp->local, vp->cpu, request->vtl, first, run);
		} else {
			status = sidecar_get_registers(vp->local, vp->cpu, request->vtl, first, run);
		}
		done += run;
	}

	if (!set)
		memcpy(data->registers, request->registers,
		       request->count * sizeof(*request->registers));
	WRITE_ONCE(data->status, status);
out:
	kfree(request);
}

/**
 * sidecar_local_translation() - TRANSLATE_GVA
 * @vp: the VP
 * @page: its command page
 */
void sidecar_local_translation(struct sidecar_vp *vp, struct sidecar_command *page)
{
	u8 *data = sidecar_data_of(page);
	u8 output[SIDECAR_TRANSLATION_SIZE] = {};
	u64 number, flags;
	u16 status;

	memcpy(&number, data, sizeof(number));
	memcpy(&flags, data + 8, sizeof(flags));
	status = sidecar_translate(vp->local, vp->cpu, number, flags, output);
	memset(data, 0, 16);
	memcpy(data, &status, sizeof(status));
	memcpy(data + 16, output, sizeof(output));
}
