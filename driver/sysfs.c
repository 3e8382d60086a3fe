// SPDX-License-Identifier: GPL-2.0
/*
 * What a node shows of itself below its device.
 *
 * vps: a line a VP, its number in Linux and one word.
 * trace: the VPs' trace rings as they lie in memory (docs/protocol.md, "Trace ring"), if there
 * are any. They are written while they are read: read the first page of a ring again afterwards.
 */
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "sidecar.h"

/* A line is at most "4294967295 stopping\n" long, though CPU numbers are shorter by far. */
static_assert(SIDECAR_MAX_VPS * sizeof("65535 stopping") <= PAGE_SIZE);

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

static struct attribute *sidecar_attributes[] = { &dev_attr_vps.attr, NULL };

static ssize_t trace_read(struct file *filp, struct kobject *kobj, struct bin_attribute *attribute,
			  char *buffer, loff_t offset, size_t size)
{
	struct sidecar_node *node = dev_get_drvdata(kobj_to_dev(kobj));

	return memory_read_from_buffer(buffer, size, &offset, node->trace,
				       node->properties.trace.size);
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
