// SPDX-License-Identifier: GPL-2.0
/*
 * Hypercalls about VTL0 of a VP, for commands that Linux carries out itself.
 */
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include <asm/mshyperv.h>

#include "local.h"

#define HVCALL_GET_REGISTERS		0x0050
#define HVCALL_SET_REGISTERS		0x0051
#define HVCALL_TRANSLATE_EX		0x00ac

#define HV_REGISTER_PAGE		0x0009001c
#define HV_VSM_CODE_PAGE_OFFSETS	0x000d0002

#define HV_SELF				(~0ULL)

/* What HvCallGetVpRegisters and HvCallSetVpRegisters begin with (TLFS). */
struct hv_register_input {
	u64 partition;
	u32 vp;
	u8 vtl;
	u8 reserved[3];
};

struct hv_register_set {
	struct hv_register_input header;
	struct sidecar_register registers[SIDECAR_MAX_REGISTERS];
};

struct hv_register_get {
	struct hv_register_input header;
	u32 names[SIDECAR_MAX_REGISTERS];
};

struct hv_translate_input {
	u64 partition;
	u32 vp;
	u32 reserved;
	u64 flags;
	u64 page;
};

static_assert(sizeof(struct hv_register_input) == 16);
static_assert(sizeof(struct hv_register_set) <= SZ_4K);
static_assert(sizeof(struct hv_translate_input) == 32);

/**
 * sidecar_has_hypervisor() - whether there is one that takes hypercalls
 */
bool sidecar_has_hypervisor(void)
{
	return hv_is_hyperv_initialized() && hv_hypercall_pg;
}

/* All elements of a list; the hypervisor may return in the middle, without an error. */
static u16 sidecar_repeat(struct sidecar_local *local, u16 code, u16 count, u16 *done)
{
	*done = 0;
	for (;;) {
		u64 control = code | (u64)count << 32 | (u64)*done << 48;
		u64 result = hv_do_hypercall(control, local->input, local->output);
		u16 progress = (result >> 32) & 0xfff;

		if ((u16)result || progress >= count) {
			*done = min(progress, count);
			return result;
		}
		if (progress <= *done)
			return SIDECAR_HV_TIMEOUT;
		*done = progress;
	}
}

/**
 * sidecar_get_registers() - reads registers of a VP
 * @local: pages for the call
 * @cpu: the VP
 * @vtl: HvInputVtl: of which VTL
 * @registers: names in, values out, up to the one that failed
 * @count: how many, at most %SIDECAR_MAX_REGISTERS
 *
 * Return: an HvStatus, 0 for success.
 */
u16 sidecar_get_registers(struct sidecar_local *local, u32 cpu, u8 vtl,
			  struct sidecar_register *registers, u16 count)
{
	struct hv_register_get *input = local->input;
	const u8 (*values)[16] = local->output;
	u16 done, status;
	u32 i;

	input->header = (struct hv_register_input){ .partition = HV_SELF, .vp = cpu, .vtl = vtl };
	for (i = 0; i < count; i++)
		input->names[i] = registers[i].name;

	status = sidecar_repeat(local, HVCALL_GET_REGISTERS, count, &done);
	for (i = 0; i < done; i++)
		memcpy(registers[i].value, values[i], sizeof(registers[i].value));
	return status;
}

/**
 * sidecar_set_registers() - writes registers of a VP
 * @local: pages for the call
 * @cpu: the VP
 * @vtl: HvInputVtl: of which VTL
 * @registers: names and values
 * @count: how many, at most %SIDECAR_MAX_REGISTERS
 *
 * Return: an HvStatus, 0 for success. Registers before the one that failed are written.
 */
u16 sidecar_set_registers(struct sidecar_local *local, u32 cpu, u8 vtl,
			  const struct sidecar_register *registers, u16 count)
{
	struct hv_register_set *input = local->input;
	u16 done;

	input->header = (struct hv_register_input){ .partition = HV_SELF, .vp = cpu, .vtl = vtl };
	memcpy(input->registers, registers, count * sizeof(*registers));
	return sidecar_repeat(local, HVCALL_SET_REGISTERS, count, &done);
}

/**
 * sidecar_translate() - translates an address of VTL0's
 * @local: pages for the call
 * @cpu: the VP whose page tables count
 * @page: the page's number in the guest's address space
 * @flags: HvTranslateGvaControlFlags, with an input VTL or without
 * @output: TranslateVirtualAddressExOutputX64, 64 bytes
 *
 * Return: an HvStatus, 0 for success.
 */
u16 sidecar_translate(struct sidecar_local *local, u32 cpu, u64 page, u64 flags, void *output)
{
	struct hv_translate_input *input = local->input;
	u16 status;

	*input = (struct hv_translate_input){
		.partition = HV_SELF, .vp = cpu, .flags = flags, .page = page,
	};
	status = hv_do_hypercall(HVCALL_TRANSLATE_EX, local->input, local->output);
	if (!status)
		memcpy(output, local->output, SIDECAR_TRANSLATION_SIZE);
	return status;
}

/**
 * sidecar_set_register_page() - tells the hypervisor where a VP's register page is
 * @local: pages for the call
 * @cpu: the VP
 * @page: its physical address, or 0: nowhere
 *
 * Return: an HvStatus. A hypervisor without register pages refuses; GET and SET do without.
 */
u16 sidecar_set_register_page(struct sidecar_local *local, u32 cpu, phys_addr_t page)
{
	struct sidecar_register value = { .name = HV_REGISTER_PAGE };
	u64 low = page ? page | 1 : 0;

	memcpy(value.value, &low, sizeof(low));
	return sidecar_set_registers(local, cpu, 0, &value, 1);
}

/**
 * sidecar_return_sequence() - where the hypercall page returns to a lower VTL
 * @local: pages for the call
 * @cpu: the CPU that asks
 *
 * Return: an address to call, or NULL.
 */
void *sidecar_return_sequence(struct sidecar_local *local, u32 cpu)
{
	struct sidecar_register offsets = { .name = HV_VSM_CODE_PAGE_OFFSETS };
	u64 value;

	if (sidecar_get_registers(local, cpu, 0, &offsets, 1))
		return NULL;

	memcpy(&value, offsets.value, sizeof(value));
	return hv_hypercall_pg + ((value >> 12) & 0xfff);
}
