// SPDX-License-Identifier: GPL-2.0
/*
 * The return tickets of a node's VPs (docs/protocol.md, "Giving a CPU back").
 *
 * A ticket lies on a page that programs can write, and says where a CPU goes with all its
 * rights. So it is copied at probe, before any program can have the page, and never read again:
 * a VP that comes back writes the same.
 */
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "sidecar.h"

static bool sidecar_holds(const struct sidecar_range *range, u64 start, u64 size)
{
	return start >= range->start && range->size >= size &&
	       start - range->start <= range->size - size;
}

/*
 * The argument has to lie beyond the shared pages as well: what is there, a CPU's whole first
 * state, must be no program's to write. A node's private pages follow its shared ones.
 */
static bool sidecar_ticket_is_good(const struct sidecar_node *node, const struct sidecar_vp *vp)
{
	const struct sidecar_ticket *ticket = &vp->ticket;

	return ticket->magic == SIDECAR_TICKET_MAGIC && ticket->version == SIDECAR_TICKET_VERSION &&
	       ticket->vp_index == vp->cpu &&
	       sidecar_holds(&node->properties.image, ticket->entry, 1) &&
	       sidecar_holds(&node->properties.memory, ticket->argument, SIDECAR_ARGUMENT_SIZE) &&
	       ticket->argument >= node->shared_start + sidecar_shared_size(node);
}

/**
 * sidecar_copy_tickets() - copies and checks the tickets of all VPs
 * @node: the node, with its properties and shared pages
 *
 * Return: how many are good.
 */
u32 sidecar_copy_tickets(struct sidecar_node *node)
{
	u32 good = 0;
	u32 i;

	/* The base VP has none, and needs none. */
	for (i = 1; i < node->count; i++) {
		struct sidecar_vp *vp = &node->vps[i];
		const void *page = node->shared + i * SIDECAR_SHARED_PER_VP;

		/* Once: what was checked must be what is used. */
		memcpy(&vp->ticket, page + SIDECAR_TICKET_OFFSET, sizeof(vp->ticket));
		barrier_data(&vp->ticket);
		vp->has_ticket = sidecar_ticket_is_good(node, vp);
		good += vp->has_ticket;
	}

	return good;
}
