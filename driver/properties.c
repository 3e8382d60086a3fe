// SPDX-License-Identifier: GPL-2.0
/*
 * What ACPI says of a node beyond its two resources (docs/linux.md). All of it is optional:
 * OpenHCL's device tree has none. What is there has to fit: what says which CPUs the node has
 * refuses the node otherwise, what serves a single purpose costs that.
 */
#include <linux/align.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/property.h>
#include <linux/slab.h>

#include "sidecar.h"

/* No machine that Linux runs on has more CPUs; keeps the size of the slots from overflowing. */
#define SIDECAR_MAX_SLOTS	65536

/* Numbers of 64 bits in one property. */
#define SIDECAR_MAX_WIDE	2

/* Reads exactly @count integers. -ENODATA if there is no such property, -EINVAL if it is odd. */
static int sidecar_read_list(struct device *dev, const char *name, u64 *values, u32 count)
{
	int found;

	if (!device_property_present(dev, name))
		return -ENODATA;

	found = device_property_count_u64(dev, name);
	if (found != count || device_property_read_u64_array(dev, name, values, count)) {
		dev_err(dev, "%s: %d integers; %u would do\n", name, found, count);
		return -EINVAL;
	}

	return 0;
}

/*
 * Reads exactly @count numbers of 64 bits. Each is two integers, the low half first: ACPI's have
 * 32 bits where the firmware's DSDT is of revision 1.
 */
static int sidecar_read_wide(struct device *dev, const char *name, u64 *values, u32 count)
{
	u64 halves[2 * SIDECAR_MAX_WIDE];
	int ret;
	u32 i;

	if (WARN_ON(count > SIDECAR_MAX_WIDE))
		return -EINVAL;

	ret = sidecar_read_list(dev, name, halves, 2 * count);
	for (i = 0; !ret && i < count; i++)
		values[i] = lower_32_bits(halves[2 * i]) | halves[2 * i + 1] << 32;
	return ret;
}

static int sidecar_check_base(struct sidecar_node *node)
{
	u64 base;
	int ret;

	ret = sidecar_read_list(node->dev, "base-vp", &base, 1);
	if (ret == -ENODATA)
		return 0;
	if (!ret && base != node->base) {
		dev_err(node->dev, "base-vp: %llu; the control page says %u\n", base, node->base);
		ret = -EINVAL;
	}

	return ret;
}

/* Linux numbers CPUs by its own rules; a VP's interrupts and its removal must hit the right one. */
static int sidecar_check_apic_ids(struct sidecar_node *node)
{
	u64 *ids;
	int ret;
	u32 i;

	ids = kcalloc(node->count, sizeof(*ids), GFP_KERNEL);
	if (!ids)
		return -ENOMEM;

	ret = sidecar_read_list(node->dev, "apic-ids", ids, node->count);
	for (i = 0; !ret && i < node->count; i++) {
		if (ids[i] == node->vps[i].apic_id)
			continue;
		dev_err(node->dev,
			"apic-ids: VP %u has %#llx; Linux's CPU of that number has %#x\n",
			node->vps[i].cpu, ids[i], node->vps[i].apic_id);
		ret = -EINVAL;
	}

	kfree(ids);
	return ret == -ENODATA ? 0 : ret;
}

static int sidecar_read_range(struct device *dev, const char *name, struct sidecar_range *range)
{
	u64 values[2];
	int ret;

	ret = sidecar_read_wide(dev, name, values, ARRAY_SIZE(values));
	if (ret)
		return ret;
	if (!values[1] || values[0] + values[1] < values[0]) {
		dev_err(dev, "%s: %#llx bytes at %#llx are no range\n", name, values[1], values[0]);
		return -EINVAL;
	}

	range->start = values[0];
	range->size = values[1];
	return 0;
}

