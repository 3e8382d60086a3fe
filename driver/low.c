// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/mshv_vtl_low: VTL0's memory, for the VMM that runs VTL0. An offset in the file is a
 * physical address of the guest's. Cached, as VTL0 has it.
 */
#include <linux/acpi.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pfn.h>
#include <linux/property.h>
#include <linux/sysfs.h>

#include "sidecar.h"

/**
 * struct sidecar_low - the memory of VTL0
 * @misc: the device file
 * @count: ranges
 * @ranges: page numbers, the first and the first one after; only these are mapped
 */
struct sidecar_low {
	struct miscdevice misc;
	u32 count;
	struct sidecar_low_range {
		u64 start;
		u64 end;
	} ranges[];
};

static int sidecar_low_open(struct inode *inode, struct file *filp)
{
	filp->private_data = container_of(filp->private_data, struct sidecar_low, misc);
	return 0;
}

static int sidecar_low_mmap(struct file *filp, struct vm_area_struct *vma)
{
	const struct sidecar_low *low = filp->private_data;
	u64 start = vma->vm_pgoff;
	u64 pages = vma_pages(vma);
	u32 i;

	if (!(vma->vm_flags & VM_SHARED))
		return -EINVAL;

	for (i = 0; i < low->count; i++) {
		const struct sidecar_low_range *range = &low->ranges[i];

		/* Differences of what is known to be ordered: nothing here can overflow. */
		if (start < range->start || start >= range->end || pages > range->end - start)
			continue;
		return remap_pfn_range(vma, vma->vm_start, start, pages << PAGE_SHIFT,
				       vma->vm_page_prot);
	}

	return -EINVAL;
}

static const struct file_operations sidecar_low_operations = {
	.owner = THIS_MODULE,
	.open = sidecar_low_open,
	.mmap = sidecar_low_mmap,
};

/* A property of ACPI's as a file; zero for one that is not there. */
static ssize_t sidecar_low_show(struct device *dev, const char *property, char *buffer)
{
	return sysfs_emit(buffer, "%#llx\n", sidecar_read_address(dev, property));
}

static ssize_t unmapped_address_show(struct device *dev, struct device_attribute *attribute,
				     char *buffer)
{
	return sidecar_low_show(dev, "unmapped-address", buffer);
}
static DEVICE_ATTR_ADMIN_RO(unmapped_address);

static ssize_t vtl2_address_show(struct device *dev, struct device_attribute *attribute,
				 char *buffer)
{
	return sidecar_low_show(dev, "vtl2-address", buffer);
}
static DEVICE_ATTR_ADMIN_RO(vtl2_address);

static ssize_t hypervisor_address_show(struct device *dev, struct device_attribute *attribute,
				       char *buffer)
{
	return sidecar_low_show(dev, "hypervisor-address", buffer);
}
static DEVICE_ATTR_ADMIN_RO(hypervisor_address);

/* A line a range: where it starts, and its bytes. */
static ssize_t ranges_show(struct device *dev, struct device_attribute *attribute, char *buffer)
{
	struct sidecar_low *low = dev_get_drvdata(dev);
	ssize_t length = 0;
	u32 i;

	for (i = 0; i < low->count; i++)
		length += sysfs_emit_at(buffer, length, "%#llx %#llx\n",
					(u64)PFN_PHYS(low->ranges[i].start),
					(u64)PFN_PHYS(low->ranges[i].end - low->ranges[i].start));
	return length;
}
static DEVICE_ATTR_ADMIN_RO(ranges);

static struct attribute *sidecar_low_attrs[] = {
	&dev_attr_ranges.attr,
	&dev_attr_unmapped_address.attr,
	&dev_attr_vtl2_address.attr,
	&dev_attr_hypervisor_address.attr,
	NULL
};
ATTRIBUTE_GROUPS(sidecar_low);

static u32 sidecar_low_count(struct platform_device *pdev)
{
	u32 count = 0;

	while (platform_get_resource(pdev, IORESOURCE_MEM, count))
		count++;
	return count;
}

static int sidecar_low_probe(struct platform_device *pdev)
{
	u32 count = sidecar_low_count(pdev);
	struct device *dev = &pdev->dev;
	struct sidecar_low *low;
	int ret;
	u32 i;

	low = devm_kzalloc(dev, struct_size(low, ranges, count), GFP_KERNEL);
	if (!low)
		return -ENOMEM;

	low->count = count;
	for (i = 0; i < count; i++) {
		struct resource *found = platform_get_resource(pdev, IORESOURCE_MEM, i);

		/* Who may write VTL0's memory must not get at Linux's by a wrong table. */
		if (!sidecar_is_apart(found->start, resource_size(found))) {
			dev_err(dev,
				"VTL0's memory: %pR is not apart from Linux's; memory that E820 reserves would do\n",
				found);
			return -EINVAL;
		}

		low->ranges[i].start = PFN_UP(found->start);
		low->ranges[i].end = PFN_DOWN(found->end + 1);
	}

	low->misc = (struct miscdevice) {
		.minor = MISC_DYNAMIC_MINOR,
		.name = "mshv_vtl_low",
		.fops = &sidecar_low_operations,
		.parent = dev,
		.mode = 0600,
	};
	platform_set_drvdata(pdev, low);
	ret = misc_register(&low->misc);
	if (ret)
		dev_err(dev, "/dev/%s: %d\n", low->misc.name, ret);
	return ret;
}

/* Only when the module goes, as a node: no file is open then, and no page mapped. */
static void sidecar_low_remove(struct platform_device *pdev)
{
	struct sidecar_low *low = platform_get_drvdata(pdev);

	misc_deregister(&low->misc);
}

static const struct acpi_device_id sidecar_low_ids[] = { { "SDCR0002" }, {} };
MODULE_DEVICE_TABLE(acpi, sidecar_low_ids);

struct platform_driver sidecar_low_driver = {
	.probe = sidecar_low_probe,
	.remove_new = sidecar_low_remove,
	.driver = {
		.name = "mshv_vtl_low",
		.acpi_match_table = sidecar_low_ids,
		.dev_groups = sidecar_low_groups,
		.suppress_bind_attrs = true,
	},
};
