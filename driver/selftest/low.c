// SPDX-License-Identifier: GPL-2.0
/*
 * VTL0's memory: all of it, and nothing else.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "selftest.h"

#define LOW	"/dev/mshv_vtl_low"

struct range {
	uint64_t start;
	uint64_t end;
};

/* The ranges, as Linux has them of ACPI. */
static unsigned int find_ranges(struct range *ranges, unsigned int room)
{
	FILE *file = fopen("/proc/iomem", "re");
	unsigned int count = 0;
	char line[256];

	while (file && count < room && fgets(line, sizeof(line), file)) {
		unsigned long long start, last;

		if (!strstr(line, "SDCR0002") || sscanf(line, " %llx-%llx", &start, &last) != 2)
			continue;
		ranges[count].start = start;
		ranges[count++].end = last + 1;
	}

	if (file)
		fclose(file);
	return count;
}

static const char *expect_mapping(int fd, uint64_t start, size_t size, int flags, bool is_possible)
{
	volatile uint8_t *mapping =
		mmap(NULL, size, PROT_READ | PROT_WRITE, flags, fd, (off_t)start);

	if (!is_possible) {
		CHECK(mapping == MAP_FAILED, "%#zx bytes at %#llx are mapped", size,
		      (unsigned long long)start);
		CHECK(errno == EINVAL, "%#zx bytes at %#llx: %s", size, (unsigned long long)start,
		      strerror(errno));
		return NULL;
	}

	CHECK(mapping != MAP_FAILED, "%#zx bytes at %#llx: %s", size, (unsigned long long)start,
	      strerror(errno));
	mapping[0] = mapping[0];
	mapping[size - 1] = mapping[size - 1];
	munmap((void *)mapping, size);
	return NULL;
}

static const char *limits(struct node *node)
{
	struct range ranges[64];
	unsigned int count = find_ranges(ranges, 64);
	int fd;

	(void)node;
	if (access(LOW, F_OK))
		return SKIP("there is no VTL0");
	CHECK(count > 0, "/proc/iomem has no SDCR0002");
	fd = open(LOW, O_RDWR | O_CLOEXEC);
	CHECK(fd >= 0, "open: %s", strerror(errno));

	for (unsigned int i = 0; i < count; i++) {
		uint64_t start = ranges[i].start, end = ranges[i].end;

		TRY(expect_mapping(fd, start, PAGE_BYTES, MAP_SHARED, true));
		TRY(expect_mapping(fd, end - PAGE_BYTES, PAGE_BYTES, MAP_SHARED, true));
		TRY(expect_mapping(fd, start, end - start, MAP_SHARED, true));
		TRY(expect_mapping(fd, start, PAGE_BYTES, MAP_PRIVATE, false));
		TRY(expect_mapping(fd, end - PAGE_BYTES, 2 * PAGE_BYTES, MAP_SHARED, false));
		TRY(expect_mapping(fd, start, end - start + PAGE_BYTES, MAP_SHARED, false));
		if (start)
			TRY(expect_mapping(fd, start - PAGE_BYTES, 2 * PAGE_BYTES, MAP_SHARED,
					   false));
	}

	TRY(expect_mapping(fd, 0x7ffffffffffff000, PAGE_BYTES, MAP_SHARED, false));
	TRY(expect_mapping(fd, 0x000ffffffffff000, PAGE_BYTES, MAP_SHARED, false));
	return NULL;
}

/* The shim chooses one above 4 GiB, which must come through tables whose integers have 32 bits. */
static const char *addresses(struct node *node)
{
	FILE *file = fopen("/sys/bus/platform/devices/SDCR0002:00/unmapped_address", "re");
	unsigned long long address = 0;
	int found;

	(void)node;
	if (!file)
		return SKIP("there is no VTL0");
	found = fscanf(file, "%llx", &address);
	fclose(file);
	CHECK(found == 1 && address >= 1ull << 32, "unmapped_address is %#llx", address);
	return NULL;
}

void test_low(void)
{
	run_test(LOW " maps VTL0's memory and nothing else", limits, NULL, 60);
	run_test("the address without RAM has all its bits", addresses, NULL, 60);
}
