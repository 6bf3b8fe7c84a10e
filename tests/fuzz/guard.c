/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "guard.h"

#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

void guarded_map(struct guarded *guarded, size_t room)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    room = (room + page - 1) / page * page;
    uint8_t *all = mmap(NULL, room + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(all != MAP_FAILED);
    REQUIRE(mprotect(all + page, room, PROT_READ | PROT_WRITE) == 0);
    *guarded = (struct guarded){all + page, room};
}

uint8_t *guarded_take(const struct guarded *guarded, size_t size, bool at_end)
{
    REQUIRE(size <= guarded->room);
    return at_end ? guarded->begin + guarded->room - size : guarded->begin;
}
