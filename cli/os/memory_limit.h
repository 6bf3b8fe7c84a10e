/* SPDX-License-Identifier: MIT
 * How much memory all files together may take, and having the system enforce it. */
#ifndef BLUR_MEMORY_LIMIT_H
#define BLUR_MEMORY_LIMIT_H

#include <stdint.h>

/* What --max-memory gives, unless that is 0; else half of the machine's memory. */
uint64_t memory_limit(uint64_t given);

/* Has the system refuse this process far more than memory_limit(given), whatever a decoder asks
 * for. */
void memory_limit_enforce(uint64_t given);

#endif
