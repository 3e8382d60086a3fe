// SPDX-License-Identifier: GPL-2.0
/*
 * Commands that come to an end: that each has its one answer, and errors their numbers.
 */
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "selftest.h"

static const char *each_by_run(struct node *node)
{
	for (unsigned int cpu = first_cpu(node); cpu < end_cpu(node); cpu++) {
		TRY(expect_word(node, cpu, "idle"));
		TRY(run_none(node, cpu));
	}

	return expect_word(node, node->info.base_cpu, "host");
}

/* All at once, many times: whatever order they end in, each is told once for each start. */
static const char *all_by_start(struct node *node)
{
	unsigned int cpus = end_cpu(node) - first_cpu(node);
	struct pollfd waiting = { .fd = node->fd, .events = POLLIN };
	uint32_t found[8];

	for (unsigned int round = 0; round < 200; round++) {
		uint64_t seen[4] = { 0 };

		for (unsigned int cpu = first_cpu(node); cpu < end_cpu(node); cpu++) {
			page_of(node, cpu)->command = COMMAND_NONE;
			TRY(expect(node, "START", MSHV_VTL_SIDECAR_START, cpu, 0));
		}

		for (unsigned int told = 0; told < cpus;) {
			ssize_t length;

			CHECK(poll(&waiting, 1, -1) == 1, "poll: %s", strerror(errno));
			length = read(node->fd, found, sizeof(found));
			CHECK(length >= 4 && length % 4 == 0, "read: %zd", length);
			for (ssize_t i = 0; i < length / 4; i++, told++) {
				unsigned int index = found[i] - first_cpu(node);

				CHECK(index < cpus, "read: CPU %u", found[i]);
				CHECK(!(seen[index / 64] & 1ULL << index % 64),
				      "round %u: CPU %u twice", round, found[i]);
				seen[index / 64] |= 1ULL << index % 64;
			}
		}

		CHECK(poll(&waiting, 1, 0) == 0, "round %u: more answers than starts", round);
	}

	return NULL;
}

static const char *handlers(struct node *node)
{
	for (unsigned int cpu = first_cpu(node); cpu < end_cpu(node); cpu++)
		TRY(run_sum(node, cpu));
	return NULL;
}

static const char *unknown_command(struct node *node)
{
	struct command_page *page = page_of(node, first_cpu(node));

	page->command = COMMAND_UNKNOWN;
	TRY(expect(node, "RUN", MSHV_VTL_SIDECAR_RUN, first_cpu(node), 0));
	CHECK(page->has_error == 1 && page->error_length > 0, "error %u, %u bytes of text",
	      page->has_error, page->error_length);
	return run_none(node, first_cpu(node));
}

static const char *wrong_numbers(struct node *node)
{
	static const unsigned long requests[] = {
		MSHV_VTL_SIDECAR_START, MSHV_VTL_SIDECAR_STOP,	  MSHV_VTL_SIDECAR_RUN,
		MSHV_VTL_SIDECAR_CLAIM, MSHV_VTL_SIDECAR_RELEASE,
	};
	unsigned long first = first_cpu(node);

	for (unsigned int i = 0; i < sizeof(requests) / sizeof(*requests); i++) {
		bool is_told = requests[i] != MSHV_VTL_SIDECAR_STOP &&
			       requests[i] != MSHV_VTL_SIDECAR_RELEASE;

		TRY(expect(node, "any", requests[i], end_cpu(node), EINVAL));
		TRY(expect(node, "any", requests[i], node->info.base_cpu - 1UL, EINVAL));
		TRY(expect(node, "any", requests[i], 0xffffffffUL, EINVAL));
		TRY(expect(node, "any", requests[i], first | 1UL << 32, EINVAL));
		TRY(expect(node, "any", requests[i], node->info.base_cpu,
			   is_told ? ENOENT : EINVAL));
	}

	TRY(expect(node, "another ioctl", _IO(MSHV_VTL_SIDECAR_MAGIC, 0xef), first, ENOTTY));
	TRY(expect(node, "another ioctl", _IO(MSHV_VTL_SIDECAR_MAGIC, 0xf7), first, ENOTTY));
	TRY(expect(node, "another ioctl", _IO(0xb7, 0xf2), first, ENOTTY));
	TRY(expect(node, "INFO to nowhere", MSHV_VTL_SIDECAR_INFO, 8, EFAULT));
	return NULL;
}

static const char *expect_no_mapping(struct node *node, size_t size, int flags, off_t offset)
{
	void *mapping = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, node->fd, offset);

	CHECK(mapping == MAP_FAILED, "%zu bytes from %ld with flags %d are mapped", size,
	      (long)offset, flags);
	CHECK(errno == EINVAL, "%zu bytes from %ld: %s", size, (long)offset, strerror(errno));
	return NULL;
}

