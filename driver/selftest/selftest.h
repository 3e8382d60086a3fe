/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What all parts of the self-test share. A test is a function that returns NULL when all is as a
 * user may expect, else why not, and is run in a process of its own that is killed when it takes
 * too long.
 */
#ifndef SELFTEST_H
#define SELFTEST_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "mshv_vtl_sidecar.h"

#define PAGE_BYTES	4096u

/* Commands: of the protocol, of samples/, and one that nobody has. */
#define COMMAND_NONE	0u
#define COMMAND_SUM	0x1000u
#define COMMAND_PRIMES	0x1030u
#define COMMAND_SPIN	0x1031u
#define COMMAND_UNKNOWN	0x7fffffffu

/* A command page, as docs/protocol.md has it. */
struct command_page {
	volatile uint32_t command;
	volatile uint8_t has_error;
	uint8_t context[1291];
	volatile uint8_t error_length;
	char error[255];
	union {
		uint8_t bytes[1024];
		struct {
			uint32_t count;
			int64_t values[64];
		} sum;
		int64_t total;
		struct {
			uint64_t from;
			uint64_t to;
		} primes;
		struct {
			uint64_t count;
			uint64_t next;
			uint8_t was_stopped;
		} primes_found;
		uint64_t rounds;
	} payload;
	volatile uint64_t progress;
	uint8_t reserved[1512];
};

_Static_assert(offsetof(struct command_page, error) == 1297, "error");
_Static_assert(offsetof(struct command_page, payload) == 1552, "payload");
_Static_assert(offsetof(struct command_page, progress) == 2576, "progress");
_Static_assert(sizeof(struct command_page) == PAGE_BYTES, "command page");

/* A node, opened by open_node(). */
struct node {
	char device[64];
	char sysfs[128];
	int fd;
	uint8_t *pages;
	struct mshv_vtl_sidecar_info info;
};

typedef const char *(*test)(struct node *node);

/* tap.c */
const char *because(const char *format, ...) __attribute__((format(printf, 1, 2)));
void run_test(const char *name, test function, const struct node *node, unsigned int seconds);
int finish(void);

#define SKIP(why)	("SKIP " why)
#define CHECK(condition, ...)					\
	do {							\
		if (!(condition))				\
			return because(__VA_ARGS__);		\
	} while (0)
#define TRY(expression)						\
	do {							\
		const char *reason_ = (expression);		\
		if (reason_)					\
			return reason_;				\
	} while (0)

/* node.c */
const char *open_node(struct node *node);
void close_node(struct node *node);
struct command_page *page_of(const struct node *node, unsigned int cpu);
int order(const struct node *node, unsigned long request, unsigned long cpu);
const char *expect(const struct node *node, const char *what, unsigned long request,
		   unsigned long cpu, int error);
const char *run_none(const struct node *node, unsigned int cpu);
const char *run_sum(const struct node *node, unsigned int cpu);
void fill_primes(const struct node *node, unsigned int cpu, uint64_t to);
const char *start_primes(const struct node *node, unsigned int cpu);
const char *read_one(const struct node *node, unsigned int cpu);
const char *word_of(const struct node *node, unsigned int cpu, char *word, size_t size);
const char *expect_word(const struct node *node, unsigned int cpu, const char *word);
void pause_ms(unsigned int milliseconds);

/* A node's CPUs that take commands. */
static inline unsigned int first_cpu(const struct node *node)
{
	return node->info.base_cpu + 1;
}

static inline unsigned int end_cpu(const struct node *node)
{
	return node->info.base_cpu + node->info.cpu_count;
}

/* commands.c, files.c, deaths.c, hotplug.c, storm.c, guest.c, low.c, module.c: the tests, in order */
void test_commands(const struct node *node);
void test_files(const struct node *node);
void test_deaths(const struct node *node);
void test_hotplug(const struct node *node);
void test_storm(const struct node *node);
void test_guest(const struct node *node);
void test_low(void);
void test_module(const struct node *node, const char *path);

/* hotplug.c */
int set_online(unsigned int cpu, bool is_online);

#endif /* SELFTEST_H */
