// SPDX-License-Identifier: GPL-2.0
/*
 * What a node shows of itself below its device.
 *
 * vps: a line a VP, its number in Linux and one word.
 * apic_ids: a line a VP, the id that interrupts to it go to.
 * tsc_khz: ticks of the time stamp counter a millisecond, 0 if Linux does not know. The times in
 * trace rings are such ticks, and Linux tells programs by no other way how long one is.
 * trace: the VPs' trace rings as they lie in memory (docs/protocol.md, "Trace ring"), if there
 * are any. They are written while they are read: read the first page of a ring again afterwards.
 */
#include <linux/align.h>
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include <asm/tsc.h>

#include "sidecar.h"

/* A line is at most "4294967295 stopping\n" long, though CPU numbers are shorter by far. */
static_assert(SIDECAR_MAX_VPS * sizeof("65535 stopping") <= PAGE_SIZE);
static_assert(SIDECAR_MAX_VPS * sizeof("4294967295") <= PAGE_SIZE);

/* Under the node's lock. */
static const char *sidecar_word(const struct sidecar_vp *vp)
{
	switch (vp->phase) {
	case SIDECAR_HOST:
		return "host";
	case SIDECAR_LINUX:
		return "linux";
	case SIDECAR_FREE:
	case SIDECAR_ANSWERED:
		return "idle";
	case SIDECAR_RUNNING:
		return READ_ONCE(*vp->status) == SIDECAR_STATUS_STOP ? "stopping" : "running";
	case SIDECAR_REMOVING:
		return "removing";
	case SIDECAR_REMOVED:
	case SIDECAR_RETURNING:
		return "removed";
	case SIDECAR_FAILED:
		break;
	}

	return "failed";
}

static ssize_t vps_show(struct device *dev, struct device_attribute *attribute, char *buffer)
{
	struct sidecar_node *node = dev_get_drvdata(dev);
	unsigned long flags;
	int length = 0;
	u32 i;

	spin_lock_irqsave(&node->lock, flags);
	for (i = 0; i < node->count; i++)
		length += sysfs_emit_at(buffer, length, "%u %s\n", node->vps[i].cpu,
					sidecar_word(&node->vps[i]));
	spin_unlock_irqrestore(&node->lock, flags);
	return length;
}
static DEVICE_ATTR_RO(vps);

static ssize_t apic_ids_show(struct device *dev, struct device_attribute *attribute, char *buffer)
{
	struct sidecar_node *node = dev_get_drvdata(dev);
	int length = 0;
	u32 i;

	for (i = 0; i < node->count; i++)
		length += sysfs_emit_at(buffer, length, "%u\n", node->vps[i].apic_id);
	return length;
}
static DEVICE_ATTR_RO(apic_ids);

/* Linux measures it once more a while after boot, so it is looked at each time. */
static ssize_t tsc_khz_show(struct device *dev, struct device_attribute *attribute, char *buffer)
{
	return sysfs_emit(buffer, "%u\n", READ_ONCE(tsc_khz));
}
static DEVICE_ATTR_RO(tsc_khz);

static struct attribute *sidecar_attributes[] = {
	&dev_attr_vps.attr,
	&dev_attr_apic_ids.attr,
	&dev_attr_tsc_khz.attr,
	NULL
};

static ssize_t trace_read(struct file *filp, struct kobject *kobj, struct bin_attribute *attribute,
			  char *buffer, loff_t offset, size_t size)
{
	struct sidecar_node *node = dev_get_drvdata(kobj_to_dev(kobj));
	u64 end = node->properties.trace.size;
	const u64 *words = node->trace + offset;
	size_t i;

	if (!IS_ALIGNED((u64)offset, sizeof(*words)) || !IS_ALIGNED(size, sizeof(*words)))
		return memory_read_from_buffer(buffer, size, &offset, node->trace, end);

	/* Word by word, so that a count that grows meanwhile is never read in two halves. */
	size = offset < end ? min_t(u64, size, end - offset) : 0;
	for (i = 0; i < size / sizeof(*words); i++)
		((u64 *)buffer)[i] = READ_ONCE(words[i]);
	return size;
}
static BIN_ATTR(trace, 0400, trace_read, NULL, 0);

static struct bin_attribute *sidecar_binary_attributes[] = { &bin_attr_trace, NULL };

static umode_t sidecar_binary_is_visible(struct kobject *kobj, struct bin_attribute *attribute,
					 int index)
{
	struct sidecar_node *node = dev_get_drvdata(kobj_to_dev(kobj));

	return node->trace ? attribute->attr.mode : 0;
}

static const struct attribute_group sidecar_group = {
	.attrs = sidecar_attributes,
	.bin_attrs = sidecar_binary_attributes,
	.is_bin_visible = sidecar_binary_is_visible,
};

const struct attribute_group *sidecar_groups[] = { &sidecar_group, NULL };
