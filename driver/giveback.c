// SPDX-License-Identifier: GPL-2.0
/*
 * Sending a CPU back to the sidecar (docs/linux.md, "Giving a CPU back").
 *
 * The CPU is offline, and CPU hotplug is locked: nobody else moves it. INIT takes it out of
 * whatever Linux left it in, a start-up interrupt brings it to its wake slot in the shim's code,
 * and from there it goes where the return ticket says.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>

#include <asm/barrier.h>

#include "sidecar.h"

/* Intel's multiprocessor specification: this long from INIT to the start-up interrupt. */
#define SIDECAR_INIT_US		10000

/* A CPU that has not come by then gets a second start-up interrupt; one that runs ignores it. */
#define SIDECAR_SECOND_MS	20

static int sidecar_park(struct sidecar_vp *vp, struct sidecar_slot *slot)
{
	u8 vector = vp->node->properties.start_vector;
	unsigned long deadline, second;
	bool is_second = false;

	/*
	 * What an earlier stay left there must not pass for an arrival. The CPU cannot write PARKED
	 * before the start-up interrupt, which is ordered after this store.
	 */
	WRITE_ONCE(slot->state, SIDECAR_SLOT_ABSENT);

	sidecar_send_init(vp->apic_id);
	usleep_range(SIDECAR_INIT_US, 2 * SIDECAR_INIT_US);
	sidecar_send_startup(vp->apic_id, vector);

	deadline = sidecar_deadline(sidecar_return_ms);
	second = jiffies + msecs_to_jiffies(SIDECAR_SECOND_MS);
	for (;;) {
		bool is_late = !sidecar_time_to(deadline);

		/* With acquire: entry and argument are written after the CPU has come. */
		if (smp_load_acquire(&slot->state) == SIDECAR_SLOT_PARKED)
			return 0;
		if (is_late)
			return -ETIMEDOUT;
		if (!is_second && time_after(jiffies, second)) {
			sidecar_send_startup(vp->apic_id, vector);
			is_second = true;
		}

		usleep_range(50, 200);
	}
}

static int sidecar_enter(struct sidecar_vp *vp, struct sidecar_slot *slot)
{
	struct sidecar_node *node = vp->node;
	unsigned long deadline;

	WRITE_ONCE(slot->entry, vp->ticket.entry);
	WRITE_ONCE(slot->argument, vp->ticket.argument);

	/* A locked instruction: entry and argument are there before WAKE is. */
	if (sync_cmpxchg(&slot->state, SIDECAR_SLOT_PARKED, SIDECAR_SLOT_WAKE) != SIDECAR_SLOT_PARKED)
		return -EIO;

	sidecar_send_vector(vp->apic_id, node->properties.wake_vector);

	deadline = sidecar_deadline(sidecar_return_ms);
	for (;;) {
		/* The clock before the look, as in sidecar_cpu_prepare(). */
		unsigned long left = sidecar_time_to(deadline);
		enum sidecar_phase phase;
		unsigned long flags;

		spin_lock_irqsave(&node->lock, flags);
		sidecar_vp_look(vp);
		phase = vp->phase;
		spin_unlock_irqrestore(&node->lock, flags);

		if (phase != SIDECAR_RETURNING)
			return 0;
		if (!left)
			return -ETIMEDOUT;

		wait_event_timeout(vp->wait, READ_ONCE(vp->phase) != SIDECAR_RETURNING,
				   min_t(unsigned long, left, HZ / 10));
	}
}

/*
 * Ends the return, unless the VP has arrived by now. From here on an arrival is not noted, and
 * so no program gets a VP whose CPU is about to be stopped.
 */
static bool sidecar_give_up(struct sidecar_vp *vp)
{
	struct sidecar_node *node = vp->node;
	unsigned long flags;
	bool is_lost;

	spin_lock_irqsave(&node->lock, flags);
	sidecar_vp_look(vp);
	is_lost = vp->phase == SIDECAR_RETURNING;
	if (is_lost)
		vp->phase = SIDECAR_REMOVED;
	spin_unlock_irqrestore(&node->lock, flags);
	return is_lost;
}

/*
 * After a failure the CPU may be anywhere on its way. INIT holds it where it is harmless and
 * where the next start, Linux's or ours, finds it. Left alone it might arrive when Linux has
 * been told that it may have the CPU.
 */
static void sidecar_hold(struct sidecar_vp *vp, struct sidecar_slot *slot)
{
	struct sidecar_node *node = vp->node;
	unsigned long flags;

	sync_cmpxchg(&slot->state, SIDECAR_SLOT_WAKE, SIDECAR_SLOT_ABSENT);
	sidecar_send_init(vp->apic_id);
	usleep_range(SIDECAR_INIT_US, 2 * SIDECAR_INIT_US);

	spin_lock_irqsave(&node->lock, flags);
	/* If it arrived after it was given up, what it shows is no longer true. */
	if (READ_ONCE(*vp->status) != SIDECAR_STATUS_REMOVED)
		vp->failure = -ENOENT;
	vp->phase = vp->failure ? SIDECAR_FAILED : SIDECAR_REMOVED;
	spin_unlock_irqrestore(&node->lock, flags);
}

/*
 * Whether there is a way back at all, and the VP shows what the entry wants to see: it refuses a
 * CPU whose VP is not REMOVED. From RETURNING on no file gets the VP, whose command page will be
 * cleared; it has no owner now, or Linux would not have had the CPU.
 */
static bool sidecar_begin_return(struct sidecar_vp *vp)
{
	struct sidecar_node *node = vp->node;
	unsigned long flags;
	bool can_return;
	u8 status;

	spin_lock_irqsave(&node->lock, flags);
	can_return = node->slots && vp->has_ticket && !vp->failure;
	status = READ_ONCE(*vp->status);
	if (can_return && status != SIDECAR_STATUS_REMOVED) {
		dev_err(node->dev,
			"VP %u: status %u though the CPU was not its own; it stays removed\n",
			vp->cpu, status);
		vp->failure = -ENOENT;
		can_return = false;
	}

	if (can_return)
		vp->phase = SIDECAR_RETURNING;
	else
		vp->phase = vp->failure ? SIDECAR_FAILED : SIDECAR_REMOVED;
	spin_unlock_irqrestore(&node->lock, flags);
	return can_return;
}

/**
 * sidecar_give_back() - sends an offline CPU back to the sidecar and waits for it
 * @vp: a VP that nobody has, or that was Linux's until now
 *
 * With CPU hotplug locked. When it returns the VP serves again, or it is REMOVED and one line
 * says why; without a word if it has no way back, which the probe has said.
 */
void sidecar_give_back(struct sidecar_vp *vp)
{
	struct sidecar_node *node = vp->node;
	const char *step = "park at its wake slot";
	struct sidecar_slot *slot;
	u32 state;
	int ret;

	if (!sidecar_begin_return(vp))
		return;

	slot = &node->slots[vp->cpu];
	ret = sidecar_park(vp, slot);
	if (!ret) {
		step = "arrive in the sidecar";
		ret = sidecar_enter(vp, slot);
	}

	if (!ret || !sidecar_give_up(vp)) {
		dev_info(node->dev, "CPU %u is the sidecar's again\n", vp->cpu);
		return;
	}

	state = READ_ONCE(slot->state);
	sidecar_hold(vp, slot);
	dev_err(node->dev,
		"CPU %u did not %s within return_timeout_ms (error %d, slot state %u); it stays removed\n",
		vp->cpu, step, ret, state);
}
