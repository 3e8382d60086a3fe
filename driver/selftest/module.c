// SPDX-License-Identifier: GPL-2.0
/*
 * The module goes and comes back, and what sysfs shows.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
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

static const char *read_number(const struct node *node, const char *name, unsigned int line,
			       unsigned long *number)
{
	char path[192], text[32] = "", *end;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", node->sysfs, name);
	file = fopen(path, "re");
	CHECK(file, "%s: %s", path, strerror(errno));
	for (unsigned int i = 0; i <= line; i++)
		if (!fgets(text, sizeof(text), file))
			*text = '\0';
	fclose(file);
	*number = strtoul(text, &end, 10);
	CHECK(end != text && *end == '\n', "%s, line %u: \"%s\" is no number", name, line, text);
	return NULL;
}

/* Those of the CPUs that are Linux's are in /proc/cpuinfo, too; at least the boot processor's. */
static const char *apic_ids(struct node *node)
{
	unsigned long id, processor = ~0ul, apic, expected = ~0ul;
	char line[256];
	FILE *file;

	for (unsigned int i = 0; i < node->info.cpu_count; i++)
		TRY(read_number(node, "apic_ids", i, &id));
	CHECK(read_number(node, "apic_ids", node->info.cpu_count, &id), "more ids than VPs");

	file = fopen("/proc/cpuinfo", "re");
	CHECK(file, "/proc/cpuinfo: %s", strerror(errno));
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "processor : %lu", &processor) == 1)
			continue;
		if (sscanf(line, "apicid : %lu", &apic) == 1 && processor == node->info.base_cpu)
			expected = apic;
	}

	fclose(file);
	if (expected == ~0ul)
		return SKIP("/proc/cpuinfo does not tell the id of the node's base VP");
	TRY(read_number(node, "apic_ids", 0, &id));
	CHECK(id == expected, "the base VP's id is %lu, not %lu", id, expected);
	return NULL;
}

static uint64_t nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/* As many ticks as it says go by; a tenth more or less is the emulator's. */
static const char *tsc_khz(struct node *node)
{
	unsigned long khz;
	uint64_t start, ticks, took;

	TRY(read_number(node, "tsc_khz", 0, &khz));
	CHECK(read_number(node, "tsc_khz", 1, &(unsigned long){ 0 }), "more than one number");
	if (!khz)
		return SKIP("Linux does not know");
	start = nanoseconds();
	ticks = __builtin_ia32_rdtsc();
	pause_ms(500);
	took = nanoseconds() - start;
	ticks = __builtin_ia32_rdtsc() - ticks;
	ticks = ticks * 1000000 / took;
	CHECK(ticks > khz - khz / 10 && ticks < khz + khz / 10, "%lu; it was %llu in half a second",
	      khz, (unsigned long long)ticks);
	return NULL;
}

void test_module(const struct node *node, const char *path)
{
	run_test("trace shows what a VP did", trace, node, 30);
	run_test("apic_ids has an id for each VP", apic_ids, node, 30);
	run_test("tsc_khz is the time stamp counter's rate", tsc_khz, node, 30);
	run_test("the module stays while a file is open or mapped", refused_while_open, node, 30);
	run_test("the driver cannot be unbound by hand", refused_by_hand, node, 30);
	if (!path)
		return;

	module_path = path;
	run_test("the module goes and comes back", goes_and_comes_back, node, 60);
	run_test("CPUs stay whose they are while the module is away", keeps_to_whom_cpus_belong,
		 node, 120);
}
