/* SPDX-License-Identifier: MIT
 * A call of the library, made of an input's bytes. */
#ifndef BLUR_FUZZ_CORE_CALL_H
#define BLUR_FUZZ_CORE_CALL_H

#include "blur.h"
#include "fuzz.h"
#include "guard.h"

/* What bytes of a result hold before anything is written to them. */
enum { core_fill = 0xd6 };

/* Of a kernel along either axis, and in all. */
enum { core_largest_kernel = 31, core_most_weights = core_largest_kernel * core_largest_kernel };

/* Where images, kernel, mask and regions of a call lie. */
struct core_memory {
    struct guarded source, result, place, row, kernel, mask, regions;
};

struct core_image {
    uint8_t *bytes; /* the first in memory */
    size_t size;
    uint8_t *top; /* the top row's */
    ptrdiff_t stride;
};

struct core_call {
    blur_options options;
    int sample, channels;
    size_t width, height, row_bytes;
    const float *kernel; /* NULL: a Gaussian or blocks */
    int kernel_width, kernel_height;
    bool is_flat;   /* all pixels are alike */
    bool is_at_end; /* of guarded memory; else at its beginning */
    struct core_image source, result;
};

void core_memory_map(struct core_memory *memory);

void core_call_read(struct fuzz_input *input, const struct core_memory *memory,
                    struct core_call *call);

static inline size_t core_stride(const struct core_image *image)
{
    return (size_t)(image->stride < 0 ? -image->stride : image->stride);
}

static inline uint8_t *core_row(const struct core_image *image, size_t y)
{
    return image->top + (ptrdiff_t)y * image->stride;
}

#endif
