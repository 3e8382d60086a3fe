// SPDX-License-Identifier: GPL-2.0
/*
 * What a file may do with a VP. All of it runs under the node's lock.
 */
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/jiffies.h>

#include "sidecar.h"

/* Why @file may not command @vp; 0 if it may, though not necessarily now. */
static int sidecar_vp_refusal(const struct sidecar_vp *vp, const struct sidecar_file *file)
{
	switch (vp->phase) {
	case SIDECAR_FAILED:
		return vp->failure;
	case SIDECAR_FREE:
	case SIDECAR_RUNNING:
	case SIDECAR_ANSWERED:
		return vp->owner && vp->owner != file ? -EBUSY : 0;
	default:
		return -ENOENT;
	}
}

/**
 * sidecar_vp_start() - hands the command on a VP's command page to the VP
 * @vp: the VP
 * @file: who asks
 * @collector: who is told of the end
 *
 * Return: 0; -ENOENT, -EBUSY or -EIO when nothing was started.
 */
int sidecar_vp_start(struct sidecar_vp *vp, struct sidecar_file *file,
		     enum sidecar_collector collector)
{
	struct sidecar_node *node = vp->node;
	u8 seen;
	int ret;

	ret = sidecar_vp_refusal(vp, file);
	if (ret)
		return ret;
	if (vp->phase != SIDECAR_FREE)
		return -EBUSY;

	/*
	 * Not a plain store: a VP whose kernel has just failed must not come to look like one that
	 * runs. As a locked instruction it also puts what the program wrote to the page before RUN.
	 * And always locked (sync_): where Linux has one CPU it takes the prefix out of cmpxchg(),
	 * but the other side is a CPU that it does not know of.
	 */
	seen = sync_cmpxchg(vp->status, SIDECAR_STATUS_IDLE, SIDECAR_STATUS_RUN);
	if (seen != SIDECAR_STATUS_IDLE) {
		sidecar_vp_fail(vp, seen);
		return vp->failure;
	}

	/*
	 * The VP may have answered by now, if it was awake, and raised attention. The handler then
	 * waits for the lock, and finds RUNNING and the answer together. A handler that looked
	 * before RUN was stored had cleared attention before that, so this answer raises it again.
	 */
	vp->phase = SIDECAR_RUNNING;
	vp->collector = collector;
	vp->owner = file;
	vp->overdue = false;

	/*
	 * Still under the lock: an interrupt sent later might reach a CPU that has ended the
	 * command, was removed and is Linux's by now.
	 */
	sidecar_ring(vp);
	if (!timer_pending(&node->clock))
		mod_timer(&node->clock, jiffies + HZ);
	return 0;
}

/**
 * sidecar_vp_ask_to_stop() - asks for the end of the command that is under way
 * @vp: a VP in phase RUNNING
 *
 * If the VP was faster, its answer stands and is noted. If it has not even seen RUN yet it
 * takes the command all the same, with the stop asked for from the start, and answers once.
 */
void sidecar_vp_ask_to_stop(struct sidecar_vp *vp)
{
	if (sync_cmpxchg(vp->status, SIDECAR_STATUS_RUN, SIDECAR_STATUS_STOP) == SIDECAR_STATUS_RUN)
		sidecar_ring(vp);
	else
		sidecar_vp_look(vp);
}

/**
 * sidecar_vp_stop() - asks for the end of a command that START began
 * @vp: the VP
 * @file: who asks
 *
 * Under the lock the stop meets the command that is under way, or none: it is neither lost
 * between a claim and the RUN store, nor does it hit a later start.
 *
 * Return: 0 when it was asked or has ended already; -EINVAL when there is none; -EBUSY, -EIO.
 */
int sidecar_vp_stop(struct sidecar_vp *vp, struct sidecar_file *file)
{
	if (vp->owner && vp->owner != file)
		return -EBUSY;
	if (vp->local_busy) {
		sidecar_local_stop(vp);
		return 0;
	}
	if (vp->collector != SIDECAR_READER)
		return -EINVAL;

	if (vp->phase == SIDECAR_RUNNING)
		sidecar_vp_ask_to_stop(vp);
	return vp->phase == SIDECAR_ANSWERED ? vp->result : 0;
}

/**
 * sidecar_vp_claim() - keeps a VP for a file between commands
 * @vp: the VP
 * @file: who asks; may have a command of its own under way there
 *
 * Return: 0, -ENOENT, -EBUSY or -EIO.
 */
int sidecar_vp_claim(struct sidecar_vp *vp, struct sidecar_file *file)
{
	int ret;

	/* A VP that died in its sleep is noticed here and not by the first command. */
	if (vp->phase == SIDECAR_FREE)
		sidecar_vp_look(vp);

	ret = sidecar_vp_refusal(vp, file);
	if (ret)
		return ret;
	if (vp->claimed || (vp->phase != SIDECAR_FREE && vp->owner != file))
		return -EBUSY;

	vp->claimed = true;
	vp->owner = file;
	return 0;
}

/**
 * sidecar_vp_release() - gives a claim back
 * @vp: the VP
 * @file: who asks
 *
 * Return: 0; -EINVAL when it has none; -EBUSY while a command is under way or unread.
 */
int sidecar_vp_release(struct sidecar_vp *vp, struct sidecar_file *file)
{
	if (!vp->claimed || vp->owner != file)
		return -EINVAL;
	if (vp->phase != SIDECAR_FREE && vp->phase != SIDECAR_FAILED)
		return -EBUSY;

	vp->claimed = false;
	vp->owner = NULL;
	return 0;
}

/**
 * sidecar_vp_collect() - takes the answer to a command, or gives up on it
 * @vp: a VP of the caller's, in phase RUNNING or ANSWERED
 *
 * Return: the command's result; -ETIMEDOUT when there is none yet, and nobody waits for it now.
 */
int sidecar_vp_collect(struct sidecar_vp *vp)
{
	int result = vp->result;

	if (vp->phase != SIDECAR_ANSWERED) {
		vp->collector = SIDECAR_NOBODY;
		return -ETIMEDOUT;
	}

	if (vp->collector == SIDECAR_READER)
		list_del(&vp->done);
	sidecar_vp_settle(vp);
	return result;
}

/**
 * sidecar_vp_let_go() - its file closes
 * @vp: a VP of the file's
 *
 * A command that is under way is asked to stop, and stays the file's until it ends.
 */
void sidecar_vp_let_go(struct sidecar_vp *vp)
{
	vp->claimed = false;
	switch (vp->phase) {
	case SIDECAR_ANSWERED:
		sidecar_vp_collect(vp);
		break;
	case SIDECAR_RUNNING:
		vp->collector = SIDECAR_NOBODY;
		sidecar_vp_ask_to_stop(vp);
		break;
	default:
		vp->owner = NULL;
		break;
	}
}
