// SPDX-License-Identifier: GPL-2.0
/*
 * Runs tests and says what came of them (TAP, the Test Anything Protocol).
 */
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "selftest.h"

static unsigned int count;
static unsigned int failures;

/* The reason of a failure; good until the next one. */
const char *because(const char *format, ...)
{
	static char texts[4][256];
	static unsigned int next;
	char *text = texts[next++ % 4];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(texts[0]), format, arguments);
	va_end(arguments);
	return text;
}

static void report(const char *name, const char *why)
{
	count++;
	if (!why) {
		printf("ok %u %s\n", count, name);
	} else if (!strncmp(why, "SKIP", 4)) {
		printf("ok %u %s # %s\n", count, name, why);
	} else {
		failures++;
		printf("not ok %u %s # %s\n", count, name, why);
	}

	fflush(stdout);
}

static void child(test function, const struct node *from, int answer, unsigned int seconds)
{
	struct node node = *from;
	const char *why = NULL;

	setpgid(0, 0);
	alarm(seconds);
	if (node.device[0])
		why = open_node(&node);
	if (!why)
		why = function(&node);
	if (why && write(answer, why, strlen(why)) < 0)
		_exit(2);
	_exit(!!why);
}

/*
 * Waits for a test. One that is over its time was killed by its alarm; one that does not even
 * die then hangs in the kernel, and nothing that comes after could be trusted.
 */
static int wait_for(pid_t pid, unsigned int seconds)
{
	int status;

	for (unsigned int i = 0; i < (seconds + 30) * 100; i++) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return status;
		pause_ms(10);
	}

	printf("Bail out! a test cannot be killed\n");
	exit(1);
}

/* Runs a test in a process of its own, with the node opened, and reports. */
void run_test(const char *name, test function, const struct node *node, unsigned int seconds)
{
	static const struct node none;
	char text[256] = "";
	char full[128];
	int answer[2];
	int status;
	pid_t pid;

	if (!node)
		node = &none;
	snprintf(full, sizeof(full), "%s%s%s",
		 node->device[0] ? strrchr(node->device, '/') + 1 : "", node->device[0] ? ": " : "",
		 name);

	if (pipe(answer)) {
		report(full, "no pipe");
		return;
	}

	fflush(stdout);
	pid = fork();
	if (!pid)
		child(function, node, answer[1], seconds);
	close(answer[1]);
	if (pid < 0) {
		close(answer[0]);
		report(full, "no process");
		return;
	}

	status = wait_for(pid, seconds);
	/* What it left running must not disturb the next one. */
	kill(-pid, SIGKILL);
	if (read(answer[0], text, sizeof(text) - 1) < 0)
		text[0] = 0;
	close(answer[0]);

	if (WIFSIGNALED(status))
		report(full, WTERMSIG(status) == SIGALRM
				     ? because("took over %u s", seconds)
				     : because("died of signal %d", WTERMSIG(status)));
	else
		report(full, text[0] ? text : WEXITSTATUS(status) ? "ended without a word" : NULL);
}

/* Prints the plan. Returns what to exit with. */
int finish(void)
{
	printf("1..%u\n", count);
	if (failures)
		printf("# %u of %u failed\n", failures, count);
	return failures ? 1 : 0;
}
