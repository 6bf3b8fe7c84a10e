/* SPDX-License-Identifier: MIT */
#include "memory.h"

#include <inttypes.h>
#include <stddef.h>
#include <unistd.h>

#include "link.h"
#include "message.h"

/* Enough for most photos from a JPEG, whose rows come and go; asking takes some 20 microseconds. */
static const uint64_t most_small = (uint64_t)1 << 24;

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
