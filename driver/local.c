// SPDX-License-Identifier: GPL-2.0
/*
 * Commands of a VP whose CPU is Linux's, carried out here on the CPU itself, by the same command
 * page: RUN_VP, registers, translation. A program that has taken a CPU out of the sidecar goes on
 * with its guest by it.
 *
 * The thread that asks runs on that CPU and nowhere else, as it has to for VTL0, whose registers
 * are the CPU's. The page may be changed by another thread at any time, so it is copied before it
 * is looked at; of general registers any value will do.
 */
#include <linux/device.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <asm/cpufeature.h>
#include <asm/processor.h>
#include <asm/fpu/api.h>
#include <asm/fpu/xcr.h>
#include <asm/mshyperv.h>
#include <asm/pkru.h>

#include "local.h"
#include "sidecar.h"

#define COMMAND_NONE		0
#define COMMAND_RUN_VP		1
#define COMMAND_GET_REGISTERS	2
#define COMMAND_SET_REGISTERS	3
#define COMMAND_TRANSLATE	4

/* HvVpAssistPage (TLFS). */
#define ASSIST_ENTRY_REASON	8
#define ASSIST_REGISTERS	16
#define ASSIST_MESSAGE		112
#define MESSAGE_SIZE		256

#define REASON_INTERRUPT	2
#define REASON_INTERCEPT	3

/* XCR0: what FXSAVE stores is on the command page. */
#define XCR0_LEGACY		3ULL

/* In FXSAVE's area; and the bits that every CPU with a hypervisor has, others make FXRSTOR fault. */
#define FX_MXCSR		24
#define MXCSR_BITS		0xffffU

/**
 * sidecar_refuse() - says on the command page why a command was not carried out
 * @page: the command page
 * @format: as printk()'s
 */
void sidecar_refuse(struct sidecar_command *page, const char *format, ...)
{
	char text[sizeof(page->error)];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vscnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	memcpy(page->error, text, length);
	WRITE_ONCE(page->error_length, length);
	WRITE_ONCE(page->has_error, 1);
}

static void sidecar_save_extended(void *area, u64 components)
{
	asm volatile("xsave64 (%0)" :: "r" (area), "a" ((u32)components),
		     "d" ((u32)(components >> 32)) : "memory");
}

static void sidecar_load_extended(void *area, u64 components)
{
	asm volatile("xrstor64 (%0)" :: "r" (area), "a" ((u32)components),
		     "d" ((u32)(components >> 32)) : "memory");
}

/*
 * VTL0 until VTL2 is entered again. Interrupts are off and stay off; one that pends ends the run
 * at once and is taken by the caller.
 */
static void sidecar_enter_vtl0(struct sidecar_local *local, struct sidecar_context *context)
{
	u64 own_xcr0 = 0;
	u32 own_keys = read_pkru();

	kernel_fpu_begin();
	if (local->extended) {
		own_xcr0 = xgetbv(XCR_XFEATURE_ENABLED_MASK);
		/* With Linux's XCR0, so that what VTL0 has not enabled yet holds nothing of Linux's. */
		sidecar_load_extended(local->extended, local->components);
		if (local->xcr0 != own_xcr0)
			xsetbv(XCR_XFEATURE_ENABLED_MASK, local->xcr0);
	}
	asm volatile("fxrstor64 %0" :: "m" (context->fx));

	sidecar_vtl_return(context->registers, local->sequence);

	asm volatile("fxsave64 %0" : "=m" (context->fx));
	if (local->extended) {
		local->xcr0 = xgetbv(XCR_XFEATURE_ENABLED_MASK);
		if (local->xcr0 != own_xcr0)
			xsetbv(XCR_XFEATURE_ENABLED_MASK, own_xcr0);
		sidecar_save_extended(local->extended, local->components);
	}
	kernel_fpu_end();
	write_pkru(own_keys);
}

/*
 * Whether the run goes on: no stop, no signal nor other work that is done when a thread leaves the
 * kernel (a timer of the process's own CPU time, for one), and the thread still where it was bound
 * to. With interrupts off: whatever changes the answer later pends, and ends VTL0's run at once.
 */
static bool sidecar_goes_on(struct sidecar_vp *vp)
{
	return !READ_ONCE(vp->local_stop) && !signal_pending(current) &&
	       !test_thread_flag(TIF_NOTIFY_RESUME) && smp_processor_id() == vp->cpu;
}

