// SPDX-License-Identifier: GPL-2.0
/*
 * A node, as a program uses it.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "selftest.h"

void pause_ms(unsigned int milliseconds)
{
	struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000L };

	nanosleep(&time, NULL);
}

/* Opens and maps node->device. */
const char *open_node(struct node *node)
{
	size_t size;

	node->fd = open(node->device, O_RDWR | O_CLOEXEC);
	CHECK(node->fd >= 0, "open %s: %s", node->device, strerror(errno));
	CHECK(!ioctl(node->fd, MSHV_VTL_SIDECAR_INFO, &node->info), "INFO: %s", strerror(errno));
	CHECK(node->info.cpu_count > 0 && node->info.per_cpu_shmem == 2 * PAGE_BYTES,
	      "INFO: %u CPUs, %u bytes each", node->info.cpu_count, node->info.per_cpu_shmem);

	size = (size_t)node->info.cpu_count * node->info.per_cpu_shmem;
	node->pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, node->fd, 0);
	CHECK(node->pages != MAP_FAILED, "mmap: %s", strerror(errno));
	return NULL;
}

void close_node(struct node *node)
{
	munmap(node->pages, (size_t)node->info.cpu_count * node->info.per_cpu_shmem);
	close(node->fd);
}

struct command_page *page_of(const struct node *node, unsigned int cpu)
{
	return (struct command_page *)(node->pages +
				       (cpu - node->info.base_cpu) * node->info.per_cpu_shmem);
}

/* An ioctl about a CPU: 0 or what went wrong. */
int order(const struct node *node, unsigned long request, unsigned long cpu)
{
	return ioctl(node->fd, request, cpu) ? errno : 0;
}

const char *expect(const struct node *node, const char *what, unsigned long request,
		   unsigned long cpu, int error)
{
	int found = order(node, request, cpu);

	CHECK(found == error, "%s of CPU %lu: %s, not %s", what, cpu, strerror(found),
	      strerror(error));
	return NULL;
}

static const char *expect_success(const struct node *node, unsigned int cpu, const char *what)
{
	const struct command_page *page = page_of(node, cpu);

	CHECK(!page->has_error, "%s on CPU %u: %.*s", what, cpu, page->error_length, page->error);
	return NULL;
}

const char *run_none(const struct node *node, unsigned int cpu)
{
	page_of(node, cpu)->command = COMMAND_NONE;
	/* An answer that nobody gave must not pass for one. */
	page_of(node, cpu)->has_error = 1;
	TRY(expect(node, "RUN", MSHV_VTL_SIDECAR_RUN, cpu, 0));
	return expect_success(node, cpu, "NONE");
}

const char *run_sum(const struct node *node, unsigned int cpu)
{
	struct command_page *page = page_of(node, cpu);

	memset(&page->payload, 0, sizeof(page->payload));
	page->command = COMMAND_SUM;
	page->payload.sum.count = 3;
	page->payload.sum.values[0] = 1000000000000;
	page->payload.sum.values[1] = -(int64_t)cpu;
	page->payload.sum.values[2] = 5;
	TRY(expect(node, "RUN", MSHV_VTL_SIDECAR_RUN, cpu, 0));
	TRY(expect_success(node, cpu, "sum"));
	CHECK(page->payload.total == 1000000000005 - cpu, "sum on CPU %u: %lld", cpu,
	      (long long)page->payload.total);
	return NULL;
}

/* Counts primes, for ever if @to is high, and obeys a stop. */
void fill_primes(const struct node *node, unsigned int cpu, uint64_t to)
{
	struct command_page *page = page_of(node, cpu);

	memset(&page->payload, 0, sizeof(page->payload));
	page->progress = 0;
	page->has_error = 0;
	page->command = COMMAND_PRIMES;
	page->payload.primes.from = 0;
	page->payload.primes.to = to;
}

/* Starts a command that ends by a stop only, and waits until it runs. */
const char *start_primes(const struct node *node, unsigned int cpu)
{
	fill_primes(node, cpu, 1ULL << 40);
	TRY(expect(node, "START", MSHV_VTL_SIDECAR_START, cpu, 0));
	while (!page_of(node, cpu)->progress) {
		CHECK(!page_of(node, cpu)->has_error, "primes: %.*s",
		      page_of(node, cpu)->error_length, page_of(node, cpu)->error);
		pause_ms(1);
	}

	return NULL;
}

/* Waits for one answer by poll and read: that of @cpu. */
const char *read_one(const struct node *node, unsigned int cpu)
{
	struct pollfd waiting = { .fd = node->fd, .events = POLLIN };
	uint32_t found = ~0u;

	CHECK(poll(&waiting, 1, -1) == 1 && waiting.revents == POLLIN, "poll: %#x",
	      waiting.revents);
	CHECK(read(node->fd, &found, sizeof(found)) == sizeof(found), "read: %s", strerror(errno));
	CHECK(found == cpu, "read: CPU %u, not %u", found, cpu);
	return NULL;
}

/* The word that sysfs has for a CPU. */
const char *word_of(const struct node *node, unsigned int cpu, char *word, size_t size)
{
	char path[192], line[64], found[32];
	const char *why = because("vps: no line for CPU %u", cpu);
	unsigned int number;
	FILE *file;

	snprintf(path, sizeof(path), "%s/vps", node->sysfs);
	file = fopen(path, "re");
	CHECK(file, "%s: %s", path, strerror(errno));
	while (why && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%u %31s", &number, found) == 2 && number == cpu) {
			snprintf(word, size, "%s", found);
			why = NULL;
		}
	}

	fclose(file);
	return why;
}

const char *expect_word(const struct node *node, unsigned int cpu, const char *word)
{
	char found[32];

	TRY(word_of(node, cpu, found, sizeof(found)));
	CHECK(!strcmp(found, word), "vps: CPU %u is %s, not %s", cpu, found, word);
	return NULL;
}
