// SPDX-License-Identifier: GPL-2.0
/*
 * A node's pages: found, mapped, and what they say of the node checked.
 */
#include <linux/acpi.h>
#include <linux/align.h>
#include <linux/cpumask.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/overflow.h>

#include <asm/apic.h>
#include <asm/smp.h>

#include "sidecar.h"

/* Highest physical id that an APIC in xAPIC mode can address; the next one is a broadcast. */
#define SIDECAR_XAPIC_MAX_ID	254

/**
 * sidecar_is_apart() - whether memory is none that Linux uses
 * @start: where
 * @size: how much
 *
 * Return: true if all of it is reserved, a device's or nothing.
 */
bool sidecar_is_apart(u64 start, u64 size)
{
	return size && start + size > start &&
	       region_intersects(start, size, IORESOURCE_SYSTEM_RAM, IORES_DESC_NONE) ==
		       REGION_DISJOINT;
}

/**
 * sidecar_map() - maps memory that Linux has been told to leave alone
 * @dev: whose mapping it becomes
 * @what: what it is, for the message
 * @start: where
 * @size: how much
 *
 * Cached, as the other side has it. Nothing is requested: the ranges lie in memory that is
 * reserved as a whole.
 *
 * Return: the mapping or an error pointer, which has been told.
 */
void *sidecar_map(struct device *dev, const char *what, u64 start, u64 size)
{
	void *mapping;

	if (!sidecar_is_apart(start, size)) {
		dev_err(dev,
			"%s: %#llx bytes at %#llx are not apart from Linux's memory; memory that E820 reserves would do\n",
			what, size, start);
		return ERR_PTR(-EINVAL);
	}

	mapping = devm_memremap(dev, start, size, MEMREMAP_WB);
	if (IS_ERR(mapping))
		dev_err(dev,
			"%s: %#llx bytes at %#llx cannot be mapped cached (%ld); do the MTRRs say write-back there?\n",
			what, size, start, PTR_ERR(mapping));
	return mapping;
}

/* By name as OpenHCL's device tree has them, in order as ACPI has. */
static struct resource *sidecar_resource(struct platform_device *pdev, const char *name,
					 unsigned int index)
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
	sidecar_local_init(vp);
	INIT_LIST_HEAD(&vp->done);

	if (vp->cpu >= nr_cpu_ids || !cpu_present(vp->cpu)) {
		dev_err(node->dev, "VP %u is no CPU that Linux knows; it knows %u\n", vp->cpu,
			num_present_cpus());
		return -EINVAL;
	}

	vp->apic_id = cpu_physical_id(vp->cpu);
	if (vp->apic_id == BAD_APICID || (!x2apic_mode && vp->apic_id > SIDECAR_XAPIC_MAX_ID)) {
		dev_err(node->dev, "VP %u: APIC id %#x cannot be reached without x2APIC\n", vp->cpu,
			vp->apic_id);
		return -EINVAL;
	}

	return 0;
}

/**
 * sidecar_make_node() - maps a node's pages and makes a node of them
 * @pdev: the ACPI device
 *
 * Return: the node, with its VPs' numbers and APIC ids, or an error pointer, which has been told.
 */
struct sidecar_node *sidecar_make_node(struct platform_device *pdev)
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
		dev_err(dev, "control page: %pR; %zu bytes would do\n", control_at,
			sizeof(*control));
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
		dev_err(dev, "control page: node %u; 0 to %u would do\n", index,
			SIDECAR_MAX_NODES - 1);
		return ERR_PTR(-EINVAL);
	}

	if (ACPI_COMPANION(dev) && !acpi_dev_uid_to_integer(ACPI_COMPANION(dev), &uid) &&
	    uid != index) {
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
