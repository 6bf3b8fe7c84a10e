/* SPDX-License-Identifier: MIT
 * The inner loops of the direct method for samples wider than a byte, in float and in double. Each
 * loop does the same floating-point operations on every sample in the same order, so any vector
 * width gives the same bytes.
 *
 * A mean is computed from differences to the middle sample:
 *
 *   c + sum over j = radius..1 of w[j] ((a[j] + b[j]) - 2 c),   a, b: the samples at distance j
 *
 * Where all samples are equal, all differences are zero and the mean is exactly c, whatever the
 * rounding of the weights; elsewhere the rounding error is proportional to the differences. Small
 * weights come first, which keeps the partial sums, and with them the rounding errors, small for as
 * long as possible. */
#ifndef BLUR_DIRECT_FLOAT_LOOPS_H
#define BLUR_DIRECT_FLOAT_LOOPS_H

#include <stdbool.h>
#include <stddef.h>

#include "simd/cpu_family.h"

/* Loops read and write whole blocks: direct_float_slack is the number of bytes needed past the end
 * of a line. A multiple of direct_float_block numbers needs none. */
enum { direct_float_slack = 512, direct_float_alignment = 64, direct_float_block = 64 };

/* A symmetric kernel: weights at distance 0..radius, which sum to 1 over both sides. */
struct direct_float_taps {
    size_t radius;
    const double *weights;
    const float *floats; /* the weights rounded to float */
};

/* The taps first..end-1, out of 2*radius + 1, that are inside at a position near an edge, and the
 * scale that normalizes the sum of their weights to 1. */
struct direct_float_cut {
    size_t first, end;
    double scale;
};

/* The loops for one type of number, "real", which rows and lines hold. Samples have type [0]
 * uint16_t or [1] float and need no alignment. Pointer tables hold 2*radius + 1 lines, of which
 * start..start+length-1 are read. */
struct direct_float_loops {
    /* Converts samples to reals. */
    void (*widen[2])(const void *samples, void *line, size_t length);

    /* Weighted means of lines, as a line; may write into its slack. Returns false if a result is
     * not finite, either because a sample is not or because a float overflowed. */
    bool (*convolve)(const void *const *lines, const struct direct_float_taps *taps, size_t start,
                     void *line, size_t length);

    /* The same, as samples. nontemporal: the samples are aligned to direct_float_alignment and
     * written past the caches; call flush() before anything else reads them. */
    bool (*convolve_to[2])(const void *const *lines, const struct direct_float_taps *taps,
                           size_t start, void *samples, size_t length, bool nontemporal);
    void (*flush)(void);

    /* Recomputes the results of convolve(), or the float results of convolve_to(), that are not
     * finite, in double and without differences. Afterwards a result is non-finite only if it
     * depends on a non-finite sample. */
    void (*mend)(const void *const *lines, const struct direct_float_taps *taps, size_t start,
                 void *line, size_t length);
    void (*mend_floats)(const void *const *lines, const struct direct_float_taps *taps,
                        size_t start, void *samples, size_t length);

    /* Weighted means over the taps inside, in double. */
    void (*convolve_cut)(const void *const *lines, const struct direct_float_taps *taps,
                         const struct direct_float_cut *cut, size_t start, void *line,
                         size_t length);
    void (*convolve_cut_to[2])(const void *const *lines, const struct direct_float_taps *taps,
                               const struct direct_float_cut *cut, size_t start, void *samples,
                               size_t length);
};

/* The loops for both types. */
struct direct_float_variant {
    struct direct_float_loops in_float, in_double;
};

extern const struct direct_float_variant direct_float_plain;
#ifdef BLUR_LOOPS_X86
extern const struct direct_float_variant direct_float_avx2, direct_float_avx512;
#endif

#endif
