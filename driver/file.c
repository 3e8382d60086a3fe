// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/mshv_vtl_sidecarN: what programs see. include/uapi/mshv_vtl_sidecar.h says what they may
 * expect.
 */
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/nospec.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "include/uapi/mshv_vtl_sidecar.h"
#include "sidecar.h"

/* Answers that one read() hands out at most, so that they fit the stack. */
#define SIDECAR_READ_BATCH	32

static int sidecar_open(struct inode *inode, struct file *filp)
{
	/* The misc device's own open() has put its device there. */
	struct sidecar_node *node = container_of(filp->private_data, struct sidecar_node, misc);
	struct sidecar_file *file;

	file = kzalloc(sizeof(*file), GFP_KERNEL_ACCOUNT);
	if (!file)
		return -ENOMEM;

	file->node = node;
	init_waitqueue_head(&file->wait);
	mutex_init(&file->reading);
	INIT_LIST_HEAD(&file->done);
	filp->private_data = file;
	return stream_open(inode, filp);
}

/*
 * The last close, of a program that died in the middle too. Its commands are asked to stop, all
 * at once, and waited for together; a VP that does not obey in time goes on without an owner, and
 * is free when it answers.
 */
static int sidecar_close(struct inode *inode, struct file *filp)
{
	struct sidecar_file *file = filp->private_data;
	unsigned long deadline = sidecar_deadline(sidecar_stop_ms);
	struct sidecar_node *node = file->node;
	unsigned long flags;
	u32 i;

	spin_lock_irqsave(&node->lock, flags);
	for (i = 0; i < node->count; i++)
		if (node->vps[i].owner == file)
			sidecar_vp_let_go(&node->vps[i]);
	spin_unlock_irqrestore(&node->lock, flags);

	/* The owner and not the phase: once free, the VP may be running somebody else's command. */
	for (i = 0; i < node->count; i++) {
		struct sidecar_vp *vp = &node->vps[i];

		wait_event_timeout(vp->wait, READ_ONCE(vp->owner) != file,
				   sidecar_time_to(deadline));
	}

	/* Nothing may point to the file when it is freed; the handler looks under the lock. */
	spin_lock_irqsave(&node->lock, flags);
	for (i = 0; i < node->count; i++)
		if (node->vps[i].owner == file)
			node->vps[i].owner = NULL;
	spin_unlock_irqrestore(&node->lock, flags);

	kfree(file);
	return 0;
}

/* Waits without a bound for the end of a command of RUN, since a signal ends the wait. */
static int sidecar_wait(struct sidecar_vp *vp)
{
	unsigned long flags;
	int ret;

	ret = wait_event_interruptible(vp->wait, READ_ONCE(vp->phase) != SIDECAR_RUNNING);
	if (ret) {
		/* Only this thread takes the phase beyond ANSWERED: it still is this command. */
		spin_lock_irqsave(&vp->node->lock, flags);
		if (vp->phase == SIDECAR_RUNNING)
			sidecar_vp_ask_to_stop(vp);
		spin_unlock_irqrestore(&vp->node->lock, flags);

		wait_event_timeout(vp->wait, READ_ONCE(vp->phase) != SIDECAR_RUNNING,
				   sidecar_time_to(sidecar_deadline(sidecar_stop_ms)));
	}

	spin_lock_irqsave(&vp->node->lock, flags);
	ret = sidecar_vp_collect(vp);
	spin_unlock_irqrestore(&vp->node->lock, flags);
	return ret;
}

static int sidecar_command(struct sidecar_file *file, unsigned int command, unsigned long cpu)
{
	struct sidecar_node *node = file->node;
	struct sidecar_vp *vp;
	unsigned long flags;
	int ret;

	/* The argument as it came, not cut to 32 bits: 2^32 is no CPU. */
	if (cpu < node->base || cpu - node->base >= node->count)
		return -EINVAL;

	vp = &node->vps[array_index_nospec(cpu - node->base, node->count)];
	if (command == MSHV_VTL_SIDECAR_LOCAL)
		return sidecar_local_command(vp, file);

	spin_lock_irqsave(&node->lock, flags);
	switch (command) {
	case MSHV_VTL_SIDECAR_START:
		ret = sidecar_vp_start(vp, file, SIDECAR_READER);
		break;
	case MSHV_VTL_SIDECAR_STOP:
		ret = sidecar_vp_stop(vp, file);
		break;
	case MSHV_VTL_SIDECAR_RUN:
		ret = sidecar_vp_start(vp, file, SIDECAR_RUNNER);
		break;
	case MSHV_VTL_SIDECAR_CLAIM:
		ret = sidecar_vp_claim(vp, file);
		break;
	default:
		ret = sidecar_vp_release(vp, file);
		break;
	}
	spin_unlock_irqrestore(&node->lock, flags);

	if (command == MSHV_VTL_SIDECAR_RUN && !ret)
		ret = sidecar_wait(vp);
	return ret;
}

