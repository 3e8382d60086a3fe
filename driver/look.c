// SPDX-License-Identifier: GPL-2.0
/*
 * What a VP's status byte means, given what is expected of it.
 *
 * All of it runs under the node's lock, and so does every store of a status by this side, with
 * the phase that goes with it. Therefore:
 *
 * - A completion is never made up. IDLE that is read in phase RUNNING was written after RUN,
 *   for RUN and the phase changed together: it is the answer, not the idleness before it.
 * - It is noted once, and for the right command: the look that notes it changes the phase
 *   before anybody else can look.
 */
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/poll.h>
#include <linux/string.h>

#include <asm/barrier.h>

#include "sidecar.h"

/*
 * Says on the command page why the command has no result: a program looks there anyway. The VP
 * is gone or mad, so the page is the host's; a program that writes there now spoils its own text.
 */
static void sidecar_vp_excuse(struct sidecar_vp *vp)
{
	struct sidecar_node *node = vp->node;
	struct sidecar_command *page =
		node->shared + (vp->cpu - node->base) * SIDECAR_SHARED_PER_VP;
	char text[sizeof(page->error)];
	int length = scnprintf(text, sizeof(text),
			       "sidecar: VP %u was lost while the command ran (%s)", vp->cpu,
			       vp->failure == -ENOENT ? "its kernel failed" : "its status is none");

	memcpy(page->error, text, length);
	WRITE_ONCE(page->error_length, length);
	WRITE_ONCE(page->has_error, 1);
}

/**
 * sidecar_vp_settle() - nothing is under way on a VP any more, nor to be told
 * @vp: a VP in phase RUNNING or ANSWERED
 */
void sidecar_vp_settle(struct sidecar_vp *vp)
{
	vp->collector = SIDECAR_NOBODY;
	vp->phase = vp->failure ? SIDECAR_FAILED : SIDECAR_FREE;
	if (!vp->claimed)
		vp->owner = NULL;
}

static void sidecar_vp_answer(struct sidecar_vp *vp)
{
	vp->overdue = false;
	vp->result = vp->failure ? -EIO : 0;
	if (vp->failure)
		sidecar_vp_excuse(vp);

	/*
	 * A file that has gone, or a RUN that gave up, collects nothing: the VP is free. A file
	 * that is here cannot go while its wait queue is woken: closing takes the lock first, and
	 * no VP is its own afterwards.
	 */
	switch (vp->collector) {
	case SIDECAR_NOBODY:
		sidecar_vp_settle(vp);
		break;
	case SIDECAR_RUNNER:
		vp->phase = SIDECAR_ANSWERED;
		break;
	case SIDECAR_READER:
		vp->phase = SIDECAR_ANSWERED;
		list_add_tail(&vp->done, &vp->owner->done);
		wake_up_interruptible_poll(&vp->owner->wait, EPOLLIN | EPOLLRDNORM);
		break;
	}

	wake_up_all(&vp->wait);
}

/**
 * sidecar_vp_fail() - a VP shows what it should not
 * @vp: a VP that should be the sidecar's
 * @status: what it shows; REMOVED unasked is what a kernel that failed leaves
 *
 * The VP takes no commands any more. Of one that died Linux may still take the CPU; its way
 * back is closed, since a kernel that failed lets no CPU in.
 */
void sidecar_vp_fail(struct sidecar_vp *vp, u8 status)
{
	if (vp->failure)
		return;

	if (status == SIDECAR_STATUS_REMOVED) {
		vp->failure = -ENOENT;
		dev_err(vp->node->dev, "VP %u: its kernel failed; the sidecar's log says why\n",
			vp->cpu);
	} else {
		vp->failure = -EIO;
		dev_err(vp->node->dev,
			"VP %u: status %u, which it should not show now; it takes no commands any more\n",
			vp->cpu, status);
	}

	if (vp->phase == SIDECAR_FREE)
		vp->phase = SIDECAR_FAILED;
}

/**
 * sidecar_vp_look() - notes what is new of a VP, and wakes who waits for it
 * @vp: any VP
 */
void sidecar_vp_look(struct sidecar_vp *vp)
{
	/* With acquire: who sees IDLE sees what the VP wrote to its command page before. */
	u8 status = smp_load_acquire(vp->status);

	switch (vp->phase) {
	case SIDECAR_HOST:
	case SIDECAR_LINUX:
	case SIDECAR_REMOVED:
	case SIDECAR_FAILED:
		break;

	case SIDECAR_FREE:
	case SIDECAR_ANSWERED:
		if (status != SIDECAR_STATUS_IDLE)
			sidecar_vp_fail(vp, status);
		break;

	case SIDECAR_RUNNING:
		if (status == SIDECAR_STATUS_RUN || status == SIDECAR_STATUS_STOP)
			break;
		if (status != SIDECAR_STATUS_IDLE)
			sidecar_vp_fail(vp, status);
		sidecar_vp_answer(vp);
		break;

	case SIDECAR_REMOVING:
		/*
		 * IDLE in answer to REMOVE is not this kernel's way but may be OpenHCL's. If the
		 * remover still waits it asks again; if not, the VP must not be lost for programs
		 * as well.
		 */
		if (status == SIDECAR_STATUS_REMOVED)
			vp->phase = SIDECAR_REMOVED;
		else if (status == SIDECAR_STATUS_IDLE)
			vp->phase = SIDECAR_FREE;
		wake_up_all(&vp->wait);
		break;

	case SIDECAR_RETURNING:
		/* It wrote IDLE after it cleared its pages. */
		if (status == SIDECAR_STATUS_IDLE)
			vp->phase = SIDECAR_FREE;
		wake_up_all(&vp->wait);
		break;
	}
}
