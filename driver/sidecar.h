/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The driver's own data, and who may touch it.
 *
 * A VP is a CPU of a node; its index in the machine is its number in Linux. What a VP shows
 * on the control page does not tell a host enough: IDLE is there before a command as well as
 * after it. So each VP has a phase as well, in the driver's own memory.
 *
 * One spinlock a node holds phase and status byte together: whoever writes the byte changes
 * the phase in the same critical section, and whoever reads the byte for news does so in one.
 * The sidecar alone does not take the lock, so the byte is only ever changed by
 * compare-exchange. The lock is a leaf but for wait queues, and is taken with interrupts off,
 * since the handler takes it.
 */
#ifndef _SIDECAR_H
#define _SIDECAR_H

#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>
#include <linux/wait.h>

#include "wire.h"

/*
 * A node has at most 32 VPs where this driver is at home; what a control page has room for is
 * more than a sysfs file could tell about.
 */
#define SIDECAR_MAX_VPS		256
#define SIDECAR_MAX_NODES	128

/* Vectors below are the processor's, and no APIC sends them. */
#define SIDECAR_LOWEST_VECTOR	0x10

/**
 * enum sidecar_phase - how far the driver is with a VP
 * @SIDECAR_HOST: the node's base VP; it never is the sidecar's
 * @SIDECAR_LINUX: Linux has the CPU, or is about to have it
 * @SIDECAR_REMOVED: nobody has the CPU
 * @SIDECAR_FAILED: the sidecar lost it; @failure says what to answer
 * @SIDECAR_FREE: no command is under way; the VP shows IDLE
 * @SIDECAR_RUNNING: RUN was stored; IDLE can only be the answer
 * @SIDECAR_ANSWERED: it came, and whoever collects it has not done so yet
 * @SIDECAR_REMOVING: REMOVE was stored; REMOVED can only be the answer
 * @SIDECAR_RETURNING: the CPU was sent back to the sidecar and has not arrived
 */
enum sidecar_phase {
	SIDECAR_HOST,
	SIDECAR_LINUX,
	SIDECAR_REMOVED,
	SIDECAR_FAILED,
	SIDECAR_FREE,
	SIDECAR_RUNNING,
	SIDECAR_ANSWERED,
	SIDECAR_REMOVING,
	SIDECAR_RETURNING,
};

/**
 * enum sidecar_collector - who is to be told of a command's end
 * @SIDECAR_NOBODY: it was given up; the VP is free when it answers
 * @SIDECAR_RUNNER: the thread that waits in RUN
 * @SIDECAR_READER: whoever reads the file
 */
enum sidecar_collector {
	SIDECAR_NOBODY,
	SIDECAR_RUNNER,
	SIDECAR_READER,
};

struct sidecar_file;
struct sidecar_local;

/**
 * struct sidecar_vp - a VP, seen from the host
 * @node: its node
 * @cpu: its number in Linux
 * @apic_id: where interrupts to it go
 * @status: its byte on the control page
 * @wait: who waits for another phase or status
 * @has_ticket: @ticket was there at probe, and is good
 * @ticket: how the CPU comes back; a copy from before any program could write there
 * @phase: see &enum sidecar_phase; this and all below under the node's lock
 * @collector: who is told, in phase RUNNING and ANSWERED
 * @owner: the file that commands it; with @claimed, also between commands
 * @claimed: @owner keeps it
 * @overdue: the answer was there a second ago and no interrupt has told of it
 * @failure: what a start is answered in phase FAILED, and what keeps the CPU from going back
 * @result: what a RUN that ended returns
 * @done: in @owner's list of answers to be read
 * @local: what commands need that Linux carries out; only the thread with @local_busy touches it
 * @local_busy: one is under way
 * @local_stop: it is to end
 * @local_kick: makes its CPU look
 */
struct sidecar_vp {
	struct sidecar_node *node;
	u32 cpu;
	u32 apic_id;
	u8 *status;
	wait_queue_head_t wait;
	bool has_ticket;
	struct sidecar_ticket ticket;

	enum sidecar_phase phase;
	enum sidecar_collector collector;
	struct sidecar_file *owner;
	bool claimed;
	bool overdue;
	int failure;
	int result;
	struct list_head done;

	struct sidecar_local *local;
	bool local_busy;
	bool local_stop;
	call_single_data_t local_kick;
};

/**
 * struct sidecar_properties - what ACPI says of a node, checked
 * @image: the kernel's image, 0 bytes if unknown
 * @memory: the node's memory, 0 bytes if unknown
 * @trace: all trace rings, 0 bytes for none
 * @slots: the wake slots, 0 bytes if there is no way back for a CPU
 * @start_vector: of the start-up interrupt that leads to them
 * @wake_vector: of the interrupt that makes a parked CPU look at its slot
 */
struct sidecar_properties {
	struct sidecar_range {
		u64 start;
		u64 size;
	} image, memory, trace, slots;
	u8 start_vector;
	u8 wake_vector;
};

