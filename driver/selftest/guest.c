// SPDX-License-Identifier: GPL-2.0
/*
 * A guest in VTL0, of a few instructions: run by the sidecar, then by Linux, then by the sidecar
 * again.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "selftest.h"

#define COMMAND_RUN_VP		1u
#define COMMAND_GET_REGISTERS	2u
#define COMMAND_SET_REGISTERS	3u
#define COMMAND_TRANSLATE	4u

#define VTL0			0x10

#define NAME_ACTIVITY		0x00000004u
#define NAME_RBX		0x00020003u
#define NAME_RIP		0x00020010u
#define NAME_RFLAGS		0x00020011u
#define NAME_XFEM		0x00040005u
#define NAME_CS			0x00060001u
#define NAME_DS			0x00060003u

#define MESSAGE_OFFSET		1040
#define MESSAGE_IO_PORT		0x80010000u
#define MESSAGE_HALT		0x80010007u

#define RBX_OFFSET		(16 + 3 * 8)
#define XMM0_OFFSET		(16 + 128 + 160)

/* Each VP has a piece of low memory of its own: code, a counter. */
#define PIECE_SIZE		0x100u
#define COUNTER_OFFSET		0x80u
#define SPIN_RIP		0x10u

static const uint8_t code[] = {
	0xb0, 0x78,				/* 00: mov al, 'x' */
	0xe6, 0xe9,				/* 02: out 0xe9, al */
	0xf4,					/* 04: hlt */
	0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90,
	0x66, 0xff, 0x06, 0x80, 0x00,		/* 10: inc dword [0x80] */
	0xeb, 0xf9,				/* 15: jmp 0x10 */
};

struct reg {
	uint32_t name;
	uint32_t reserved[3];
	uint64_t low;
	uint64_t high;
};

struct reg_request {
	uint16_t count;
	uint8_t vtl;
	uint8_t reserved;
	uint16_t status;
	uint8_t reserved2[10];
	struct reg regs[31];
};

/* VTL0's memory below 1 MiB, or 0 where there is no VTL0. */
static uint64_t low_memory(void)
{
	FILE *file = fopen("/proc/iomem", "re");
	unsigned long long start, last;
	uint64_t found = 0;
	char line[256];

	while (file && fgets(line, sizeof(line), file))
		if (strstr(line, "SDCR0002") && sscanf(line, " %llx-%llx", &start, &last) == 2 &&
		    last < 0x100000)
			found = start;
	if (file)
		fclose(file);
	return found;
}

static volatile uint32_t *counter_of(uint8_t *memory, unsigned int cpu)
{
	return (volatile uint32_t *)(memory + cpu * PIECE_SIZE + COUNTER_OFFSET);
}

static const char *map_low_memory(uint64_t start, uint8_t **memory)
{
	int fd = open("/dev/mshv_vtl_low", O_RDWR | O_CLOEXEC);

	CHECK(fd >= 0, "/dev/mshv_vtl_low: %s", strerror(errno));
	*memory = mmap(NULL, 0x10000, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)start);
	close(fd);
	CHECK(*memory != MAP_FAILED, "VTL0's low memory: %s", strerror(errno));
	return NULL;
}

/* GET or SET, by RUN or by LOCAL. */
static const char *registers(const struct node *node, unsigned int cpu, unsigned long request,
			     uint32_t command, struct reg *regs, uint16_t count)
{
	struct command_page *page = page_of(node, cpu);
	struct reg_request *data = (void *)page->payload.bytes;

	memset(data, 0, sizeof(*data));
	data->count = count;
	data->vtl = VTL0;
	memcpy(data->regs, regs, count * sizeof(*regs));
	page->command = command;
	TRY(expect(node, "GET or SET", request, cpu, 0));
	CHECK(!page->has_error, "GET or SET on CPU %u: %.*s", cpu, page->error_length, page->error);
	CHECK(!data->status, "GET or SET on CPU %u: HV status %#x", cpu, data->status);
	memcpy(regs, data->regs, count * sizeof(*regs));
	return NULL;
}

static const char *set_rip(const struct node *node, unsigned int cpu, unsigned long request,
			   uint64_t rip)
{
	/* A guest that has executed HLT stays halted, wherever it is. */
	struct reg regs[] = { { .name = NAME_ACTIVITY }, { .name = NAME_RIP, .low = rip } };

	return registers(node, cpu, request, COMMAND_SET_REGISTERS, regs, 2);
}

/* Real mode, at the piece's beginning. */
static const char *reset_guest(const struct node *node, unsigned int cpu, unsigned long request,
			       uint64_t base)
{
	struct reg regs[] = {
		{ .name = NAME_CS, .low = base, .high = 0xffffu | (uint64_t)(base >> 4) << 32 | 0x9bull << 48 },
		{ .name = NAME_DS, .low = base, .high = 0xffffu | (uint64_t)(base >> 4) << 32 | 0x93ull << 48 },
		{ .name = NAME_RFLAGS, .low = 2 },
	};

	TRY(set_rip(node, cpu, request, 0));
	return registers(node, cpu, request, COMMAND_SET_REGISTERS, regs, 3);
}