static long sidecar_ioctl(struct file *filp, unsigned int command, unsigned long argument)
{
	struct sidecar_file *file = filp->private_data;
	struct mshv_vtl_sidecar_info info = {
		.base_cpu = file->node->base,
		.cpu_count = file->node->count,
		.per_cpu_shmem = SIDECAR_SHARED_PER_VP,
	};

	switch (command) {
	case MSHV_VTL_SIDECAR_INFO:
		return copy_to_user((void __user *)argument, &info, sizeof(info)) ? -EFAULT : 0;
	case MSHV_VTL_SIDECAR_START:
	case MSHV_VTL_SIDECAR_STOP:
	case MSHV_VTL_SIDECAR_RUN:
	case MSHV_VTL_SIDECAR_CLAIM:
	case MSHV_VTL_SIDECAR_RELEASE:
	case MSHV_VTL_SIDECAR_LOCAL:
		return sidecar_command(file, command, argument);
	default:
		return -ENOTTY;
	}
}

static bool sidecar_has_answers(struct sidecar_file *file)
{
	unsigned long flags;
	bool has_answers;

	spin_lock_irqsave(&file->node->lock, flags);
	has_answers = !list_empty(&file->done);
	spin_unlock_irqrestore(&file->node->lock, flags);
	return has_answers;
}

static u32 sidecar_peek(struct sidecar_file *file, u32 *cpus, u32 room)
{
	struct sidecar_vp *vp;
	unsigned long flags;
	u32 count = 0;

	spin_lock_irqsave(&file->node->lock, flags);
	list_for_each_entry(vp, &file->done, done) {
		if (count == room)
			break;
		cpus[count++] = vp->cpu;
	}
	spin_unlock_irqrestore(&file->node->lock, flags);
	return count;
}

static void sidecar_take_answers(struct sidecar_file *file, u32 count)
{
	unsigned long flags;

	spin_lock_irqsave(&file->node->lock, flags);
	while (count--)
		sidecar_vp_collect(list_first_entry(&file->done, struct sidecar_vp, done));
	spin_unlock_irqrestore(&file->node->lock, flags);
}

static ssize_t sidecar_read(struct file *filp, char __user *buffer, size_t size, loff_t *position)
{
	struct sidecar_file *file = filp->private_data;
	u32 cpus[SIDECAR_READ_BATCH];
	u32 room = min_t(size_t, size / sizeof(*cpus), SIDECAR_READ_BATCH);
	ssize_t ret;
	u32 count;

	if (!room)
		return -EINVAL;

	for (;;) {
		/*
		 * Answers are taken off the list when the program has them, not before: a bad
		 * buffer loses none. They are still the first ones then, since the mutex keeps
		 * other readers out and new answers come last.
		 */
		if (mutex_lock_interruptible(&file->reading))
			return -ERESTARTSYS;
		count = sidecar_peek(file, cpus, room);
		ret = count * sizeof(*cpus);
		if (copy_to_user(buffer, cpus, ret))
			ret = -EFAULT;
		else
			sidecar_take_answers(file, count);
		mutex_unlock(&file->reading);

		if (ret)
			return ret;
		if (filp->f_flags & O_NONBLOCK)
			return -EAGAIN;
		if (wait_event_interruptible(file->wait, sidecar_has_answers(file)))
			return -ERESTARTSYS;
	}
}

static __poll_t sidecar_poll(struct file *filp, poll_table *table)
{
	struct sidecar_file *file = filp->private_data;

	/* On the queue before the look: an answer in between wakes. */
	poll_wait(filp, &file->wait, table);
	return sidecar_has_answers(file) ? EPOLLIN | EPOLLRDNORM : 0;
}

/* All shared pages or none, as OpenHCL's driver has it. Cached: that is how the VPs see them. */
static int sidecar_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct sidecar_file *file = filp->private_data;
	unsigned long size = vma->vm_end - vma->vm_start;

	if (vma->vm_pgoff || size != sidecar_shared_size(file->node) ||
	    !(vma->vm_flags & VM_SHARED))
		return -EINVAL;

	return remap_pfn_range(vma, vma->vm_start, PHYS_PFN(file->node->shared_start), size,
			       vma->vm_page_prot);
}

/* An open file keeps the module, and with it the node: see sidecar_remove(). */
const struct file_operations sidecar_file_operations = {
	.owner = THIS_MODULE,
	.open = sidecar_open,
	.release = sidecar_close,
	.unlocked_ioctl = sidecar_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.read = sidecar_read,
	.poll = sidecar_poll,
	.mmap = sidecar_mmap,
};
