// SPDX-License-Identifier: GPL-2.0
/*
 * CPUs that go to Linux and come back, while others work.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "selftest.h"

/* Lets Linux have a CPU, or takes it from it. 0 or what went wrong. */
int set_online(unsigned int cpu, bool is_online)
{
	char path[64];
	int error = 0;
	int fd;

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u/online", cpu);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	if (write(fd, is_online ? "1" : "0", 1) != 1)
		error = errno;
	close(fd);
	return error;
}

/* Whether a process can run there. */
static const char *use_as_linux(unsigned int cpu)
{
	cpu_set_t *set = CPU_ALLOC(cpu + 1);
	size_t size = CPU_ALLOC_SIZE(cpu + 1);
	int error;

	CPU_ZERO_S(size, set);
	CPU_SET_S(cpu, size, set);
	error = sched_setaffinity(0, size, set) ? errno : 0;
	if (!error && sched_getcpu() != (int)cpu)
		error = ENODEV;

	/* Back to where the process may always be. */
	CPU_ZERO_S(size, set);
	CPU_SET_S(0, size, set);
	sched_setaffinity(0, size, set);
	CPU_FREE(set);
	CHECK(!error, "no process runs on CPU %u: %s", cpu, strerror(error));
	return NULL;
}

static const char *to_linux(struct node *node, unsigned int cpu)
{
	int error = set_online(cpu, true);

	CHECK(!error, "CPU %u online: %s", cpu, strerror(error));
	TRY(expect_word(node, cpu, "linux"));
	TRY(use_as_linux(cpu));
	TRY(expect(node, "RUN of Linux's CPU", MSHV_VTL_SIDECAR_RUN, cpu, ENOENT));
	TRY(expect(node, "CLAIM of Linux's CPU", MSHV_VTL_SIDECAR_CLAIM, cpu, ENOENT));
	return NULL;
}

static const char *to_sidecar(struct node *node, unsigned int cpu)
{
	int error = set_online(cpu, false);

	CHECK(!error, "CPU %u offline: %s", cpu, strerror(error));
	TRY(expect_word(node, cpu, "idle"));
	TRY(run_none(node, cpu));
	return run_sum(node, cpu);
}

static const char *there_and_back(struct node *node)
{
	for (unsigned int round = 0; round < 2; round++) {
		for (unsigned int cpu = first_cpu(node); cpu < end_cpu(node); cpu++) {
			TRY(to_linux(node, cpu));
			TRY(to_sidecar(node, cpu));
		}
	}

	return NULL;
}

static const char *all_there_and_all_back(struct node *node)
{
	for (unsigned int cpu = first_cpu(node); cpu < end_cpu(node); cpu++)
		TRY(to_linux(node, cpu));
	for (unsigned int cpu = first_cpu(node); cpu < end_cpu(node); cpu++)
		TRY(to_sidecar(node, cpu));
	return NULL;
}

/* Commands on all other VPs meanwhile: each has its answer, and it is right. */
static const char *while_others_work(struct node *node)
{
	unsigned int moving = end_cpu(node) - 1;
	uint32_t *rounds;
	pid_t pid;
	int status;

	if (node->info.cpu_count < 3)
		return SKIP("the node has one VP");

	rounds = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(rounds != MAP_FAILED, "mmap: %s", strerror(errno));
	pid = fork();
	if (!pid) {
		struct node own = *node;

		if (open_node(&own))
			_exit(1);
		for (;; __atomic_fetch_add(rounds, 1, __ATOMIC_RELAXED))
			for (unsigned int cpu = first_cpu(&own); cpu < moving; cpu++)
				if (run_sum(&own, cpu))
					_exit(2);
	}

	for (unsigned int i = 0; i < 4; i++) {
		uint32_t before = __atomic_load_n(rounds, __ATOMIC_RELAXED);

		TRY(to_linux(node, moving));
		TRY(to_sidecar(node, moving));
		while (__atomic_load_n(rounds, __ATOMIC_RELAXED) == before) {
			CHECK(waitpid(pid, &status, WNOHANG) == 0,
			      "the others' commands ended with %#x", status);
			pause_ms(1);
		}
	}

	kill(pid, SIGKILL);
	CHECK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status),
	      "the others' commands ended with %#x", status);
	return NULL;
}

static const char *refused_in_use(struct node *node)
{
	unsigned int cpu = first_cpu(node);
	int error;

	TRY(start_primes(node, cpu));
	error = set_online(cpu, true);
	CHECK(error == EBUSY, "online while it runs: %s", strerror(error));
	TRY(expect_word(node, cpu, "running"));
	TRY(expect(node, "STOP", MSHV_VTL_SIDECAR_STOP, cpu, 0));
	TRY(read_one(node, cpu));

	TRY(expect(node, "CLAIM", MSHV_VTL_SIDECAR_CLAIM, cpu, 0));
	error = set_online(cpu, true);
	CHECK(error == EBUSY, "online while it is claimed: %s", strerror(error));
	TRY(run_none(node, cpu));
	TRY(expect(node, "RELEASE", MSHV_VTL_SIDECAR_RELEASE, cpu, 0));

	TRY(to_linux(node, cpu));
	return to_sidecar(node, cpu);
}

void test_hotplug(const struct node *node)
{
	run_test("each CPU goes to Linux and comes back, twice", there_and_back, node, 300);
	run_test("all CPUs are Linux's, and come back", all_there_and_all_back, node, 300);
	run_test("a CPU goes and comes back while the others work", while_others_work, node, 180);
	run_test("Linux does not get a VP that is in use", refused_in_use, node, 60);
}
