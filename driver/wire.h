/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What lies in memory that others write too: the sidecar kernel (docs/protocol.md), programs
 * that have mapped the command pages, the boot shim (docs/linux.md). Any of it may change at
 * any moment and hold anything: read once, check the copy, use the copy.
 */
#ifndef _SIDECAR_WIRE_H
#define _SIDECAR_WIRE_H

#include <linux/build_bug.h>
#include <linux/sizes.h>
#include <linux/stddef.h>
#include <linux/types.h>

/* Status bytes of a control page. */
enum sidecar_status {
	SIDECAR_STATUS_REMOVED	= 0,	/* not the sidecar's */
	SIDECAR_STATUS_IDLE	= 1,	/* waits for a command */
	SIDECAR_STATUS_RUN	= 2,	/* host to VP: there is a command */
	SIDECAR_STATUS_STOP	= 3,	/* host to VP: end it */
	SIDECAR_STATUS_REMOVE	= 4,	/* host to VP: give the CPU up */
};

#define SIDECAR_MAX_STATUSES	4032

/**
 * struct sidecar_control - a node's control page
 * @index: which node
 * @base_cpu: the node's first VP, as a number in the machine
 * @cpu_count: VPs of the node
 * @request_vector: the interrupt by which the host wakes a VP
 * @response_cpu: APIC id of the host's CPU that a VP with news interrupts
 * @response_vector: by which vector; 0 for not at all
 * @needs_attention: not 0 while there is news; VPs set it, the host clears it
 * @reserved: zero
 * @status: an &enum sidecar_status a VP
 */
struct sidecar_control {
	u32 index;
	u32 base_cpu;
	u32 cpu_count;
	u32 request_vector;
	u32 response_cpu;
	u32 response_vector;
	u32 needs_attention;
	u8 reserved[36];
	u8 status[SIDECAR_MAX_STATUSES];
};

static_assert(offsetof(struct sidecar_control, needs_attention) == 24);
static_assert(offsetof(struct sidecar_control, status) == 64);
static_assert(sizeof(struct sidecar_control) == SZ_4K);

/* Bytes that a VP shares with its VMM: command page, register page. */
#define SIDECAR_SHARED_PER_VP	(2 * SZ_4K)

/**
 * struct sidecar_command - what the driver needs to know of a command page
 * @command: what to do
 * @has_error: 1 when it was not done
 * @skipped: registers, messages
 * @error_length: bytes of @error
 * @error: why it was not done
 */
struct sidecar_command {
	u32 command;
	u8 has_error;
	u8 skipped[1291];
	u8 error_length;
	char error[255];
};

static_assert(offsetof(struct sidecar_command, has_error) == 4);
static_assert(offsetof(struct sidecar_command, error_length) == 1296);
static_assert(sizeof(struct sidecar_command) == 1552);

/* Where a command page has the guest's registers, the intercept message, arguments and results. */
#define SIDECAR_CONTEXT_OFFSET	16
#define SIDECAR_MESSAGE_OFFSET	1040
#define SIDECAR_DATA_OFFSET	1552

/**
 * struct sidecar_ticket - how a CPU that was given up comes back
 * @magic: %SIDECAR_TICKET_MAGIC
 * @version: %SIDECAR_TICKET_VERSION
 * @vp_index: whose it is, as a number in the machine
 * @entry: where the CPU jumps to, in the kernel's image
 * @argument: what it has in RDI, in the VP's private memory
 */
struct sidecar_ticket {
	u64 magic;
	u32 version;
	u32 vp_index;
	u64 entry;
	u64 argument;
};

static_assert(sizeof(struct sidecar_ticket) == 32);

#define SIDECAR_TICKET_MAGIC	0x4e54455245444953ULL	/* "SIDERETN" */
#define SIDECAR_TICKET_VERSION	1
#define SIDECAR_TICKET_OFFSET	(SZ_4K - sizeof(struct sidecar_ticket))

/* Bytes that the kernel reads and writes from a ticket's argument on. */
#define SIDECAR_ARGUMENT_SIZE	256

enum sidecar_slot_state {
	SIDECAR_SLOT_ABSENT	= 0,	/* the CPU is elsewhere */
	SIDECAR_SLOT_PARKED	= 1,	/* by the CPU: it waits for the wake vector */
	SIDECAR_SLOT_WAKE	= 2,	/* by the driver, from PARKED only */
	SIDECAR_SLOT_TAKEN	= 3,	/* by the CPU: on its way */
};

/**
 * struct sidecar_slot - where a CPU in the shim's code looks for its next owner
 * @entry: where to jump to
 * @argument: what to have in RDI then
 * @apic_id: whose slot it is
 * @state: an &enum sidecar_slot_state
 * @reserved: zero
 */
struct sidecar_slot {
	u64 entry;
	u64 argument;
	u32 apic_id;
	u32 state;
	u8 reserved[40];
};

static_assert(offsetof(struct sidecar_slot, state) == 20);
static_assert(sizeof(struct sidecar_slot) == 64);

/* Most pages that a VP's trace ring can have. */
#define SIDECAR_MAX_TRACE_PAGES	32

#endif /* _SIDECAR_WIRE_H */
