// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupts to CPUs that Linux has not booted.
 *
 * Linux's own way, apic->send_IPI(), may address CPUs by logical ids, which a CPU has only once
 * Linux has booted it, and some hypervisors' versions want it online. The APIC driver's
 * icr_write() takes a physical id in xAPIC and x2APIC mode alike. It is called through the
 * pointer: apic_icr_write() of newer kernels is a static call that modules cannot make.
 */
#include <linux/irqflags.h>

#include <asm/apic.h>
#include <asm/processor.h>

#include "sidecar.h"

static void sidecar_send(u32 apic_id, u32 command)
{
	unsigned long flags;

	/* xAPIC's ICR is two registers, and holds one interrupt at a time. */
	local_irq_save(flags);
	safe_apic_wait_icr_idle();

	/*
	 * The interrupt must not overtake what it is about: a VP that wakes before it sees RUN goes
	 * back to sleep for good. Writing xAPIC's ICR is an uncached store, which waits for all
	 * earlier ones. Writing x2APIC's is a WRMSR that does not, and mfence does not order it
	 * since it is no memory access; lfence does. Nothing on CPUs whose WRMSR waits by itself.
	 */
	weak_wrmsr_fence();
	apic->icr_write(command | APIC_INT_ASSERT, apic_id);
	local_irq_restore(flags);
}

/**
 * sidecar_send_vector() - sends an ordinary interrupt
 * @apic_id: to whom
 * @vector: which
 */
void sidecar_send_vector(u32 apic_id, u8 vector)
{
	sidecar_send(apic_id, APIC_DM_FIXED | vector);
}

/**
 * sidecar_send_init() - stops a CPU, whatever it does, until a start-up interrupt
 * @apic_id: which
 */
void sidecar_send_init(u32 apic_id)
{
	sidecar_send(apic_id, APIC_DM_INIT);
}

/**
 * sidecar_send_startup() - starts a CPU that INIT has stopped; others ignore it
 * @apic_id: which
 * @vector: number of the page, below 1 MiB, where it starts in real mode
 */
void sidecar_send_startup(u32 apic_id, u8 vector)
{
	sidecar_send(apic_id, APIC_DM_STARTUP | vector);
}
