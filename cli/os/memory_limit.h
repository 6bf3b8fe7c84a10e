/* SPDX-License-Identifier: MIT
 * Memory for all files under way together. */
#ifndef BLUR_MEMORY_H
#define BLUR_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

/* The limit for all files at once: that of --max-memory, where given (not 0); else half of what the
 * machine has. */
uint64_t memory_limit(uint64_t given);

/* What a file may take without asking, where so many are under way at once. */
uint64_t memory_small(uint64_t limit, int jobs);

/* Has memory_admit() go by these numbers; given as in memory_limit(). */
void memory_set_limit(uint64_t given, uint64_t small);

/* Has the system refuse this process far more than that, whatever a decoder asks for. given as in
 * memory_limit(). */
void memory_confine(uint64_t given);

/* Called before so many bytes are taken for a file: returns when they may be. False: they are more
 * than --max-memory allows at all, and that is said. */
bool memory_admit(const char *label, uint64_t bytes);

#endif
