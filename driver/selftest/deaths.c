// SPDX-License-Identifier: GPL-2.0
/*
 * Programs that die or are interrupted in the middle.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "selftest.h"

/* What the child is in the middle of. */
enum middle {
	IN_START,
	IN_RUN,
	IN_CLAIM,
};

static void die_in(const struct node *node, unsigned int cpu, enum middle middle)
{
	struct node own = *node;

	if (open_node(&own))
		_exit(1);

	switch (middle) {
	case IN_START:
		if (start_primes(&own, cpu))
			_exit(1);
		break;
	case IN_RUN:
		fill_primes(&own, cpu, 1ULL << 40);
		order(&own, MSHV_VTL_SIDECAR_RUN, cpu);
		_exit(1);
	case IN_CLAIM:
		if (order(&own, MSHV_VTL_SIDECAR_CLAIM, cpu) || start_primes(&own, cpu))
			_exit(1);
		break;
	}

	for (;;)
		pause();
}

static const char *kill_child(struct node *node, enum middle middle)
{
	unsigned int cpu = first_cpu(node);
	int status;
	pid_t pid;

	page_of(node, cpu)->progress = 0;
	pid = fork();
	if (!pid)
		die_in(node, cpu, middle);
	while (!page_of(node, cpu)->progress) {
		CHECK(waitpid(pid, &status, WNOHANG) == 0, "the child ended early: %#x", status);
		pause_ms(1);
	}

	TRY(expect(node, "RUN meanwhile", MSHV_VTL_SIDECAR_RUN, cpu, EBUSY));
	kill(pid, SIGKILL);
	CHECK(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status), "the child ended with %#x",
	      status);

	/* Its file is closed when it is a zombie, and the command was stopped and waited for. */
	TRY(run_none(node, cpu));
	TRY(run_sum(node, cpu));
	return expect_word(node, cpu, "idle");
}

static const char *killed_after_start(struct node *node)
{
	return kill_child(node, IN_START);
}

static const char *killed_in_run(struct node *node)
{
	return kill_child(node, IN_RUN);
}

static const char *killed_with_claim(struct node *node)
{
	return kill_child(node, IN_CLAIM);
}

/* A close with answers unread, and with commands under way, on all VPs. */
static const char *closed_with_all(struct node *node)
{
	struct node other = *node;

	TRY(open_node(&other));
	for (unsigned int cpu = first_cpu(node); cpu < end_cpu(node); cpu++) {
		if (cpu % 2) {
			TRY(start_primes(&other, cpu));
		} else {
			page_of(&other, cpu)->command = COMMAND_NONE;
			TRY(expect(&other, "START", MSHV_VTL_SIDECAR_START, cpu, 0));
		}
	}

	close_node(&other);
	for (unsigned int cpu = first_cpu(node); cpu < end_cpu(node); cpu++)
		TRY(run_none(node, cpu));
	return NULL;
}

static volatile sig_atomic_t interruptions;

static void on_signal(int signal)
{
	(void)signal;
	interruptions = interruptions + 1;
}

static void send_signal_later(unsigned int milliseconds)
{
	pid_t parent = getpid();

	if (!fork()) {
		pause_ms(milliseconds);
		kill(parent, SIGUSR1);
		_exit(0);
	}
}

static const char *signal_in_run(struct node *node)
{
	struct sigaction action = { .sa_handler = on_signal };
	unsigned int cpu = first_cpu(node);

	sigaction(SIGUSR1, &action, NULL);
	fill_primes(node, cpu, 1ULL << 40);
	send_signal_later(300);
	TRY(expect(node, "RUN with a signal", MSHV_VTL_SIDECAR_RUN, cpu, 0));
	CHECK(interruptions == 1, "%d signals", (int)interruptions);
	CHECK(page_of(node, cpu)->payload.primes_found.was_stopped == 1,
	      "the command was not stopped");
	return run_none(node, cpu);
}

static const char *signal_in_read(struct node *node)
{
	struct sigaction action = { .sa_handler = on_signal };
	uint32_t found;

	sigaction(SIGUSR1, &action, NULL);
	send_signal_later(300);
	CHECK(read(node->fd, &found, sizeof(found)) == -1 && errno == EINTR,
	      "read with a signal: %s", strerror(errno));
	return NULL;
}

/* A handler that looks for no stop: RUN comes back all the same, in bounded time. */
static const char *stubborn_handler(struct node *node)
{
	struct sigaction action = { .sa_handler = on_signal };
	struct command_page *page = page_of(node, first_cpu(node));
	int error;

	sigaction(SIGUSR1, &action, NULL);
	page->command = COMMAND_SPIN;
	page->has_error = 0;
	page->payload.rounds = 200000000;
	send_signal_later(100);
	error = order(node, MSHV_VTL_SIDECAR_RUN, first_cpu(node));
	CHECK(error == 0 || error == ETIMEDOUT, "RUN of spin: %s", strerror(error));
	while ((error = order(node, MSHV_VTL_SIDECAR_RUN, first_cpu(node))) == EBUSY)
		pause_ms(20);
	CHECK(!error, "RUN afterwards: %s", strerror(error));
	return run_none(node, first_cpu(node));
}

void test_deaths(const struct node *node)
{
	run_test("a program killed after START leaves the VP usable", killed_after_start, node, 30);
	run_test("a program killed in RUN leaves the VP usable", killed_in_run, node, 30);
	run_test("a program killed with a claim leaves the VP usable", killed_with_claim, node, 30);
	run_test("close stops and forgets all commands", closed_with_all, node, 60);
	run_test("a signal ends RUN, and the command", signal_in_run, node, 30);
	run_test("a signal ends read", signal_in_read, node, 30);
	run_test("a command that does not obey is waited for, in bounded time", stubborn_handler,
		 node, 120);
}
