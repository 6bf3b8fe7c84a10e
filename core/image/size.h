/* SPDX-License-Identifier: MIT
 * Sizes are multiplied and added here alone, so that no product is made before it is checked. */
#ifndef BLUR_SIZE_H
#define BLUR_SIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* *product = a * b and true, or false where that does not fit. */
static inline bool size_multiply(size_t a, size_t b, size_t *product)
{
    if (b != 0 && a > SIZE_MAX / b)
        return false;
    *product = a * b;
    return true;
}

/* *sum = a + b and true, or false where that does not fit. */
static inline bool size_add(size_t a, size_t b, size_t *sum)
{
    if (a > SIZE_MAX - b)
        return false;
    *sum = a + b;
    return true;
}

/* Parts of one allocation: sets aside bytes behind the *all that there are already, beginning at
 * *offset. All is kept a multiple of size_alignment, which suits any type and aligned_alloc(). */
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

static inline size_t size_min(size_t a, size_t b)
{
    return a < b ? a : b;
}

static inline size_t size_max(size_t a, size_t b)
{
    return a > b ? a : b;
}

#endif
