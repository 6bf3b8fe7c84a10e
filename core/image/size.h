/* SPDX-License-Identifier: MIT
 * Checked arithmetic on sizes: a product or a sum of sizes is checked here before it is used, but
 * for the small multiples of a row or a height that view_shape_fits() has made room for. */
#ifndef BLUR_SIZE_H
#define BLUR_SIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Sets *product = a * b, or returns false on overflow. */
static inline bool size_multiply(size_t a, size_t b, size_t *product)
{
    if (b != 0 && a > SIZE_MAX / b)
        return false;
    *product = a * b;
    return true;
}

/* Sets *sum = a + b, or returns false on overflow. */
static inline bool size_add(size_t a, size_t b, size_t *sum)
{
    if (a > SIZE_MAX - b)
        return false;
    *sum = a + b;
    return true;
}

/* Lays out the parts of one allocation: reserves bytes after the *all already reserved and sets
 * *offset to where they begin. Keeps *all a multiple of size_alignment, which suits any type and
 * aligned_alloc(). */
enum { size_alignment = 64 };

static inline bool layout_reserve(size_t *all, size_t bytes, size_t *offset)
{
    size_t end;
    if (!size_add(*all, bytes, &end) || !size_add(end, size_alignment - 1, &end))
        return false;
    *offset = *all;
    *all = end - end % size_alignment;
    return true;
}

/* The part of an allocation at an offset that layout_reserve() gave. */
static inline void *layout_part(void *memory, size_t offset)
{
    return (unsigned char *)memory + offset;
}

static inline size_t size_min(size_t a, size_t b)
{
    return a < b ? a : b;
}

static inline size_t size_max(size_t a, size_t b)
{
    return a > b ? a : b;
}

#endif