/*
 * RUN_VP to an intercept of the kind expected; 0 for an end without one. On Linux's CPU a run also
 * ends without one when Linux has work for the thread, and is run on.
 */
static const char *run_to(const struct node *node, unsigned int cpu, unsigned long request,
			  uint32_t message)
{
	struct command_page *page = page_of(node, cpu);
	unsigned int tries = request == MSHV_VTL_SIDECAR_LOCAL && message ? 1000 : 1;
	uint32_t found;

	do {
		page->command = COMMAND_RUN_VP;
		TRY(expect(node, "RUN_VP", request, cpu, 0));
		CHECK(!page->has_error, "RUN_VP on CPU %u: %.*s", cpu, page->error_length,
		      page->error);
	} while (!page->payload.bytes[0] && --tries);
	memcpy(&found, (uint8_t *)page + MESSAGE_OFFSET, sizeof(found));
	CHECK(page->payload.bytes[0] == !!message, "RUN_VP on CPU %u: intercept is %u", cpu,
	      page->payload.bytes[0]);
	CHECK(!message || found == message, "RUN_VP on CPU %u: intercept %#x, not %#x", cpu, found,
	      message);
	return NULL;
}

static const char *bind_to(unsigned int cpu)
{
	cpu_set_t *set = CPU_ALLOC(cpu + 1);
	size_t size = CPU_ALLOC_SIZE(cpu + 1);
	int error;

	CPU_ZERO_S(size, set);
	CPU_SET_S(cpu, size, set);
	error = sched_setaffinity(0, size, set) ? errno : 0;
	CPU_FREE(set);
	CHECK(!error, "bound to CPU %u: %s", cpu, strerror(error));
	return NULL;
}

/* The guest to its port access and to its halt; what it has in its registers stays there. */
static const char *both_intercepts(const struct node *node, unsigned int cpu,
				   unsigned long request, uint64_t base)
{
	struct command_page *page = page_of(node, cpu);
	const uint64_t pattern[2] = { 0x1122334455667788 + cpu, 0x99aabbccddeeff00 };
	struct reg regs[] = { { .name = NAME_RIP }, { .name = NAME_RBX }, { .name = NAME_CS } };

	TRY(reset_guest(node, cpu, request, base));
	memcpy((uint8_t *)page + RBX_OFFSET, pattern, 8);
	memcpy((uint8_t *)page + XMM0_OFFSET, pattern, 16);
	TRY(run_to(node, cpu, request, MESSAGE_IO_PORT));
	TRY(registers(node, cpu, request, COMMAND_GET_REGISTERS, regs, 3));
	CHECK(regs[0].low == 2, "RIP at the port access: %#llx", (unsigned long long)regs[0].low);
	CHECK(regs[1].low == pattern[0], "RBX: %#llx", (unsigned long long)regs[1].low);
	CHECK(regs[2].low == base, "CS base: %#llx", (unsigned long long)regs[2].low);

	TRY(set_rip(node, cpu, request, 4));
	TRY(run_to(node, cpu, request, MESSAGE_HALT));
	CHECK(!memcmp((uint8_t *)page + RBX_OFFSET, pattern, 8), "RBX did not stay");
	CHECK(!memcmp((uint8_t *)page + XMM0_OFFSET, pattern, 16), "XMM0 did not stay");
	return NULL;
}

static volatile sig_atomic_t alarms;

static void on_alarm(int number)
{
	alarms = number;
}

/* A guest that never ends by itself is ended by a signal, and by STOP from another process. */
static const char *stopped_on_linux(const struct node *node, unsigned int cpu,
				    volatile uint32_t *counter)
{
	struct sigaction action = { .sa_handler = on_alarm };
	struct itimerval time = { .it_value = { .tv_usec = 50000 } };
	volatile uint32_t *stops = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE,
					MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint32_t before = *counter;
	int status;
	pid_t pid;

	CHECK(stops != MAP_FAILED, "mmap: %s", strerror(errno));
	TRY(set_rip(node, cpu, MSHV_VTL_SIDECAR_LOCAL, SPIN_RIP));
	alarms = 0;
	sigaction(SIGPROF, &action, NULL);
	CHECK(!setitimer(ITIMER_PROF, &time, NULL), "setitimer: %s", strerror(errno));
	while (!alarms)
		TRY(run_to(node, cpu, MSHV_VTL_SIDECAR_LOCAL, 0));
	CHECK(*counter != before, "the guest did not count");

	/* As often as it takes: a run may end before a stop meets it, and is then run on. */
	pid = fork();
	if (!pid) {
		bind_to(0);
		while (!stops[1]) {
			stops[0] += !order(node, MSHV_VTL_SIDECAR_STOP, cpu);
			pause_ms(1);
		}
		_exit(0);
	}
	while (!stops[0])
		TRY(run_to(node, cpu, MSHV_VTL_SIDECAR_LOCAL, 0));
	stops[1] = 1;
	CHECK(waitpid(pid, &status, 0) == pid && !status, "the stopper ended with %#x", status);
	munmap((void *)stops, PAGE_BYTES);
	return NULL;
}

