// SPDX-License-Identifier: GPL-2.0
/*
 * Several programs on one node: a VP is one file's at a time.
 */
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "selftest.h"

static const char *open_other(const struct node *node, struct node *other)
{
	*other = *node;
	return open_node(other);
}

static const char *a_running_vp_is_its_files(struct node *node)
{
	struct pollfd waiting = { .events = POLLIN };
	unsigned int cpu = first_cpu(node);
	struct node other;

	TRY(open_other(node, &other));
	TRY(start_primes(node, cpu));
	TRY(expect(&other, "other's START", MSHV_VTL_SIDECAR_START, cpu, EBUSY));
	TRY(expect(&other, "other's RUN", MSHV_VTL_SIDECAR_RUN, cpu, EBUSY));
	TRY(expect(&other, "other's STOP", MSHV_VTL_SIDECAR_STOP, cpu, EBUSY));
	TRY(expect(&other, "other's CLAIM", MSHV_VTL_SIDECAR_CLAIM, cpu, EBUSY));
	TRY(expect(&other, "other's RELEASE", MSHV_VTL_SIDECAR_RELEASE, cpu, EINVAL));
	TRY(expect(node, "STOP", MSHV_VTL_SIDECAR_STOP, cpu, 0));

	/* Its answer is for the file that started it. */
	waiting.fd = node->fd;
	CHECK(poll(&waiting, 1, -1) == 1, "poll: %s", strerror(errno));
	waiting.fd = other.fd;
	CHECK(poll(&waiting, 1, 0) == 0, "the other file is told of it");
	TRY(read_one(node, cpu));
	return run_none(&other, cpu);
}

static const char *two_files_two_vps(struct node *node)
{
	unsigned int cpu = first_cpu(node);
	struct node other;

	if (node->info.cpu_count < 3)
		return SKIP("the node has one VP");
	TRY(open_other(node, &other));
	TRY(start_primes(node, cpu));
	TRY(start_primes(&other, cpu + 1));
	TRY(expect(node, "STOP", MSHV_VTL_SIDECAR_STOP, cpu, 0));
	TRY(expect(&other, "STOP", MSHV_VTL_SIDECAR_STOP, cpu + 1, 0));
	TRY(read_one(&other, cpu + 1));
	return read_one(node, cpu);
}

static const char *claims(struct node *node)
{
	unsigned int cpu = first_cpu(node);
	struct node other;

	TRY(open_other(node, &other));
	TRY(expect(node, "RELEASE of nothing", MSHV_VTL_SIDECAR_RELEASE, cpu, EINVAL));
	TRY(expect(node, "CLAIM", MSHV_VTL_SIDECAR_CLAIM, cpu, 0));
	TRY(expect(node, "second CLAIM", MSHV_VTL_SIDECAR_CLAIM, cpu, EBUSY));
	TRY(expect(&other, "other's CLAIM", MSHV_VTL_SIDECAR_CLAIM, cpu, EBUSY));
	TRY(run_none(node, cpu));
	TRY(expect(&other, "other's RUN between commands", MSHV_VTL_SIDECAR_RUN, cpu, EBUSY));
	TRY(start_primes(node, cpu));
	TRY(expect(node, "RELEASE while it runs", MSHV_VTL_SIDECAR_RELEASE, cpu, EBUSY));
	TRY(expect(node, "STOP", MSHV_VTL_SIDECAR_STOP, cpu, 0));
	TRY(read_one(node, cpu));
	TRY(expect(&other, "other's START between commands", MSHV_VTL_SIDECAR_START, cpu, EBUSY));
	TRY(expect(node, "RELEASE", MSHV_VTL_SIDECAR_RELEASE, cpu, 0));
	TRY(expect(&other, "other's CLAIM", MSHV_VTL_SIDECAR_CLAIM, cpu, 0));
	TRY(expect(node, "RUN", MSHV_VTL_SIDECAR_RUN, cpu, EBUSY));

	/* The last close gives a claim back. */
	close_node(&other);
	return run_none(node, cpu);
}

/* A process for each VP, and two for the first: those two may meet, and say so by EBUSY. */
static const char *many_processes(struct node *node)
{
	unsigned int children = 0;
	int status;

	for (unsigned int i = first_cpu(node); i <= end_cpu(node); i++, children++) {
		unsigned int cpu = i == end_cpu(node) ? first_cpu(node) : i;
		struct node own = *node;

		if (fork())
			continue;
		if (open_node(&own))
			_exit(1);
		for (unsigned int round = 0; round < 500;) {
			int error = order(&own, MSHV_VTL_SIDECAR_CLAIM, cpu);

			if (error == EBUSY)
				continue;
			if (error || run_sum(&own, cpu) ||
			    order(&own, MSHV_VTL_SIDECAR_RELEASE, cpu))
				_exit(2);
			round++;
		}
		_exit(0);
	}

	for (unsigned int i = 0; i < children; i++) {
		CHECK(wait(&status) > 0, "wait: %s", strerror(errno));
		CHECK(status == 0, "a process ended with %#x", status);
	}

	return NULL;
}

void test_files(const struct node *node)
{
	run_test("a VP that runs is its file's, and so is its answer", a_running_vp_is_its_files,
		 node, 30);
	run_test("two files on two VPs hear of their own", two_files_two_vps, node, 30);
	run_test("CLAIM keeps a VP between commands, RELEASE and close give it back", claims, node,
		 30);
	run_test("many processes at once", many_processes, node, 180);
}