static const char *wrong_mappings(struct node *node)
{
	size_t size = (size_t)node->info.cpu_count * node->info.per_cpu_shmem;

	TRY(expect_no_mapping(node, size - PAGE_BYTES, MAP_SHARED, 0));
	TRY(expect_no_mapping(node, size + PAGE_BYTES, MAP_SHARED, 0));
	TRY(expect_no_mapping(node, PAGE_BYTES, MAP_SHARED, 0));
	TRY(expect_no_mapping(node, size, MAP_SHARED, PAGE_BYTES));
	TRY(expect_no_mapping(node, size, MAP_PRIVATE, 0));
	return NULL;
}

static const char *reads(struct node *node)
{
	void *volatile nowhere = (void *)8;
	uint32_t found[4];

	for (size_t size = 0; size < 4; size++)
		CHECK(read(node->fd, found, size) == -1 && errno == EINVAL, "read of %zu bytes: %s",
		      size, strerror(errno));

	fcntl(node->fd, F_SETFL, O_NONBLOCK);
	CHECK(read(node->fd, found, sizeof(found)) == -1 && errno == EAGAIN, "nothing to read: %s",
	      strerror(errno));
	fcntl(node->fd, F_SETFL, 0);

	page_of(node, first_cpu(node))->command = COMMAND_NONE;
	TRY(expect(node, "START", MSHV_VTL_SIDECAR_START, first_cpu(node), 0));
	CHECK(read(node->fd, found, 7) == 4 && found[0] == first_cpu(node),
	      "blocking read of 7 bytes");

	/* A bad buffer does not cost the answer. */
	page_of(node, first_cpu(node))->command = COMMAND_NONE;
	TRY(expect(node, "START", MSHV_VTL_SIDECAR_START, first_cpu(node), 0));
	CHECK(read(node->fd, nowhere, 4) == -1 && errno == EFAULT, "read to nowhere: %s",
	      strerror(errno));
	return read_one(node, first_cpu(node));
}

static const char *stops(struct node *node)
{
	unsigned int cpu = first_cpu(node);

	TRY(expect(node, "STOP of nothing", MSHV_VTL_SIDECAR_STOP, cpu, EINVAL));
	TRY(start_primes(node, cpu));
	TRY(expect_word(node, cpu, "running"));
	TRY(expect(node, "START of a busy VP", MSHV_VTL_SIDECAR_START, cpu, EBUSY));
	TRY(expect(node, "RUN of a busy VP", MSHV_VTL_SIDECAR_RUN, cpu, EBUSY));
	TRY(expect(node, "STOP", MSHV_VTL_SIDECAR_STOP, cpu, 0));
	TRY(expect(node, "second STOP", MSHV_VTL_SIDECAR_STOP, cpu, 0));

	/* Unread, it still is not free. */
	pause_ms(100);
	TRY(expect(node, "START of an unread VP", MSHV_VTL_SIDECAR_START, cpu, EBUSY));
	TRY(expect(node, "STOP after the end", MSHV_VTL_SIDECAR_STOP, cpu, 0));
	TRY(read_one(node, cpu));
	CHECK(page_of(node, cpu)->payload.primes_found.was_stopped == 1,
	      "primes does not know that it was stopped");
	TRY(expect(node, "STOP of nothing", MSHV_VTL_SIDECAR_STOP, cpu, EINVAL));
	return run_none(node, cpu);
}

/* A stop at once, before the VP may even have seen the command: still one answer. */
static const char *early_stops(struct node *node)
{
	for (unsigned int round = 0; round < 200; round++) {
		unsigned int cpu = first_cpu(node) + round % (end_cpu(node) - first_cpu(node));

		fill_primes(node, cpu, 1ULL << 40);
		TRY(expect(node, "START", MSHV_VTL_SIDECAR_START, cpu, 0));
		TRY(expect(node, "STOP", MSHV_VTL_SIDECAR_STOP, cpu, 0));
		TRY(read_one(node, cpu));
	}

	return NULL;
}

void test_commands(const struct node *node)
{
	run_test("NONE by RUN on every VP", each_by_run, node, 30);
	run_test("NONE by START on all VPs at once has one answer each", all_by_start, node, 120);
	run_test("a handler's answer is right on every VP", handlers, node, 30);
	run_test("an unknown command is an error with a text", unknown_command, node, 30);
	run_test("wrong requests and CPU numbers are refused", wrong_numbers, node, 30);
	run_test("only the whole of the shared pages can be mapped", wrong_mappings, node, 30);
	run_test("read: short, empty, bad buffers", reads, node, 30);
	run_test("STOP ends a command, and only one of START's", stops, node, 30);
	run_test("STOP right after START loses nothing", early_stops, node, 60);
}