/**
 * struct sidecar_node - a control page and its VPs
 * @dev: the ACPI device
 * @control: the control page
 * @shared: all VPs' command and register pages
 * @shared_start: where these are in memory
 * @trace: trace rings, or NULL
 * @slots: wake slots by CPU number, or NULL
 * @properties: what else ACPI says
 * @index: which node
 * @base: its first VP
 * @count: its VPs
 * @request_vector: the interrupt that wakes a VP
 * @lock: see above
 * @clock: looks for answers that no interrupt told of, while a command is under way
 * @link: in the list of nodes
 * @misc: the device file
 * @name: its name
 * @vps: by index in the node
 */
struct sidecar_node {
	struct device *dev;
	struct sidecar_control *control;
	void *shared;
	phys_addr_t shared_start;
	void *trace;
	struct sidecar_slot *slots;
	struct sidecar_properties properties;
	u32 index;
	u32 base;
	u32 count;
	u8 request_vector;
	spinlock_t lock;		/* phases, with the status bytes */
	struct timer_list clock;
	struct list_head link;
	struct miscdevice misc;
	char name[32];
	struct sidecar_vp vps[];
};

/**
 * struct sidecar_file - an open device file
 * @node: of which node
 * @wait: who reads or polls
 * @reading: one read at a time takes answers off @done
 * @done: answers to be read, oldest first; under the node's lock
 */
struct sidecar_file {
	struct sidecar_node *node;
	wait_queue_head_t wait;
	struct mutex reading;		/* taking off done */
	struct list_head done;
};

static inline size_t sidecar_shared_size(const struct sidecar_node *node)
{
	return (size_t)node->count * SIDECAR_SHARED_PER_VP;
}

/* main.c */
extern unsigned int sidecar_stop_ms;
extern unsigned int sidecar_remove_ms;
extern unsigned int sidecar_return_ms;
unsigned long sidecar_deadline(unsigned int milliseconds);
unsigned long sidecar_time_to(unsigned long deadline);

/* node.c */
extern struct platform_driver sidecar_node_driver;
extern struct list_head sidecar_nodes;
struct sidecar_vp *sidecar_vp_of_cpu(unsigned int cpu);

/* pages.c */
struct sidecar_node *sidecar_make_node(struct platform_device *pdev);
void *sidecar_map(struct device *dev, const char *what, u64 start, u64 size);
bool sidecar_is_apart(u64 start, u64 size);

/* properties.c */
int sidecar_read_properties(struct sidecar_node *node);
u64 sidecar_read_address(struct device *dev, const char *name);

/* ticket.c */
u32 sidecar_copy_tickets(struct sidecar_node *node);

/* vp.c: all of these under the node's lock */
int sidecar_vp_start(struct sidecar_vp *vp, struct sidecar_file *file,
		     enum sidecar_collector collector);
int sidecar_vp_stop(struct sidecar_vp *vp, struct sidecar_file *file);
int sidecar_vp_claim(struct sidecar_vp *vp, struct sidecar_file *file);
int sidecar_vp_release(struct sidecar_vp *vp, struct sidecar_file *file);
int sidecar_vp_collect(struct sidecar_vp *vp);
void sidecar_vp_let_go(struct sidecar_vp *vp);
void sidecar_vp_ask_to_stop(struct sidecar_vp *vp);

/* look.c: all of these under the node's lock */
void sidecar_vp_look(struct sidecar_vp *vp);
void sidecar_vp_fail(struct sidecar_vp *vp, u8 status);
void sidecar_vp_settle(struct sidecar_vp *vp);

/* file.c */
extern const struct file_operations sidecar_file_operations;

/* interrupt.c */
void sidecar_interrupt_init(void);
void sidecar_interrupt_exit(void);
void sidecar_serve(struct sidecar_node *node);
void sidecar_clock(struct timer_list *timer);
void sidecar_set_response(struct sidecar_node *node, u32 apic_id, u8 vector);
void sidecar_ring(struct sidecar_vp *vp);

/* ipi.c */
void sidecar_send_vector(u32 apic_id, u8 vector);
void sidecar_send_init(u32 apic_id);
void sidecar_send_startup(u32 apic_id, u8 vector);

/* hotplug.c */
int sidecar_hotplug_init(void);
void sidecar_hotplug_exit(void);

/* local.c */
int sidecar_local_command(struct sidecar_vp *vp, struct sidecar_file *file);
void sidecar_local_stop(struct sidecar_vp *vp);
void sidecar_local_init(struct sidecar_vp *vp);
bool sidecar_local_end(struct sidecar_vp *vp);
void sidecar_local_free(struct sidecar_vp *vp);

/* giveback.c */
void sidecar_give_back(struct sidecar_vp *vp);

/* sysfs.c */
extern const struct attribute_group *sidecar_groups[];

/* low.c */
extern struct platform_driver sidecar_low_driver;

#endif /* _SIDECAR_H */
