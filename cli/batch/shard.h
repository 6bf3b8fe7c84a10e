/* SPDX-License-Identifier: MIT
 * Files spread over machines that know nothing of each other. */
#ifndef BLUR_SHARD_H
#define BLUR_SHARD_H

/* The shard, from 1 to shards, that a file belongs to, by its name as given and nothing else. */
unsigned shard_of(const char *name, unsigned shards);

#endif
