/* SPDX-License-Identifier: MIT
 * Memory between pages that nobody may touch. */
#ifndef BLUR_FUZZ_GUARD_H
#define BLUR_FUZZ_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Mapped once, and used again for each input. */
struct guarded {
    uint8_t *begin; /* behind the first guard */
    size_t room;    /* whole pages, before the second */
};

/* Maps at least so many bytes. */
void guarded_map(struct guarded *guarded, size_t room);

/* size bytes that end where the second guard begins, or begin where the first one ends. */
uint8_t *guarded_take(const struct guarded *guarded, size_t size, bool at_end);

#endif
