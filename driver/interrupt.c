// SPDX-License-Identifier: GPL-2.0
/*
 * How the sidecar's news arrive.
 *
 * An interrupt of the sidecar's needs a vector that Linux has a handler for and lets a module
 * fill. That is KVM's "posted interrupt wake-up": in a kernel with KVM it is always there, it is
 * free unless kvm_intel has taken it, and both this driver and the sidecar live where kvm_intel
 * has no business (in a VM, in VTL2, on CPUs with SVM). If kvm_intel is loaded all the same, the
 * one that came last has the vector; the clock below then stands in for the interrupt.
 */
#include <linux/atomic.h>
#include <linux/device.h>
#include <linux/jiffies.h>
#include <linux/rculist.h>

#include <asm/barrier.h>
#include <asm/irq.h>

#include "sidecar.h"

/**
 * sidecar_ring() - makes a VP look at its status byte
 * @vp: the VP
 */
void sidecar_ring(struct sidecar_vp *vp)
{
	sidecar_send_vector(vp->apic_id, vp->node->request_vector);
}

/**
 * sidecar_serve() - looks at a node's VPs if one of them raised attention
 * @node: the node
 *
 * A VP shows its status, raises attention, interrupts, in this order; here attention is cleared,
 * by an exchange and so a full fence, before the look. A status that the look misses therefore
 * raises attention after it was cleared, and its interrupt comes after this one: a local APIC
 * keeps one while another of that vector is served.
 */
void sidecar_serve(struct sidecar_node *node)
{
	unsigned long flags;
	u32 i;

	/* The plain look spares idle nodes the locked instruction. */
	if (!READ_ONCE(node->control->needs_attention) || !xchg(&node->control->needs_attention, 0))
		return;

	spin_lock_irqsave(&node->lock, flags);
	for (i = 0; i < node->count; i++)
		sidecar_vp_look(&node->vps[i]);
	spin_unlock_irqrestore(&node->lock, flags);
}

/* All nodes share the vector. One that raises attention behind this loop interrupts again. */
static void sidecar_interrupt(void)
{
	struct sidecar_node *node;

	rcu_read_lock();
	list_for_each_entry_rcu(node, &sidecar_nodes, link)
		sidecar_serve(node);
	rcu_read_unlock();
}

/* Notes an answer when it is there for the second time: no interrupt on its way is outrun. */
static void sidecar_look_late(struct sidecar_vp *vp)
{
	u8 status = READ_ONCE(*vp->status);

	if (status == SIDECAR_STATUS_RUN || status == SIDECAR_STATUS_STOP) {
		vp->overdue = false;
	} else if (!vp->overdue) {
		vp->overdue = true;
	} else {
		dev_warn_once(vp->node->dev,
			      "VP %u: no interrupt told of its answer; who has %#x?\n", vp->cpu,
			      POSTED_INTR_WAKEUP_VECTOR);
		sidecar_vp_look(vp);
	}
}

/**
 * sidecar_clock() - notes answers that no interrupt told of
 * @timer: the node's
 *
 * Not part of the protocol, which loses nothing, but of a world in which somebody else may have
 * taken the vector. Runs once a second while a command is under way.
 */
void sidecar_clock(struct timer_list *timer)
{
	struct sidecar_node *node = from_timer(node, timer, clock);
	bool is_running = false;
	unsigned long flags;
	u32 i;

	spin_lock_irqsave(&node->lock, flags);
	for (i = 0; i < node->count; i++) {
		if (node->vps[i].phase == SIDECAR_RUNNING)
			sidecar_look_late(&node->vps[i]);
		is_running |= node->vps[i].phase == SIDECAR_RUNNING;
	}

	if (is_running)
		mod_timer(&node->clock, jiffies + HZ);
	spin_unlock_irqrestore(&node->lock, flags);
}

/**
 * sidecar_set_response() - says which CPU a VP with news interrupts
 * @node: the node
 * @apic_id: the CPU
 * @vector: by which vector, 0 for none
 *
 * A VP reads the vector first and sends nothing while it is 0, so no VP interrupts a CPU that
 * was not meant.
 */
void sidecar_set_response(struct sidecar_node *node, u32 apic_id, u8 vector)
{
	WRITE_ONCE(node->control->response_vector, 0);
	smp_wmb();	/* vector 0 before another CPU */
	WRITE_ONCE(node->control->response_cpu, apic_id);
	smp_wmb();	/* the CPU before the vector that makes it count */
	WRITE_ONCE(node->control->response_vector, vector);
	smp_mb();	/* the caller looks for what is answered before this takes effect */
}

/**
 * sidecar_interrupt_init() - takes the vector
 */
void sidecar_interrupt_init(void)
{
	kvm_set_posted_intr_wakeup_handler(sidecar_interrupt);
}

/**
 * sidecar_interrupt_exit() - gives the vector up
 *
 * Waits until no CPU is in the handler any more. An interrupt that is still on its way meets
 * Linux's own handler, which does nothing.
 */
void sidecar_interrupt_exit(void)
{
	kvm_set_posted_intr_wakeup_handler(NULL);
}
