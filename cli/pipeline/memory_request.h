/* SPDX-License-Identifier: MIT
 * Asks before much memory is taken for a file, where several are worked on at the same time. */
#ifndef BLUR_MEMORY_REQUEST_H
#define BLUR_MEMORY_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

/* max_memory: the limit of --max-memory; 0: none. share: what a file may take without asking. */
void memory_request_init(uint64_t max_memory, uint64_t share);

/* Sets the function that is asked for more than the share. It waits until the memory may be
 * taken; false: it never may. Without one, everything may. */
void memory_request_set_handler(bool (*ask)(uint64_t bytes));

/* To be called before so many bytes are taken for a file: returns when they may be. False: they
 * may not; where they exceed --max-memory, that is reported. */
bool memory_request(const char *label, uint64_t bytes);

#endif