static int sidecar_check_memory(struct sidecar_node *node)
{
	struct sidecar_range *memory = &node->properties.memory;
	u64 end = node->shared_start + sidecar_shared_size(node);
	int ret;

	ret = sidecar_read_range(node->dev, "node-memory", memory);
	if (ret == -ENODATA)
		return 0;
	if (!ret && (memory->start > node->shared_start || memory->start + memory->size < end)) {
		dev_err(node->dev,
			"node-memory: %#llx to %#llx; the shared pages, up to %#llx, would have to be in it\n",
			memory->start, memory->start + memory->size, end);
		ret = -EINVAL;
	}

	return ret;
}

static void sidecar_map_trace(struct sidecar_node *node)
{
	struct sidecar_range *trace = &node->properties.trace;
	u64 values[2];
	void *mapping;

	if (sidecar_read_wide(node->dev, "trace", values, ARRAY_SIZE(values)))
		return;
	if (!values[1] || values[1] > SIDECAR_MAX_TRACE_PAGES) {
		dev_err(node->dev, "trace: %llu pages a VP; 1 to %u would do\n", values[1],
			SIDECAR_MAX_TRACE_PAGES);
		return;
	}

	trace->start = values[0];
	trace->size = values[1] * node->count * SZ_4K;
	mapping = sidecar_map(node->dev, "trace", trace->start, trace->size);
	if (!IS_ERR(mapping))
		node->trace = mapping;
}

/* Why no CPU can go back to the sidecar, or NULL if it can. */
static const char *sidecar_find_way_back(struct sidecar_node *node)
{
	struct sidecar_properties *properties = &node->properties;
	struct device *dev = node->dev;
	u64 page, vector, slots[2];
	void *mapping;

	if (sidecar_read_range(dev, "kernel-image", &properties->image) || !properties->memory.size)
		return "where kernel and node lie (kernel-image, node-memory) is not known";

	if (sidecar_read_list(dev, "start-page", &page, 1) || !page || page >= SZ_1M ||
	    !IS_ALIGNED(page, SZ_4K))
		return "start-page is no page below 1 MiB";

	if (sidecar_read_list(dev, "wake-vector", &vector, 1) || vector < SIDECAR_LOWEST_VECTOR ||
	    vector > U8_MAX)
		return "wake-vector is not 0x10 to 0xff";

	if (sidecar_read_wide(dev, "wake-slots", slots, ARRAY_SIZE(slots)) ||
	    slots[1] < node->base + node->count || slots[1] > SIDECAR_MAX_SLOTS ||
	    !IS_ALIGNED(slots[0], sizeof(struct sidecar_slot)))
		return "wake-slots are not one for each CPU";

	mapping = sidecar_map(dev, "wake-slots", slots[0], slots[1] * sizeof(struct sidecar_slot));
	if (IS_ERR(mapping))
		return "wake-slots cannot be mapped";

	properties->start_vector = page / SZ_4K;
	properties->wake_vector = vector;
	node->slots = mapping;
	return NULL;
}

/**
 * sidecar_read_address() - reads a property that is one address
 * @dev: the device
 * @name: the property
 *
 * Return: the address; 0 if there is none, or none that can be read, which has been told.
 */
u64 sidecar_read_address(struct device *dev, const char *name)
{
	u64 address = 0;

	return sidecar_read_wide(dev, name, &address, 1) ? 0 : address;
}

/**
 * sidecar_read_properties() - reads what ACPI says of a node, and maps what is to be mapped
 * @node: the node, its VPs and APIC ids filled in
 *
 * Return: 0, or an error that has been told, if the node is not the one that ACPI describes.
 */
int sidecar_read_properties(struct sidecar_node *node)
{
	const char *missing;
	int ret;

	ret = sidecar_check_base(node);
	if (!ret)
		ret = sidecar_check_apic_ids(node);
	if (!ret)
		ret = sidecar_check_memory(node);
	if (ret)
		return ret;

	sidecar_map_trace(node);
	missing = sidecar_find_way_back(node);
	if (missing)
		dev_info(node->dev, "a CPU that Linux takes does not come back: %s\n", missing);
	return 0;
}
