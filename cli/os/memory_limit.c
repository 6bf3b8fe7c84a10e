/* SPDX-License-Identifier: MIT */
#include "os/memory_limit.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "messages/message.h"
#include "os/ipc.h"
#include "os/sanitizers.h"

/* Enough for most photos from a JPEG, whose rows come and go; asking takes some 20 microseconds. */
static const uint64_t most_small = (uint64_t)1 << 24;

/* Address space that is no memory in use, or none of a file's: two threads with a stack of 8 MiB
 * and an arena of the allocator, for which glibc maps 128 MiB to keep 64, are 272 MiB; the rest is
 * for what the estimates leave out. */
static const uint64_t beside_files = (uint64_t)1 << 29;

static uint64_t limit, small;

uint64_t memory_limit(uint64_t given)
{
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    if (given > 0)
        return given;
    return pages > 0 && page > 0 ? (uint64_t)pages * (uint64_t)page / 2 : UINT64_MAX;
}

/* All of them together take no more than half, so that there is something to ask for. */
uint64_t memory_small(uint64_t all, int jobs)
{
    uint64_t share = all / 2 / (uint64_t)jobs;
    return share < most_small ? share : most_small;
}

void memory_set_limit(uint64_t given, uint64_t new_small)
{
    limit = given;
    small = new_small;
}

/* In bytes; 0: it cannot be learned. */
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

void memory_confine(uint64_t given)
{
    struct rlimit now;
    const uint64_t used = has_sanitizer() ? 0 : address_space_used(), all = memory_limit(given);
    const uint64_t most = all < UINT64_MAX - used - beside_files ? used + all + beside_files : 0;
    if (used == 0 || most == 0 || most > (rlim_t)-1 || getrlimit(RLIMIT_AS, &now) != 0)
        return;
    if (now.rlim_cur == RLIM_INFINITY || now.rlim_cur > (rlim_t)most) {
        now.rlim_cur = (rlim_t)most;
        setrlimit(RLIMIT_AS, &now);
    }
}

bool memory_admit(const char *label, uint64_t bytes)
{
    struct link_head answer;
    if (limit > 0 && bytes > limit)
        return message_error(label,
                             "needs about %" PRIu64 " bytes of memory, of which --max-memory "
                             "allows %" PRIu64,
                             bytes, limit);
    if (link_to_parent() < 0 || bytes <= small)
        return true;
    link_tell(LINK_NEED, &bytes, sizeof bytes);
    return link_hear(&answer, NULL, 0) && answer.kind == LINK_GRANT;
}
