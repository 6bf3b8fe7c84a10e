/* SPDX-License-Identifier: MIT
 * Asking before much memory is taken for a file, where several are worked on at the same time. */
#ifndef BLUR_MEMORY_REQUEST_H
#define BLUR_MEMORY_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

/* max_memory: what --max-memory gives; 0: no limit of the user's. share: what a file may take
 * without asking. */
void memory_request_init(uint64_t max_memory, uint64_t share);

/* Has more than the share asked for by a function that waits until it may be taken; false: it never
 * may. Without one, nothing is asked. */
void memory_request_set_handler(bool (*ask)(uint64_t bytes));

/* Before so many bytes are taken for a file: returns when they may be. False: they may not; that
 * they exceed --max-memory is reported. */
bool memory_request(const char *label, uint64_t bytes);

#endif
