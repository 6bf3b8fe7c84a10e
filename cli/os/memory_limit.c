/* SPDX-License-Identifier: MIT */
#include "os/memory_limit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "os/sanitizers.h"

/* RLIMIT_AS headroom for stacks and malloc arenas: two threads with a stack of 8 MiB and an arena,
 * for which glibc maps 128 MiB to keep 64, are 272 MiB; the rest is for what the estimates leave
 * out. */
static const uint64_t headroom = (uint64_t)1 << 29;

uint64_t memory_limit(uint64_t given)
{
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    if (given > 0)
        return given;
    return pages > 0 && page > 0 ? (uint64_t)pages * (uint64_t)page / 2 : UINT64_MAX;
}

/* In bytes; 0: unknown. */
static uint64_t address_space_used(void)
{
    char line[128];
    uint64_t pages = 0;
    long page = sysconf(_SC_PAGESIZE);
    FILE *file = fopen("/proc/self/statm", "r");
    if (file && fgets(line, sizeof line, file))
        pages = strtoull(line, NULL, 10);
    if (file)
        fclose(file);
    return page > 0 ? pages * (uint64_t)page : 0;
}

void memory_limit_enforce(uint64_t given)
{
    struct rlimit now;
    const uint64_t used = has_sanitizer() ? 0 : address_space_used(), all = memory_limit(given);
    const uint64_t max = all < UINT64_MAX - used - headroom ? used + all + headroom : 0;
    if (used == 0 || max == 0 || max > (rlim_t)-1 || getrlimit(RLIMIT_AS, &now) != 0)
        return;
    if (now.rlim_cur == RLIM_INFINITY || now.rlim_cur > (rlim_t)max) {
        now.rlim_cur = (rlim_t)max;
        setrlimit(RLIMIT_AS, &now);
    }
}
