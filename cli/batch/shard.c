/* SPDX-License-Identifier: MIT */
#include "batch/shard.h"

#include <stdint.h>

/* 64-bit FNV-1a (Fowler, Noll, Vo). */
static uint64_t fnv1a(const char *name)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 0x100000001b3;
    return hash;
}

/* The last characters, in which names differ most, have not reached the upper bits yet: the
 * finalizer of MurmurHash3 (Appleby) lets every bit affect every other. */
static uint64_t murmur_mix(uint64_t hash)
{
    hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccd;
    hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53;
    return hash ^ hash >> 33;
}

unsigned shard_index(const char *name, unsigned count)
{
    return (unsigned)((murmur_mix(fnv1a(name)) >> 32) * count >> 32) + 1;
}
