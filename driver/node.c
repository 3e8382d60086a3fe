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

#include <asm/apic.h>
#include <asm/irq_vectors.h>
#include <asm/smp.h>

#include "sidecar.h"

#define SIDECAR_LOWEST_VECTOR	0x10

/* Highest physical id that an APIC in xAPIC mode can address; the next one is a broadcast. */
#define SIDECAR_XAPIC_MAX_ID	254

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

/* By name as OpenHCL's device tree has them, in order as ACPI has. */
static struct resource *sidecar_resource(struct platform_device *pdev, const char *name, unsigned int index)
{
	struct resource *found = platform_get_resource_byname(pdev, IORESOURCE_MEM, name);

	if (!found)
		found = platform_get_resource(pdev, IORESOURCE_MEM, index);
	if (!found)
		dev_err(&pdev->dev, "%s: there is no such memory resource\n", name);
	else if (!IS_ALIGNED(found->start, SZ_4K))
		dev_err(&pdev->dev, "%s: %pR does not begin a page\n", name, found);
	else
		return found;
	return NULL;
}

/* The CPUs have to be Linux's too: it names them, and knows their APIC ids. */
static int sidecar_fill_vp(struct sidecar_node *node, struct sidecar_vp *vp, u32 i)
{
	vp->node = node;
	vp->cpu = node->base + i;
	vp->status = &node->control->status[i];
	init_waitqueue_head(&vp->wait);
	INIT_LIST_HEAD(&vp->done);

	if (vp->cpu >= nr_cpu_ids || !cpu_present(vp->cpu)) {
		dev_err(node->dev, "VP %u is no CPU that Linux knows; it knows %u\n", vp->cpu, num_present_cpus());
		return -EINVAL;
	}

	vp->apic_id = cpu_physical_id(vp->cpu);
	if (vp->apic_id == BAD_APICID || (!x2apic_mode && vp->apic_id > SIDECAR_XAPIC_MAX_ID)) {
		dev_err(node->dev, "VP %u: APIC id %#x cannot be reached without x2APIC\n", vp->cpu, vp->apic_id);
		return -EINVAL;
	}

	return 0;
}

/* Maps the node's pages and makes a node of them, or says why not. */
static struct sidecar_node *sidecar_make_node(struct platform_device *pdev)
{
	struct resource *control_at = sidecar_resource(pdev, "ctrl", 0);
	struct resource *shared_at = sidecar_resource(pdev, "shmem", 1);
	u32 index, base, count, vector;
	struct device *dev = &pdev->dev;
	struct sidecar_control *control;
	struct sidecar_node *node;
	u64 uid;
	int ret;
	u32 i;

	if (!control_at || !shared_at)
		return ERR_PTR(-EINVAL);
	if (resource_size(control_at) != sizeof(*control)) {
		dev_err(dev, "control page: %pR; %zu bytes would do\n", control_at, sizeof(*control));
		return ERR_PTR(-EINVAL);
	}

	control = sidecar_map(dev, "control page", control_at->start, sizeof(*control));
	if (IS_ERR(control))
		return ERR_CAST(control);

	/* Once: an index that was checked against one count must not meet another. */
	index = READ_ONCE(control->index);
	base = READ_ONCE(control->base_cpu);
	count = READ_ONCE(control->cpu_count);
	vector = READ_ONCE(control->request_vector);

	if (index >= SIDECAR_MAX_NODES) {
		dev_err(dev, "control page: node %u; 0 to %u would do\n", index, SIDECAR_MAX_NODES - 1);
		return ERR_PTR(-EINVAL);
	}

	if (ACPI_COMPANION(dev) && !acpi_dev_uid_to_integer(ACPI_COMPANION(dev), &uid) && uid != index) {
		dev_err(dev, "control page: node %u; the device's _UID is %llu\n", index, uid);
		return ERR_PTR(-EINVAL);
	}

	if (!count || count > SIDECAR_MAX_VPS) {
		dev_err(dev, "control page: %u VPs; 1 to %u would do\n", count, SIDECAR_MAX_VPS);
		return ERR_PTR(-EINVAL);
	}

	if (base > U32_MAX - count) {
		dev_err(dev, "control page: base VP %u; there are not so many\n", base);
		return ERR_PTR(-EINVAL);
	}

	if (vector < SIDECAR_LOWEST_VECTOR || vector > U8_MAX) {
		dev_err(dev, "control page: request vector %#x; 0x10 to 0xff would do\n", vector);
		return ERR_PTR(-EINVAL);
	}

	if (resource_size(shared_at) != (u64)count * SIDECAR_SHARED_PER_VP) {
		dev_err(dev, "shared pages: %pR; %u bytes for each of %u VPs would do\n", shared_at,
			SIDECAR_SHARED_PER_VP, count);
		return ERR_PTR(-EINVAL);
	}

	node = devm_kzalloc(dev, struct_size(node, vps, count), GFP_KERNEL);
	if (!node)
		return ERR_PTR(-ENOMEM);

	node->dev = dev;
	node->control = control;
	node->index = index;
	node->base = base;
	node->count = count;
	node->request_vector = vector;
	node->shared_start = shared_at->start;
	spin_lock_init(&node->lock);
	timer_setup(&node->clock, sidecar_clock, 0);

	node->shared = sidecar_map(dev, "shared pages", shared_at->start, resource_size(shared_at));
	if (IS_ERR(node->shared))
		return ERR_CAST(node->shared);

	for (i = 0; i < count; i++) {
		ret = sidecar_fill_vp(node, &node->vps[i], i);
		if (ret)
			return ERR_PTR(ret);
	}

	return node;
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
			dev_warn(node->dev, "VP %u: Linux has the CPU though the sidecar has not given it up; it does not come back\n",
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
		if (node->index != other->index &&
		    (node->base >= other->base + other->count || other->base >= node->base + node->count))
			continue;
		dev_err(node->dev, "node %u with CPUs from %u: %s is node %u with CPUs from %u\n", node->index,
			node->base, dev_name(other->dev), other->index, other->base);
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

	dev_info(&pdev->dev, "node %u: CPUs %u to %u, %u idle, %u with a return ticket\n", node->index,
		 node->base, node->base + node->count - 1, sidecar_count(node, SIDECAR_FREE), tickets);
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
		if (!wait_event_timeout(node->vps[i].wait, READ_ONCE(node->vps[i].phase) != SIDECAR_RUNNING,
					max(sidecar_time_to(deadline), 1UL)))
			dev_warn(&pdev->dev, "VP %u: a command without an owner is still under way\n",
				 node->vps[i].cpu);

	sidecar_detach(node);
}

static const struct acpi_device_id sidecar_node_ids[] = {
	{ "SDCR0001" },
	{ }
};
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
