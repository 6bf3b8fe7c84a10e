/* SPDX-License-Identifier: MIT
 * Memory between pages that may not be touched, where loops read and write. */
#ifndef BLUR_CHECKASM_FENCE_H
#define BLUR_CHECKASM_FENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where in its fence a buffer lies: its last byte before the page behind (or as near as its
 * alignment allows), its first byte behind the page before, or anywhere. */
enum place { place_end, place_start, place_loose, places };

struct fence {
    unsigned char *memory;   /* for the loops, which can write only where the fence is for output */
    unsigned char *writable; /* the same bytes, for the check */
    size_t bytes;
};

/* Opens one of at least so many bytes. Ends the program where there is no memory. */
struct fence fence_open(size_t bytes, bool is_output);

/* Where all buffers of a call lie; loose ones are so many times their alignment off. */
void fence_set_place(enum place place, size_t loose);

/* The place of a buffer: for the loops, and the same for the check. */
void *fence_place(const struct fence *fence, size_t bytes, size_t alignment);
void *fence_writable(const struct fence *fence, const void *memory);

/* Copies what loops read into a fence. */
const void *fence_copy(const struct fence *fence, const void *from, size_t bytes, size_t alignment);

#endif
