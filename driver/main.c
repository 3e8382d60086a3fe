// SPDX-License-Identifier: GPL-2.0
/*
 * Lets programs, and Linux itself, use CPUs that a sidecar kernel has.
 *
 * Four things hold throughout:
 *
 * - Nothing on a shared page is believed twice, or before it was checked.
 * - No wait is unbounded unless a signal ends it. A CPU that died costs an error.
 * - A VP is one open file's, or Linux's, or nobody's. It goes from one to the other only when
 *   no command is under way on it.
 * - A completion is an answer to the command that it is told for, and is told once.
 */
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/module.h>

#include "sidecar.h"

/* A bound that somebody has set to an hour is no bound. */
#define SIDECAR_LONGEST_MS	60000u

unsigned int sidecar_stop_ms = 5000;
module_param_named(stop_timeout_ms, sidecar_stop_ms, uint, 0644);
MODULE_PARM_DESC(stop_timeout_ms,
		 "how long a command that was stopped may take to end (5000, at most 60000)");

unsigned int sidecar_remove_ms = 5000;
module_param_named(remove_timeout_ms, sidecar_remove_ms, uint, 0644);
MODULE_PARM_DESC(remove_timeout_ms,
		 "how long the sidecar may take to give a CPU up (5000, at most 60000)");

unsigned int sidecar_return_ms = 5000;
module_param_named(return_timeout_ms, sidecar_return_ms, uint, 0644);
MODULE_PARM_DESC(return_timeout_ms,
		 "how long each step of giving a CPU back may take (5000, at most 60000)");

/**
 * sidecar_deadline() - when a wait that begins now ends at the latest
 * @milliseconds: a module parameter's value
 *
 * Return: a time in jiffies, at most a minute away.
 */
unsigned long sidecar_deadline(unsigned int milliseconds)
{
	return jiffies + msecs_to_jiffies(min(milliseconds, SIDECAR_LONGEST_MS));
}

/**
 * sidecar_time_to() - what is left of a wait
 * @deadline: of sidecar_deadline()
 *
 * Return: jiffies, 0 when the time is up.
 */
unsigned long sidecar_time_to(unsigned long deadline)
{
	unsigned long now = jiffies;

	return time_before(now, deadline) ? deadline - now : 0;
}

static struct platform_driver * const sidecar_drivers[] = {
	&sidecar_node_driver,
	&sidecar_low_driver,
};

static int __init sidecar_init(void)
{
	int ret;

	/* Handler and hotplug hook before the nodes: a probe gives CPUs back and waits for them. */
	sidecar_interrupt_init();
	ret = sidecar_hotplug_init();
	if (ret)
		goto no_hotplug;

	ret = platform_register_drivers(sidecar_drivers, ARRAY_SIZE(sidecar_drivers));
	if (ret)
		goto no_drivers;

	return 0;

no_drivers:
	sidecar_hotplug_exit();
no_hotplug:
	sidecar_interrupt_exit();
	return ret;
}

static void __exit sidecar_exit(void)
{
	/* The nodes go first: with none left, hook and handler have nothing to find. */
	platform_unregister_drivers(sidecar_drivers, ARRAY_SIZE(sidecar_drivers));
	sidecar_hotplug_exit();
	sidecar_interrupt_exit();
}

module_init(sidecar_init);
module_exit(sidecar_exit);

MODULE_DESCRIPTION("CPUs of a sidecar kernel, for programs and for CPU hotplug");
MODULE_AUTHOR("The Sidecar project");
MODULE_LICENSE("GPL");