/* XCR0 is both VTLs': the guest's comes and goes with it, and Linux keeps its own. */
static const char *own_xcr0(const struct node *node, unsigned int cpu, uint64_t base)
{
	struct command_page *page = page_of(node, cpu);
	struct reg_request *data = (void *)page->payload.bytes;
	struct reg reg = { .name = NAME_XFEM, .low = 3 };

	TRY(registers(node, cpu, MSHV_VTL_SIDECAR_LOCAL, COMMAND_SET_REGISTERS, &reg, 1));
	TRY(reset_guest(node, cpu, MSHV_VTL_SIDECAR_LOCAL, base));
	TRY(run_to(node, cpu, MSHV_VTL_SIDECAR_LOCAL, MESSAGE_IO_PORT));
	reg.low = 0;
	TRY(registers(node, cpu, MSHV_VTL_SIDECAR_LOCAL, COMMAND_GET_REGISTERS, &reg, 1));
	CHECK(reg.low == 3, "XCR0 is %#llx", (unsigned long long)reg.low);

	memset(data, 0, sizeof(*data));
	data->count = 1;
	data->vtl = VTL0;
	data->regs[0].name = NAME_XFEM;
	data->regs[0].low = 1ull << 62 | 3;
	page->command = COMMAND_SET_REGISTERS;
	TRY(expect(node, "SET of an XCR0 that is none", MSHV_VTL_SIDECAR_LOCAL, cpu, 0));
	CHECK(data->status, "XCR0 took a value that no CPU has");
	return NULL;
}

static const char *on_linux(const struct node *node, unsigned int cpu, uint64_t base,
			    volatile uint32_t *counter)
{
	struct command_page *page = page_of(node, cpu);

	TRY(expect(node, "LOCAL of an unbound thread", MSHV_VTL_SIDECAR_LOCAL, cpu, EINVAL));
	TRY(bind_to(cpu));
	page->command = COMMAND_UNKNOWN;
	TRY(expect(node, "LOCAL", MSHV_VTL_SIDECAR_LOCAL, cpu, 0));
	CHECK(page->has_error, "an unknown command is no error");
	page->command = COMMAND_NONE;
	TRY(expect(node, "LOCAL", MSHV_VTL_SIDECAR_LOCAL, cpu, 0));
	CHECK(!page->has_error, "NONE: %.*s", page->error_length, page->error);
	TRY(both_intercepts(node, cpu, MSHV_VTL_SIDECAR_LOCAL, base));
	if (__builtin_cpu_supports("avx"))
		TRY(own_xcr0(node, cpu, base));
	return stopped_on_linux(node, cpu, counter);
}

/* Stops the endless guest on the sidecar. */
static const char *on_the_sidecar_again(const struct node *node, unsigned int cpu,
					volatile uint32_t *counter)
{
	struct command_page *page = page_of(node, cpu);
	uint32_t before = *counter;

	page->command = COMMAND_RUN_VP;
	TRY(expect(node, "START", MSHV_VTL_SIDECAR_START, cpu, 0));
	while (*counter == before)
		pause_ms(1);
	TRY(expect(node, "STOP", MSHV_VTL_SIDECAR_STOP, cpu, 0));
	TRY(read_one(node, cpu));
	CHECK(!page->has_error && !page->payload.bytes[0], "the run ended with an intercept");
	return NULL;
}

static const char *goes_along(struct node *node)
{
	uint64_t low = low_memory();
	uint8_t *memory;

	if (!low)
		return SKIP("there is no VTL0");

	TRY(map_low_memory(low, &memory));
	for (unsigned int cpu = first_cpu(node); cpu < end_cpu(node) && cpu < 0x10000 / PIECE_SIZE; cpu++) {
		uint64_t base = low + cpu * PIECE_SIZE;
		const char *why;
		int error;

		memcpy(memory + cpu * PIECE_SIZE, code, sizeof(code));
		TRY(expect(node, "LOCAL of the sidecar's CPU", MSHV_VTL_SIDECAR_LOCAL, cpu, EINVAL));
		TRY(both_intercepts(node, cpu, MSHV_VTL_SIDECAR_RUN, base));

		error = set_online(cpu, true);
		CHECK(!error, "CPU %u online: %s", cpu, strerror(error));
		why = on_linux(node, cpu, base, counter_of(memory, cpu));
		TRY(bind_to(0));
		error = set_online(cpu, false);
		TRY(why);
		CHECK(!error, "CPU %u offline: %s", cpu, strerror(error));
		TRY(on_the_sidecar_again(node, cpu, counter_of(memory, cpu)));
	}

	munmap(memory, 0x10000);
	return NULL;
}

void test_guest(const struct node *node)
{
	run_test("a guest runs on the sidecar, on Linux, on the sidecar", goes_along, node, 120);
}
