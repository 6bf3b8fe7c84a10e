/* SPDX-License-Identifier: MIT
 * The inner loops of the direct method for samples wider than a byte, in floats and in doubles.
 * Each of them does the same floating-point operations on every sample in the same order, so that
 * vectors of any width give the same bytes.
 *
 * A mean is made of differences from the middle sample:
 *
 *   c + sum over j = radius..1 of w[j] ((a[j] + b[j]) - 2 c),   a and b at distance j on either
 * side
 *
 * Where all samples are the same, all differences are zero, and so the mean is exactly c, whatever
 * the weights' rounding; and rounding is in proportion to the differences. The small weights come
 * first, so that the rounding of the sum is that of partial sums, which are small for long. */
#ifndef BLUR_DIRECT_FLOAT_LOOPS_H
#define BLUR_DIRECT_FLOAT_LOOPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "simd/cpu_family.h"

/* Loops read and write whole blocks: what a line needs behind it, in bytes. Of multiples of
 * direct_float_block numbers nothing behind is read or written. */
enum { direct_float_slack = 512, direct_float_alignment = 64, direct_float_block = 64 };

/* A symmetric kernel: weights at distance 0..radius, of the sum 1 over both sides. */
struct direct_float_taps {
    size_t radius;
    const double *weights;
    const float *floats; /* the same, rounded */
};

/* Which taps of 2*radius + 1 are inside at a position near an edge, and what the sum of their
 * weights is to be multiplied by to be 1. */
struct direct_float_cut {
    size_t first, end;
    double scale;
};

/* For numbers of one type, "real": rows and lines are of these but where it says samples, which
 * are of a type [0] uint16_t or [1] float, and need no alignment. Tables of pointers hold 2*radius
 * + 1 lines from which start..start+length-1 are read. */
struct direct_float_loops {
    /* Makes reals of samples. */
    void (*widen[2])(const void *samples, void *line, size_t length);

    /* Means of lines, as a line; it is written with what is behind it. False: some are not finite,
     * because samples are not, or because a float overflowed. */
    bool (*convolve)(const void *const *lines, const struct direct_float_taps *taps, size_t start,
                     void *line, size_t length);

    /* The same, as samples. Far: past the caches, where the samples are aligned to
     * direct_float_alignment; flush() then comes before anything else reads them. */
    bool (*convolve_to[2])(const void *const *lines, const struct direct_float_taps *taps,
                           size_t start, void *samples, size_t length, bool far);
    void (*flush)(void);

    /* Makes again, in doubles and without differences, those results of convolve() or, to be
     * floats, of convolve_to() that are not finite. Then only those are not that depend on a sample
     * which is not. */
    void (*mend)(const void *const *lines, const struct direct_float_taps *taps, size_t start,
                 void *line, size_t length);
    void (*mend_floats)(const void *const *lines, const struct direct_float_taps *taps,
                        size_t start, void *samples, size_t length);

    /* Means over the taps inside, in doubles. */
    void (*convolve_cut)(const void *const *lines, const struct direct_float_taps *taps,
                         const struct direct_float_cut *cut, size_t start, void *line,
                         size_t length);
    void (*convolve_cut_to[2])(const void *const *lines, const struct direct_float_taps *taps,
                               const struct direct_float_cut *cut, size_t start, void *samples,
                               size_t length);
};

/* Both. */
struct direct_float_variant {
    struct direct_float_loops in_float, in_double;
};

extern const struct direct_float_variant direct_float_plain;
#ifdef BLUR_LOOPS_X86
extern const struct direct_float_variant direct_float_avx2, direct_float_avx512;
#endif

#endif
