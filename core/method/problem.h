/* SPDX-License-Identifier: MIT
 * What is to be computed, whatever the method. */
#ifndef BLUR_PROBLEM_H
#define BLUR_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "simd/byte_loops.h"

/* A symmetric kernel along one axis: the weights at distance 0..radius, which sum to 1 over both
 * sides. Where the border renormalizes, radius is less than the length of the axis. */
struct half_kernel {
    size_t radius;
    double *weights;
    double left_out; /* what was cut off for being too small to matter, of 1 */
};

struct problem {
    size_t width, height, channels;
    int border;       /* enum blur_border */
    int32_t sample;   /* enum blur_sample */
    double beyond[4]; /* the pixel beyond the edge where the border has no source for it; the one
                       * that is 0 in a line where it renormalizes, so that it adds nothing */
    size_t unused_left, unused_right; /* columns at either end whose results nobody wants */
    struct half_kernel x, y;
    int32_t variant; /* enum blur_variant: which the loops are */
    const struct loops *loops;
};

/* What rounding adds to the error of a result of bytes, in levels. */
#define BOUND_OF_BYTE 0.5
#define BOUND_OF_LINE (0.5 / (1 << line_bits))

/* Sets sample, border and beyond; the pixel counts with border constant alone. */
void problem_set_border(struct problem *problem, int32_t sample, int border, const double pixel[4]);

/* The pixel beyond the edge as bytes. */
void problem_beyond_bytes(const struct problem *problem, uint8_t bytes[4]);

/* Makes one of 2 * radius + 1 symmetric weights, none negative, for an axis of this length of a
 * problem whose sample and border are set: without
 * tails that are too small to matter, and without the taps that can never fall inside where those
 * outside do not count. False: no memory. */
bool half_kernel_make(struct half_kernel *half, const double *weights, size_t radius, size_t length,
                      const struct problem *problem);

/* The kernel as it acts along an axis of this length, see fold.h: another one, to be freed, or one
 * without weights where it reaches no further than it needs to. False: no memory. */
bool half_kernel_fold(const struct half_kernel *half, size_t length, int border,
                      struct half_kernel *folded);

/* Makes the kernels of a Gaussian, along x and y, for a problem whose other fields are set. False:
 * no memory. */
bool problem_make_kernels(struct problem *problem, const int32_t kernel_size[2],
                          const double sigma[2]);

void problem_free_kernels(struct problem *problem);

/* The most, in the unit of sample_half_range(), that a kernel adds to the error that differs from
 * the right one by error, the sum of the magnitudes of the differences of its weights. */
double problem_kernel_bound(const struct problem *problem, const struct half_kernel *kernel,
                            double error);

/* The same with what is known of the error near an edge: edge_error takes its place there. */
double problem_resampling_bound(const struct problem *problem, const struct half_kernel *kernel,
                                double error, double edge_error);

/* The same for fixed-point taps. */
double problem_taps_bound(const struct problem *problem, const struct half_kernel *kernel,
                          const struct taps *taps);

#endif
