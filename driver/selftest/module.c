// SPDX-License-Identifier: GPL-2.0
/*
 * The module goes and comes back, and what sysfs shows.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "selftest.h"

#define MODULE	"mshv_vtl_sidecar"

static const char *module_path;

static int unload(void)
{
	return syscall(SYS_delete_module, MODULE, O_NONBLOCK) ? errno : 0;
}

static int load(void)
{
	int fd = open(module_path, O_RDONLY | O_CLOEXEC);
	int error;

	if (fd < 0)
		return errno;
	error = syscall(SYS_finit_module, fd, "", 0) ? errno : 0;
	close(fd);
	return error;
}

static const char *reload(struct node *node)
{
	int error;

	close_node(node);
	error = unload();
	CHECK(!error, "unload: %s", strerror(error));
	CHECK(access(node->device, F_OK), "%s is still there", node->device);
	error = load();
	CHECK(!error, "load %s: %s", module_path, strerror(error));

	/* devtmpfs is not always as fast as the module. */
	for (unsigned int i = 0; i < 100 && access(node->device, F_OK); i++)
		pause_ms(10);
	return open_node(node);
}

static const char *refused_while_open(struct node *node)
{
	int error = unload();

	CHECK(error == EAGAIN || error == EBUSY, "unload while a file is open: %s",
	      strerror(error));

	/* A mapping counts as well. */
	close(node->fd);
	error = unload();
	CHECK(error == EAGAIN || error == EBUSY, "unload while pages are mapped: %s",
	      strerror(error));
	return NULL;
}

static const char *refused_by_hand(struct node *node)
{
	char path[192];

	snprintf(path, sizeof(path), "%s/driver/unbind", node->sysfs);
	CHECK(access(path, F_OK), "%s is there", path);
	return NULL;
}

static const char *goes_and_comes_back(struct node *node)
{
	for (unsigned int round = 0; round < 3; round++) {
		TRY(reload(node));
		for (unsigned int cpu = first_cpu(node); cpu < end_cpu(node); cpu++) {
			TRY(expect_word(node, cpu, "idle"));
			TRY(run_none(node, cpu));
		}
	}

	return NULL;
}

/* A CPU that is Linux's while the module goes stays so, and one that nobody has is given back. */
static const char *keeps_to_whom_cpus_belong(struct node *node)
{
	unsigned int cpu = first_cpu(node);
	int error;

	error = set_online(cpu, true);
	CHECK(!error, "online: %s", strerror(error));
	TRY(reload(node));
	TRY(expect_word(node, cpu, "linux"));
	error = set_online(cpu, false);
	CHECK(!error, "offline: %s", strerror(error));
	TRY(expect_word(node, cpu, "idle"));
	TRY(run_none(node, cpu));

	error = set_online(cpu, true);
	CHECK(!error, "online: %s", strerror(error));
	close_node(node);
	error = unload();
	CHECK(!error, "unload: %s", strerror(error));
	error = set_online(cpu, false);
	CHECK(!error, "offline without the module: %s", strerror(error));
	error = load();
	CHECK(!error, "load: %s", strerror(error));
	pause_ms(100);
	TRY(open_node(node));
	TRY(expect_word(node, cpu, "idle"));
	return run_none(node, cpu);
}

/* The ring of a VP: it begins with its magic, and grows by a command. */
static const char *trace(struct node *node)
{
	struct {
		char magic[8];
		uint32_t version;
		uint32_t vp;
		uint32_t capacity;
		uint32_t padding;
		uint64_t count;
	} before, after;
	unsigned int cpu = first_cpu(node);
	char path[192], byte;
	off_t size = 0;
	off_t ring;
	int fd;

	snprintf(path, sizeof(path), "%s/trace", node->sysfs);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return SKIP("the node has no traces");
	CHECK(fd >= 0, "%s: %s", path, strerror(errno));
	while (pread(fd, &byte, 1, size) == 1)
		size += PAGE_BYTES;
	CHECK(size > 0 && size % ((off_t)node->info.cpu_count * PAGE_BYTES) == 0, "%ld bytes",
	      (long)size);

	ring = size / node->info.cpu_count * (cpu - node->info.base_cpu);
	CHECK(pread(fd, &before, sizeof(before), ring) == sizeof(before), "pread: %s",
	      strerror(errno));
	CHECK(!memcmp(before.magic, "SIDETRAC", 8) && before.vp == cpu, "the ring is VP %u's",
	      before.vp);
	TRY(run_none(node, cpu));

	/* The record comes after the answer. */
	do {
		CHECK(pread(fd, &after, sizeof(after), ring) == sizeof(after), "pread: %s",
		      strerror(errno));
	} while (after.count < before.count + 2);
	return NULL;
}

void test_module(const struct node *node, const char *path)
{
	run_test("trace shows what a VP did", trace, node, 30);
	run_test("the module stays while a file is open or mapped", refused_while_open, node, 30);
	run_test("the driver cannot be unbound by hand", refused_by_hand, node, 30);
	if (!path)
		return;

	module_path = path;
	run_test("the module goes and comes back", goes_and_comes_back, node, 60);
	run_test("CPUs stay whose they are while the module is away", keeps_to_whom_cpus_belong,
		 node, 120);
}
