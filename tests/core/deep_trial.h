/* SPDX-License-Identifier: MIT
 * An image of samples wider than a byte to blur, and its result against the oracle's. */
#ifndef BLUR_DEEP_TRIAL_H
#define BLUR_DEEP_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blur.h"

struct deep_trial {
    int sample;
    size_t width, height;
    int channels, kernel_size;
    double sigma;
    int border, accuracy, method, variant, threads;
};

/* What border constant has, for either type. */
extern const double deep_beyond[2][4];

size_t deep_count(const struct deep_trial *trial); /* samples */
size_t deep_row(const struct deep_trial *trial);   /* bytes of a packed one */
const char *deep_text(const struct deep_trial *trial);
blur_options deep_options(const struct deep_trial *trial);

/* A sample of a packed image. */
double deep_get(const struct deep_trial *trial, const void *image, size_t index);
void deep_set(const struct deep_trial *trial, void *image, size_t index, double value);

/* Packed images, to be freed: noise over the range of uint16_t, or -1..1; steps between the ends of
 * it; one value. */
void *deep_noise(const struct deep_trial *trial);
void *deep_steps(const struct deep_trial *trial);
void *deep_flat(const struct deep_trial *trial, double value);

/* NULL: refused, as not supported. */
blur_plan *deep_plan(const struct deep_trial *trial);

/* The result for a packed image, packed, to be freed. NULL: refused. */
void *deep_run(const struct deep_trial *trial, const void *image);

/* The same of a plan that is there: to make one takes longer than to run it on a small image. */
void *deep_run_plan(const struct deep_trial *trial, const blur_plan *plan, const void *image);

/* The exact result. To be freed. */
double *deep_exact(const struct deep_trial *trial, const void *image);

/* The largest |result - exact|, in levels, or of the largest magnitude in the image. */
double deep_error(const struct deep_trial *trial, const void *image, const double *exact,
                  const void *result);

/* Fails where the error is larger than the plan says, or than the library promises. False: refused.
 */
bool deep_check(const struct deep_trial *trial, const void *image);

/* The same of a plan and an exact result that are there. */
void deep_check_plan(const struct deep_trial *trial, const blur_plan *plan, const void *image,
                     const double *exact);

void deep_check_same(const struct deep_trial *trial, const void *result, const void *expected);

#endif
