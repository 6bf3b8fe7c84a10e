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

#include "method/padding.h"

/* Loops read and write whole blocks: what a line needs behind it, in bytes. Of multiples of
 * wide_block numbers nothing behind is read or written. */
enum { wide_slack = 512, wide_alignment = 64, wide_block = 64 };

/* A symmetric kernel: weights at distance 0..radius, of the sum 1 over both sides. */
struct wide_taps {
    size_t radius;
    const double *weights;
    const float *floats; /* the same, rounded */
};

/* Which taps of 2*radius + 1 are inside at a position near an edge, and what the sum of their
 * weights is to be multiplied by to be 1. */
struct wide_cut {
    size_t first, end;
    double scale;
};

/* For numbers of one type, "real": rows and lines are of these but where it says samples, which
 * are of a type [0] uint16_t or [1] float, and need no alignment. Tables of pointers hold 2*radius
 * + 1 lines from which start..start+length-1 are read. */
struct wide_loops {
    /* Makes reals of samples. */
    void (*widen[2])(const void *samples, void *line, size_t length);

    /* Means of lines, as a line; it is written with what is behind it. False: some are not finite,
     * because samples are not, or because a float overflowed. */
    bool (*weigh)(const void *const *lines, const struct wide_taps *taps, size_t start, void *line,
                  size_t length);

    /* The same, as samples. Far: past the caches, where the samples are aligned to wide_alignment;
     * flush() then comes before anything else reads them. */
    bool (*weigh_to[2])(const void *const *lines, const struct wide_taps *taps, size_t start,
                        void *samples, size_t length, bool far);
    void (*flush)(void);

    /* Makes again, in doubles and without differences, those results of weigh() or, to be floats,
     * of weigh_to() that are not finite. Then only those are not that depend on a sample which is
     * not. */
    void (*mend)(const void *const *lines, const struct wide_taps *taps, size_t start, void *line,
                 size_t length);
    void (*mend_floats)(const void *const *lines, const struct wide_taps *taps, size_t start,
                        void *samples, size_t length);

    /* Means over the taps inside, in doubles. */
    void (*weigh_cut)(const void *const *lines, const struct wide_taps *taps,
                      const struct wide_cut *cut, size_t start, void *line, size_t length);
    void (*weigh_cut_to[2])(const void *const *lines, const struct wide_taps *taps,
                            const struct wide_cut *cut, size_t start, void *samples, size_t length);
};

/* For an enum blur_variant that this CPU has, in floats or in doubles. */
const struct wide_loops *wide_loops_for(int32_t variant, bool in_double);

/* Both. */
struct wide_variant {
    struct wide_loops in_float, in_double;
};

extern const struct wide_variant wide_plain;
#if defined(__x86_64__) && defined(__GNUC__)
#define BLUR_WIDE_LOOPS_X86 1
extern const struct wide_variant wide_avx2, wide_avx512;
#endif

#endif
