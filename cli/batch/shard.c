/* SPDX-License-Identifier: MIT */
#include "batch/shard.h"

#include <stdint.h>

/* FNV-1a (Fowler, Noll, Vo) of 64 bits. */
static uint64_t hash_of(const char *name)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 0x100000001b3;
    return hash;
}

/* The last characters, in which names differ most, have not reached the upper bits of that yet:
 * this lets every bit count for every other (the finalizer of MurmurHash3, Appleby). */
static uint64_t mixed(uint64_t hash)
{
    hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccd;
    hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53;
    return hash ^ hash >> 33;
}

unsigned shard_of(const char *name, unsigned shards)
{
    return (unsigned)((mixed(hash_of(name)) >> 32) * shards >> 32) + 1;
}
