/* SPDX-License-Identifier: MIT
 * An image of samples wider than a byte to blur, and its result against the oracle's. */
#ifndef BLUR_WIDE_TRIAL_H
#define BLUR_WIDE_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blur.h"

struct wide_trial {
    int sample;
    size_t width, height;
    int channels, kernel_size;
    double sigma;
    int border, accuracy, method, variant, threads;
};

/* What border constant has, for either type. */
extern const double wide_beyond[2][4];

size_t wide_count(const struct wide_trial *trial); /* samples */
size_t wide_row(const struct wide_trial *trial);   /* bytes of a packed one */
const char *wide_text(const struct wide_trial *trial);
blur_options wide_options(const struct wide_trial *trial);

/* A sample of a packed image. */
double wide_get(const struct wide_trial *trial, const void *image, size_t index);
void wide_set(const struct wide_trial *trial, void *image, size_t index, double value);

/* Packed images, to be freed: noise over the range of uint16_t, or -1..1; steps between the ends of
 * it; one value. */
void *wide_noise(const struct wide_trial *trial);
void *wide_steps(const struct wide_trial *trial);
void *wide_flat(const struct wide_trial *trial, double value);

/* NULL: refused, as not supported. */
blur_plan *wide_plan(const struct wide_trial *trial);

/* The result for a packed image, packed, to be freed. NULL: refused. */
void *wide_run(const struct wide_trial *trial, const void *image);

/* The same of a plan that is there: to make one takes longer than to run it on a small image. */
void *wide_run_plan(const struct wide_trial *trial, const blur_plan *plan, const void *image);

/* The exact result. To be freed. */
double *wide_exact(const struct wide_trial *trial, const void *image);

/* The largest |result - exact|, in levels, or of the largest magnitude in the image. */
double wide_error(const struct wide_trial *trial, const void *image, const double *exact,
                  const void *result);

/* Fails where the error is larger than the plan says, or than the library promises. False: refused.
 */
bool wide_check(const struct wide_trial *trial, const void *image);

/* The same of a plan and an exact result that are there. */
void wide_check_plan(const struct wide_trial *trial, const blur_plan *plan, const void *image,
                     const double *exact);

void wide_check_same(const struct wide_trial *trial, const void *result, const void *expected);

#endif
