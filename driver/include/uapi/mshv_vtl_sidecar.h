/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What a program may ask of /dev/mshv_vtl_sidecarN, N being the node.
 *
 * START, STOP, RUN and INFO are OpenHCL's, number for number. CLAIM and RELEASE
 * are this driver's own. CPU numbers are Linux's and go in as the argument
 * itself, not as a pointer.
 *
 * The offset-0 shared mapping of the device holds two pages a CPU, the node's
 * first CPU first: command page, register page. It has to be mapped whole.
 * Whoever starts a command fills the command page before, and may look at it
 * again when the command has ended; in between it is the sidecar's.
 *
 * read() gives the numbers, a __u32 each, of CPUs whose command by START has
 * ended, oldest first; poll() says POLLIN while there is one.
 */
#ifndef _UAPI_MSHV_VTL_SIDECAR_H
#define _UAPI_MSHV_VTL_SIDECAR_H

#include <linux/ioctl.h>
#include <linux/types.h>

/**
 * struct mshv_vtl_sidecar_info - what a node consists of
 * @base_cpu: the first CPU; it is Linux's own and takes no commands
 * @cpu_count: CPUs, @base_cpu included
 * @per_cpu_shmem: bytes of the mapping that belong to each CPU
 */
struct mshv_vtl_sidecar_info {
	__u32 base_cpu;
	__u32 cpu_count;
	__u32 per_cpu_shmem;
};

#define MSHV_VTL_SIDECAR_MAGIC		0xb8

/*
 * Errors that all of them share:
 *
 * EINVAL	the node has no such CPU
 * ENOENT	the CPU is not the sidecar's: Linux's, removed, or lost
 * EBUSY	another open file has it, or a command is under way or unread
 * EIO		the sidecar has written what no sidecar writes
 */

/* Begins the command that is on the CPU's command page. Its end is read(). */
#define MSHV_VTL_SIDECAR_START		_IO(MSHV_VTL_SIDECAR_MAGIC, 0xf0)

/*
 * Asks for the end of a command that START began; read() still tells of it. 0 if it has
 * ended already, EINVAL if there is none.
 */
#define MSHV_VTL_SIDECAR_STOP		_IO(MSHV_VTL_SIDECAR_MAGIC, 0xf1)

/*
 * Begins a command and waits for its end. A signal stops it; 0 says that it has come to an
 * end, whether by itself or so. ETIMEDOUT: it was stopped and does not end. EIO: the CPU
 * was lost on the way; the command page has an error text.
 */
#define MSHV_VTL_SIDECAR_RUN		_IO(MSHV_VTL_SIDECAR_MAGIC, 0xf2)

#define MSHV_VTL_SIDECAR_INFO \
	_IOR(MSHV_VTL_SIDECAR_MAGIC, 0xf3, struct mshv_vtl_sidecar_info)

/*
 * Keeps a CPU, and with it the command page, for this open file until RELEASE or the last
 * close. Without it a CPU is the file's from START or RUN until the end was told. Linux
 * does not get a CPU that is claimed. EBUSY for the holder too, so that of two threads
 * only one gets it.
 */
#define MSHV_VTL_SIDECAR_CLAIM		_IO(MSHV_VTL_SIDECAR_MAGIC, 0xf4)

/* EINVAL if this file has not claimed the CPU, EBUSY while a command is under way or unread. */
#define MSHV_VTL_SIDECAR_RELEASE	_IO(MSHV_VTL_SIDECAR_MAGIC, 0xf5)

/*
 * Carries out the command on the command page of a CPU that is Linux's, on that CPU: RUN_VP,
 * GET_VP_REGISTERS and SET_VP_REGISTERS of VTL0, TRANSLATE_GVA, NONE. The calling thread has to
 * be bound to the CPU and to no other. RUN_VP ends by an intercept, by a signal to the thread,
 * by STOP from another one, or, without an intercept either, because Linux has work for the
 * thread: whoever has not asked for an end runs on. 0 says that the command page has the answer. ENXIO: the CPU is
 * not Linux's; EINVAL: the thread is not bound to it; EOPNOTSUPP: there is no hypervisor.
 */
#define MSHV_VTL_SIDECAR_LOCAL		_IO(MSHV_VTL_SIDECAR_MAGIC, 0xf6)

#endif /* _UAPI_MSHV_VTL_SIDECAR_H */
