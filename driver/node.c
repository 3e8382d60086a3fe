// SPDX-License-Identifier: GPL-2.0
/*
 * A node: from its ACPI device to /dev/mshv_vtl_sidecarN, and back.
 */
#include <linux/acpi.h>
#include <linux/cpu.h>
#include <linux/cpumask.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/rculist.h>

#include <asm/irq_vectors.h>
#include <asm/smp.h>

#include "sidecar.h"

/*
 * Changed with the mutex and with CPU hotplug locked for reading; read in CPU hotplug's hooks,
 * which have it locked for writing, and in the interrupt handler under RCU.
 */
LIST_HEAD(sidecar_nodes);
static DEFINE_MUTEX(sidecar_nodes_lock);

/**
 * sidecar_vp_of_cpu() - finds the VP that is a CPU, in a CPU hotplug hook
 * @cpu: Linux's number
 *
 * Return: the VP, or NULL for a CPU of no node.
 */
struct sidecar_vp *sidecar_vp_of_cpu(unsigned int cpu)
{
	struct sidecar_node *node;

	list_for_each_entry(node, &sidecar_nodes, link)
		if (cpu >= node->base && cpu - node->base < node->count)
			return &node->vps[cpu - node->base];
	return NULL;
}

/* Where a VP stands that was there before this driver. Under the node's lock. */
static void sidecar_take_over(struct sidecar_vp *vp)
{
	struct sidecar_node *node = vp->node;
	u8 status = READ_ONCE(*vp->status);

	if (vp->cpu == node->base) {
		vp->phase = SIDECAR_HOST;
		return;
	}

	if (cpu_online(vp->cpu)) {
		vp->phase = SIDECAR_LINUX;
		if (status != SIDECAR_STATUS_REMOVED) {
			/* It was started while no driver was there to ask the sidecar. */
			vp->failure = -ENOENT;
			dev_warn(node->dev,
				 "VP %u: Linux has the CPU, unasked; it will not come back\n",
				 vp->cpu);
		}
		return;
	}

	switch (status) {
	case SIDECAR_STATUS_REMOVED:
		vp->phase = SIDECAR_REMOVED;
		break;
	case SIDECAR_STATUS_IDLE:
		vp->phase = SIDECAR_FREE;
		break;
	case SIDECAR_STATUS_RUN:
	case SIDECAR_STATUS_STOP:
		/* Left behind by an earlier load: nobody's, and free when it answers. */
		vp->phase = SIDECAR_RUNNING;
		sidecar_vp_ask_to_stop(vp);
		mod_timer(&node->clock, jiffies + HZ);
		break;
	case SIDECAR_STATUS_REMOVE:
		vp->phase = SIDECAR_REMOVING;
		break;
	default:
		vp->phase = SIDECAR_FREE;
		sidecar_vp_fail(vp, status);
		break;
	}
}

static int sidecar_check_others(const struct sidecar_node *node)
{
	const struct sidecar_node *other;

	list_for_each_entry(other, &sidecar_nodes, link) {
		if (node->index != other->index && (node->base >= other->base + other->count ||
						    other->base >= node->base + node->count))
			continue;
		dev_err(node->dev, "node %u with CPUs from %u: %s is node %u with CPUs from %u\n",
			node->index, node->base, dev_name(other->dev), other->index, other->base);
		return -EEXIST;
	}

	return 0;
}

/*
 * Makes the node known to handler and hotplug hooks. Hotplug stays locked from the look at who
 * has a CPU until CPUs that nobody has are back with the sidecar.
 */
static int sidecar_attach(struct sidecar_node *node)
{
	unsigned long flags;
	int ret;
	u32 i;

	mutex_lock(&sidecar_nodes_lock);
	cpus_read_lock();
	ret = sidecar_check_others(node);
	if (ret)
		goto unlock;

	spin_lock_irqsave(&node->lock, flags);
	for (i = 0; i < node->count; i++)
		sidecar_take_over(&node->vps[i]);
	spin_unlock_irqrestore(&node->lock, flags);

	/*
	 * The boot processor gets the interrupts: it cannot be unplugged. What was answered before
	 * the vector was there has raised attention all the same.
	 */
	list_add_tail_rcu(&node->link, &sidecar_nodes);
	sidecar_set_response(node, cpu_physical_id(0), POSTED_INTR_WAKEUP_VECTOR);
	sidecar_serve(node);

	for (i = 0; i < node->count; i++)
		if (node->vps[i].phase == SIDECAR_REMOVED)
			sidecar_give_back(&node->vps[i]);

unlock:
	cpus_read_unlock();
	mutex_unlock(&sidecar_nodes_lock);
	return ret;
}

