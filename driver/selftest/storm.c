// SPDX-License-Identifier: GPL-2.0
/*
 * Everything at once: programs that claim, start, stop and die, and CPUs that come and go.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "selftest.h"

#define PROGRAMS	3
#define SECONDS		15

static unsigned int random_below(unsigned int limit)
{
	return (unsigned int)random() % limit;
}

/* One command on a claimed VP, in one of the ways there are. */
static const char *one_command(const struct node *node, unsigned int cpu)
{
	switch (random_below(4)) {
	case 0:
		return run_none(node, cpu);
	case 1:
		return run_sum(node, cpu);
	case 2:
		TRY(start_primes(node, cpu));
		TRY(expect(node, "STOP", MSHV_VTL_SIDECAR_STOP, cpu, 0));
		return read_one(node, cpu);
	default:
		fill_primes(node, cpu, 1ULL << 40);
		TRY(expect(node, "START", MSHV_VTL_SIDECAR_START, cpu, 0));
		TRY(expect(node, "STOP", MSHV_VTL_SIDECAR_STOP, cpu, 0));
		return read_one(node, cpu);
	}
}

static void program(struct node own, unsigned int seed)
{
	const char *why = open_node(&own);

	srandom(seed);
	while (!why) {
		unsigned int cpu = first_cpu(&own) + random_below(own.info.cpu_count - 1);
		int error = order(&own, MSHV_VTL_SIDECAR_CLAIM, cpu);

		/* Somebody else's, or Linux's just now. */
		if (error == EBUSY || error == ENOENT)
			continue;
		if (error)
			why = because("CLAIM: %s", strerror(error));
		for (unsigned int i = random_below(20); !why && i; i--)
			why = one_command(&own, cpu);
		if (!why && order(&own, MSHV_VTL_SIDECAR_RELEASE, cpu))
			why = "RELEASE";

		/* Long enough for Linux to get it now and then. */
		pause_ms(random_below(100));
		if (!why && !random_below(10)) {
			close_node(&own);
			why = open_node(&own);
		}
	}

	printf("# %s\n", why);
	fflush(stdout);
	_exit(1);
}

static const char *storm(struct node *node)
{
	time_t end = time(NULL) + SECONDS;
	pid_t programs[PROGRAMS] = { 0 };
	unsigned int deaths = 0, moves = 0;
	int status;

	srandom(1);
	while (time(NULL) < end) {
		unsigned int cpu = first_cpu(node) + random_below(node->info.cpu_count - 1);
		unsigned int victim = random_below(PROGRAMS);
		int error;

		if (programs[victim]) {
			kill(programs[victim], SIGKILL);
			CHECK(waitpid(programs[victim], &status, 0) == programs[victim] &&
				      WIFSIGNALED(status),
			      "a program ended with %#x", status);
			deaths++;
		}

		programs[victim] = fork();
		if (!programs[victim])
			program(*node, (unsigned int)random() + deaths);

		error = set_online(cpu, true);
		CHECK(!error || error == EBUSY, "CPU %u online: %s", cpu, strerror(error));
		if (error)
			continue;
		moves++;
		error = set_online(cpu, false);
		CHECK(!error, "CPU %u offline: %s", cpu, strerror(error));
	}

	for (unsigned int i = 0; i < PROGRAMS; i++) {
		if (!programs[i])
			continue;
		kill(programs[i], SIGKILL);
		waitpid(programs[i], &status, 0);
		CHECK(WIFSIGNALED(status), "a program ended with %#x", status);
	}

	for (unsigned int cpu = first_cpu(node); cpu < end_cpu(node); cpu++) {
		TRY(expect_word(node, cpu, "idle"));
		TRY(run_none(node, cpu));
		TRY(run_sum(node, cpu));
	}

	printf("# %u deaths, %u moves\n", deaths, moves);
	fflush(stdout);
	return NULL;
}

void test_storm(const struct node *node)
{
	run_test("programs that die and CPUs that move leave every VP usable", storm, node, 180);
}
