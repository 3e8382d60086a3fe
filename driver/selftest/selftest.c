// SPDX-License-Identifier: GPL-2.0
/*
 * Checks, as root in a Linux beside a sidecar, what a user of the driver relies on.
 *
 * selftest [MODULE.ko]: with the module's file, it is unloaded and loaded again as well. The
 * module has to be loaded, and /dev, /proc and /sys mounted. The sidecar kernel has to have the
 * handlers of samples/. Prints TAP; exits with 0 when all is well, 1 when not.
 */
#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "selftest.h"

#define DRIVER	"/sys/bus/platform/drivers/mshv_vtl_sidecar"

#define MAX_NODES	128

/* The nodes, each a device of the driver's with a misc device below it. */
static unsigned int find_nodes(struct node *nodes)
{
	DIR *devices = opendir(DRIVER);
	unsigned int count = 0;
	struct dirent *entry;

	while (devices && count < MAX_NODES && (entry = readdir(devices))) {
		struct node *node = &nodes[count];
		struct dirent *name;
		char path[192];
		DIR *misc;

		snprintf(path, sizeof(path), DRIVER "/%.60s/misc", entry->d_name);
		misc = opendir(path);
		while (misc && (name = readdir(misc))) {
			if (name->d_name[0] == '.')
				continue;
			snprintf(node->device, sizeof(node->device), "/dev/%.50s", name->d_name);
			snprintf(node->sysfs, sizeof(node->sysfs), DRIVER "/%.60s", entry->d_name);
			count++;
			break;
		}

		if (misc)
			closedir(misc);
	}

	if (devices)
		closedir(devices);
	return count;
}

static const char *no_node(struct node *node)
{
	(void)node;
	return "no node: is the module loaded, and does dmesg say why it refuses them?";
}

/*
 * Linux, once it has started each CPU, may send an interrupt to all of them at once instead of to
 * those that are online; the sidecar's would get it too. It was told not to on its command line.
 */
static const char *no_broadcasts(struct node *node)
{
	char line[4096] = "";
	FILE *file = fopen("/proc/cmdline", "re");

	(void)node;
	CHECK(file && fgets(line, sizeof(line), file), "/proc/cmdline cannot be read");
	CHECK(strstr(line, "no_ipi_broadcast=1"), "no_ipi_broadcast=1 is not on the command line");
	return NULL;
}

int main(int argc, char **argv)
{
	static struct node nodes[MAX_NODES];
	unsigned int count = find_nodes(nodes);

	if (argc > 2) {
		fprintf(stderr, "usage: %s [MODULE.ko]\n", argv[0]);
		return 2;
	}

	if (!count)
		run_test("there is a node", no_node, NULL, 10);
	run_test("Linux broadcasts no interrupts to CPUs that are not its own", no_broadcasts, NULL,
		 10);

	for (unsigned int i = 0; i < count; i++) {
		struct node node = nodes[i];
		const char *why = open_node(&node);

		printf("# %s: CPUs %u to %u%s%s\n", node.device, node.info.base_cpu,
		       node.info.base_cpu + node.info.cpu_count - 1, why ? ": " : "",
		       why ? why : "");
		if (why)
			continue;
		close_node(&node);
		test_commands(&nodes[i]);
		test_files(&nodes[i]);
		test_deaths(&nodes[i]);
		test_hotplug(&nodes[i]);
		test_guest(&nodes[i]);
		test_storm(&nodes[i]);
	}

	test_low();
	if (count)
		test_module(&nodes[0], argc > 1 ? argv[1] : NULL);
	return finish();
}
