// SPDX-License-Identifier: GPL-2.0
/*
 * CPUs that go to Linux, and come back.
 *
 * Both hooks run with CPU hotplug locked for writing, a probe and a removal of a node with it
 * locked for reading: the list of nodes stands still, no two of them are about one CPU, and above
 * all no removal of a VP is under way while it is given back, whose IDLE it would take for one
 * to remove.
 */
#include <linux/atomic.h>
#include <linux/cpuhotplug.h>
#include <linux/device.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>

#include "sidecar.h"

static enum cpuhp_state sidecar_hotplug_state;

/*
 * One step towards REMOVED, from whatever the VP shows now. Under the node's lock: no command
 * starts on the VP between the look and REMOVE, and none after it.
 */
static int sidecar_take(struct sidecar_vp *vp, bool is_first)
{
	u8 status;

	/* A command that nobody owns any more counts: its guest may not be torn from under it. */
	if (vp->owner || vp->phase == SIDECAR_RUNNING)
		return -EBUSY;

	/* Of a VP that was lost the byte says nothing any more: INIT takes the CPU as it is. */
	if (vp->failure == -ENOENT) {
		vp->phase = SIDECAR_LINUX;
		return 0;
	}
	if (vp->failure)
		return vp->failure;

	status = READ_ONCE(*vp->status);
	switch (status) {
	case SIDECAR_STATUS_REMOVED:
		if (vp->phase == SIDECAR_FREE)
			sidecar_vp_fail(vp, status);
		vp->phase = SIDECAR_LINUX;
		return 0;

	case SIDECAR_STATUS_IDLE:
		/* Compared, so that a VP that dies now is not overwritten but looked at again. */
		if (sync_cmpxchg(vp->status, SIDECAR_STATUS_IDLE, SIDECAR_STATUS_REMOVE) ==
		    SIDECAR_STATUS_IDLE) {
			vp->phase = SIDECAR_REMOVING;
			sidecar_ring(vp);
		}
		return -EAGAIN;

	case SIDECAR_STATUS_REMOVE:
		/* An earlier removal timed out; whatever kept the VP then may be over. */
		if (is_first)
			sidecar_ring(vp);
		vp->phase = SIDECAR_REMOVING;
		return -EAGAIN;

	default:
		sidecar_vp_fail(vp, status);
		return -EIO;
	}
}

/* Linux is about to start a CPU. An error keeps it from that, and is what sysfs answers. */
static int sidecar_cpu_prepare(unsigned int cpu)
{
	unsigned long deadline = sidecar_deadline(sidecar_remove_ms);
	struct sidecar_vp *vp = sidecar_vp_of_cpu(cpu);
	bool is_first = true;

	if (!vp || vp->phase == SIDECAR_HOST)
		return 0;

	for (;;) {
		/* The clock before the look: a wait that ends by the clock has looked after it. */
		unsigned long left = sidecar_time_to(deadline);
		unsigned long flags;
		int ret;

		spin_lock_irqsave(&vp->node->lock, flags);
		ret = sidecar_take(vp, is_first);
		spin_unlock_irqrestore(&vp->node->lock, flags);

		/* Linux tries again for a second on EBUSY: not a line each time. */
		if (ret == -EBUSY)
			dev_dbg(vp->node->dev, "CPU %u stays the sidecar's: it is in use\n", cpu);
		if (ret != -EAGAIN)
			return ret;
		if (!left) {
			dev_err(vp->node->dev, "VP %u: not given up within remove_timeout_ms\n",
				cpu);
			return -ETIMEDOUT;
		}

		is_first = false;

		/*
		 * Not asleep on a status that nobody raises attention for: an exchange that was
		 * lost, or IDLE in answer to REMOVE as OpenHCL's kernel may give it, is looked at
		 * again at once.
		 */
		wait_event_timeout(vp->wait, READ_ONCE(*vp->status) != SIDECAR_STATUS_REMOVE,
				   min_t(unsigned long, left, HZ / 10));
	}
}

/* Linux has stopped a CPU, or has not managed to start it after sidecar_cpu_prepare(). */
static int sidecar_cpu_dead(unsigned int cpu)
{
	struct sidecar_vp *vp = sidecar_vp_of_cpu(cpu);

	/* An error would help nobody, the CPU is offline; sidecar_give_back() has said it. */
	if (vp && vp->phase == SIDECAR_LINUX && sidecar_local_end(vp))
		sidecar_give_back(vp);
	return 0;
}

/**
 * sidecar_hotplug_init() - begins to listen
 *
 * In the section before a CPU is started: the hooks run on another CPU, and may sleep. CPUs that
 * are online already are not told of; a probe looks for itself.
 *
 * Return: 0 or an error of CPU hotplug's.
 */
int sidecar_hotplug_init(void)
{
	int ret = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "mshv_vtl_sidecar:prepare",
					    sidecar_cpu_prepare, sidecar_cpu_dead);

	if (ret < 0)
		return ret;

	sidecar_hotplug_state = ret;
	return 0;
}

/**
 * sidecar_hotplug_exit() - stops to listen; CPUs stay whose they are
 */
void sidecar_hotplug_exit(void)
{
	cpuhp_remove_state_nocalls(sidecar_hotplug_state);
}