static void sidecar_run(struct sidecar_vp *vp, struct sidecar_command *page)
{
	struct sidecar_context *shared = sidecar_context_of(page), *context;
	u8 *assist = hv_vp_assist_page ? (u8 *)hv_vp_assist_page[vp->cpu] : NULL;
	u32 reason = REASON_INTERRUPT;
	u8 intercept = 0;
	u32 mxcsr;

	if (!assist) {
		sidecar_refuse(page, "RUN_VP: Linux has no VP assist page for CPU %u", vp->cpu);
		return;
	}

	/* FXRSTOR wants 16 bytes of alignment, and no hand but ours. */
	context = kmalloc(roundup_pow_of_two(sizeof(*context)), GFP_KERNEL);
	if (!context) {
		sidecar_refuse(page, "RUN_VP: no memory");
		return;
	}

	memcpy(context, shared, sizeof(*context));
	memcpy(&mxcsr, context->fx + FX_MXCSR, sizeof(mxcsr));
	if (mxcsr & ~MXCSR_BITS) {
		sidecar_refuse(page, "RUN_VP: the CPU refuses cpu_context.fx_state (reserved bits in MXCSR)");
		goto out;
	}

	while (reason == REASON_INTERRUPT) {
		cond_resched();
		preempt_disable();
		local_irq_disable();
		if (!sidecar_goes_on(vp)) {
			local_irq_enable();
			preempt_enable();
			break;
		}

		memcpy(assist + ASSIST_REGISTERS, &context->registers[SIDECAR_RAX], 16);
		sidecar_enter_vtl0(vp->local, context);
		reason = READ_ONCE(*(u32 *)(assist + ASSIST_ENTRY_REASON));
		if (reason == REASON_INTERCEPT) {
			memcpy((u8 *)page + SIDECAR_MESSAGE_OFFSET, assist + ASSIST_MESSAGE,
			       MESSAGE_SIZE);
			intercept = 1;
		}
		local_irq_enable();
		preempt_enable();
	}

	memcpy(shared, context, sizeof(*context));
	if (reason != REASON_INTERRUPT && reason != REASON_INTERCEPT)
		sidecar_refuse(page, "RUN_VP: unexpected VTL entry reason %u", reason);
	WRITE_ONCE(*(u8 *)sidecar_data_of(page), intercept);
out:
	kfree(context);
}

/* Bytes of an XSAVE area for XCR0 as it is. */
static u32 sidecar_xsave_size(void)
{
	u32 eax, ebx, ecx, edx;

	cpuid_count(0xd, 0, &eax, &ebx, &ecx, &edx);
	return ebx;
}

/* What Linux's XCR0 covers beyond x87 and SSE, and the room for it. */
static int sidecar_prepare_extended(struct sidecar_local *local)
{
	if (!boot_cpu_has(X86_FEATURE_OSXSAVE))
		return 0;

	local->xcr0 = xgetbv(XCR_XFEATURE_ENABLED_MASK);
	local->components = local->xcr0 & ~XCR0_LEGACY;
	/* XSAVE's size for XCR0 as it is; kmalloc aligns powers of two to themselves, 64 at least. */
	local->extended = kzalloc(roundup_pow_of_two(sidecar_xsave_size()), GFP_KERNEL);
	return local->extended ? 0 : -ENOMEM;
}

/* What the first command needs; kept until the CPU goes back. */
static int sidecar_prepare(struct sidecar_vp *vp)
{
	struct sidecar_node *node = vp->node;
	struct sidecar_local *local;
	int ret = -ENOMEM;

	if (vp->local)
		return 0;

	local = kzalloc(sizeof(*local), GFP_KERNEL);
	if (!local)
		return -ENOMEM;

	local->input = (void *)get_zeroed_page(GFP_KERNEL);
	local->output = (void *)get_zeroed_page(GFP_KERNEL);
	if (local->input && local->output)
		ret = sidecar_prepare_extended(local);
	vp->local = local;
	if (!ret) {
		local->sequence = sidecar_return_sequence(local, vp->cpu);
		ret = local->sequence ? 0 : -EIO;
	}
	if (ret) {
		sidecar_local_free(vp);
		return ret;
	}

	local->has_register_page = !sidecar_set_register_page(local, vp->cpu,
			node->shared_start + (vp->cpu - node->base) * SIDECAR_SHARED_PER_VP + SZ_4K);
	return 0;
}

/* The VP is the caller's alone until sidecar_local_leave(). */
static int sidecar_local_begin(struct sidecar_vp *vp, struct sidecar_file *file)
{
	unsigned long flags;
	int ret = 0;

	spin_lock_irqsave(&vp->node->lock, flags);
	if (vp->phase != SIDECAR_LINUX) {
		ret = -ENXIO;
	} else if (vp->local_busy || (vp->owner && vp->owner != file)) {
		ret = -EBUSY;
	} else {
		vp->local_busy = true;
		vp->local_stop = false;
		vp->owner = file;
	}
	spin_unlock_irqrestore(&vp->node->lock, flags);
	return ret;
}

