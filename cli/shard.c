/* SPDX-License-Identifier: MIT */
#include "shard.h"

#include <stdint.h>

/* FNV-1a (Fowler, Noll, Vo) of 64 bits. Its low bits alone would depend on the low bits
 * of the characters alone, so the upper half, which depends on all of them, makes the number. */
unsigned shard_of(const char *name, unsigned shards)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 0x100000001b3;
    return (unsigned)((hash >> 32) * shards >> 32) + 1;
}
