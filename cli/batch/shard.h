/* SPDX-License-Identifier: MIT
 * Splits files among machines that know nothing of each other. */
#ifndef BLUR_SHARD_H
#define BLUR_SHARD_H

/* The shard, from 1 to count, that a file belongs to, by its name as given and nothing else. */
unsigned shard_index(const char *name, unsigned count);

#endif