static void sidecar_local_leave(struct sidecar_vp *vp)
{
	unsigned long flags;

	spin_lock_irqsave(&vp->node->lock, flags);
	vp->local_busy = false;
	if (!vp->claimed)
		vp->owner = NULL;
	spin_unlock_irqrestore(&vp->node->lock, flags);
	wake_up_all(&vp->wait);
}

/**
 * sidecar_local_command() - carries out the command on a VP's command page, on this CPU
 * @vp: a VP whose CPU is Linux's
 * @file: who asks
 *
 * Return: 0 when the command page says how it went; -ENXIO when the CPU is not Linux's, -EINVAL
 * when the calling thread is not bound to it, -EBUSY, -EOPNOTSUPP without a hypervisor, -ENOMEM.
 */
int sidecar_local_command(struct sidecar_vp *vp, struct sidecar_file *file)
{
	struct sidecar_node *node = vp->node;
	struct sidecar_command *page = node->shared + (vp->cpu - node->base) * SIDECAR_SHARED_PER_VP;
	u32 command;
	int ret;

	if (!sidecar_has_hypervisor())
		return -EOPNOTSUPP;
	/* A thread that may run on one CPU only stays there, unless that goes offline. */
	if (current->nr_cpus_allowed != 1 || task_cpu(current) != vp->cpu)
		return -EINVAL;

	ret = sidecar_local_begin(vp, file);
	if (ret)
		return ret;

	ret = sidecar_prepare(vp);
	if (ret)
		goto out;

	command = READ_ONCE(page->command);
	WRITE_ONCE(page->command, COMMAND_NONE);
	WRITE_ONCE(page->has_error, 0);
	switch (command) {
	case COMMAND_NONE:
		break;
	case COMMAND_RUN_VP:
		sidecar_run(vp, page);
		break;
	case COMMAND_GET_REGISTERS:
	case COMMAND_SET_REGISTERS:
		sidecar_local_registers(vp, page, command == COMMAND_SET_REGISTERS);
		break;
	case COMMAND_TRANSLATE:
		sidecar_local_translation(vp, page);
		break;
	default:
		sidecar_refuse(page, "Linux: unknown command %u", command);
		break;
	}
out:
	sidecar_local_leave(vp);
	return ret;
}

static void sidecar_local_kick(void *unused)
{
	/* The interrupt itself has ended VTL0's run. */
}

/**
 * sidecar_local_init() - at probe
 * @vp: the VP
 */
void sidecar_local_init(struct sidecar_vp *vp)
{
	INIT_CSD(&vp->local_kick, sidecar_local_kick, NULL);
}

/**
 * sidecar_local_stop() - asks for the end of the command that is under way; under the node's lock
 * @vp: the VP
 *
 * The flag before the interrupt: whoever is interrupted by it, or not yet in VTL0, sees the flag.
 * An earlier kick that is still on its way serves as well.
 */
void sidecar_local_stop(struct sidecar_vp *vp)
{
	WRITE_ONCE(vp->local_stop, true);
	smp_call_function_single_async(vp->cpu, &vp->local_kick);
}

/**
 * sidecar_local_free() - gives back what local commands of a VP needed
 * @vp: a VP without a local command under way
 */
void sidecar_local_free(struct sidecar_vp *vp)
{
	struct sidecar_local *local = vp->local;

	if (!local)
		return;

	free_page((unsigned long)local->input);
	free_page((unsigned long)local->output);
	kfree(local->extended);
	kfree(local);
	vp->local = NULL;
}

/**
 * sidecar_local_end() - its CPU is Linux's no longer
 * @vp: a VP in phase LINUX; its CPU is offline
 *
 * The phase first, under the lock: a thread that was bound to the CPU and comes only now is
 * refused, and cannot use what is freed here. One that was in the middle has been moved to
 * another CPU, sees that, and leaves.
 *
 * Return: whether nobody uses the VP's pages any more, so that the sidecar may have it.
 */
bool sidecar_local_end(struct sidecar_vp *vp)
{
	unsigned long flags;

	spin_lock_irqsave(&vp->node->lock, flags);
	vp->phase = SIDECAR_REMOVED;
	spin_unlock_irqrestore(&vp->node->lock, flags);

	if (!wait_event_timeout(vp->wait, !READ_ONCE(vp->local_busy), HZ)) {
		dev_err(vp->node->dev, "CPU %u: a command of Linux's does not leave it\n", vp->cpu);
		return false;
	}
	if (vp->local && vp->local->has_register_page)
		sidecar_set_register_page(vp->local, vp->cpu, 0);
	sidecar_local_free(vp);
	return true;
}