/*
 * After this nobody comes to the node any more: no hook finds it, no handler is in it, no clock
 * runs. A VP that still answers raises attention that a later driver finds.
 */
static void sidecar_detach(struct sidecar_node *node)
{
	mutex_lock(&sidecar_nodes_lock);
	cpus_read_lock();
	list_del_rcu(&node->link);
	cpus_read_unlock();
	mutex_unlock(&sidecar_nodes_lock);

	sidecar_set_response(node, 0, 0);
	synchronize_rcu();
	timer_delete_sync(&node->clock);
}

static u32 sidecar_count(struct sidecar_node *node, enum sidecar_phase phase)
{
	u32 count = 0;
	u32 i;

	for (i = 0; i < node->count; i++)
		count += READ_ONCE(node->vps[i].phase) == phase;
	return count;
}

static int sidecar_probe(struct platform_device *pdev)
{
	struct sidecar_node *node = sidecar_make_node(pdev);
	u32 tickets = 0;
	int ret;

	if (IS_ERR(node))
		return PTR_ERR(node);

	platform_set_drvdata(pdev, node);
	ret = sidecar_read_properties(node);
	if (ret)
		return ret;
	if (node->slots)
		tickets = sidecar_copy_tickets(node);

	ret = sidecar_attach(node);
	if (ret)
		return ret;

	/* Last: from here on programs come. */
	snprintf(node->name, sizeof(node->name), "mshv_vtl_sidecar%u", node->index);
	node->misc = (struct miscdevice) {
		.minor = MISC_DYNAMIC_MINOR,
		.name = node->name,
		.fops = &sidecar_file_operations,
		.parent = &pdev->dev,
		.mode = 0600,
	};
	ret = misc_register(&node->misc);
	if (ret) {
		dev_err(&pdev->dev, "/dev/%s: %d\n", node->name, ret);
		sidecar_detach(node);
		return ret;
	}

	dev_info(&pdev->dev, "node %u: CPUs %u to %u, %u idle, %u with a return ticket\n",
		 node->index, node->base, node->base + node->count - 1,
		 sidecar_count(node, SIDECAR_FREE), tickets);
	return 0;
}

/*
 * Only when the module goes, and so with no file open: unbinding by hand is suppressed, and the
 * device has no way to be ejected.
 */
static void sidecar_remove(struct platform_device *pdev)
{
	struct sidecar_node *node = platform_get_drvdata(pdev);
	unsigned long deadline = sidecar_deadline(sidecar_stop_ms);
	u32 i;

	misc_deregister(&node->misc);

	/* Commands of programs that died and that did not obey so far: their last chance. */
	for (i = 0; i < node->count; i++)
		if (!wait_event_timeout(node->vps[i].wait,
					READ_ONCE(node->vps[i].phase) != SIDECAR_RUNNING,
					max(sidecar_time_to(deadline), 1UL)))
			dev_warn(&pdev->dev,
				 "VP %u: a command without an owner is still under way\n",
				 node->vps[i].cpu);

	sidecar_detach(node);
	/* Of CPUs that stay Linux's; no file is open, so no command is under way there. */
	for (i = 0; i < node->count; i++)
		sidecar_local_free(&node->vps[i]);
}

static const struct acpi_device_id sidecar_node_ids[] = { { "SDCR0001" }, {} };
MODULE_DEVICE_TABLE(acpi, sidecar_node_ids);

struct platform_driver sidecar_node_driver = {
	.probe = sidecar_probe,
	.remove_new = sidecar_remove,
	.driver = {
		.name = "mshv_vtl_sidecar",
		.acpi_match_table = sidecar_node_ids,
		.dev_groups = sidecar_groups,
		.suppress_bind_attrs = true,
	},
};
