/* SPDX-License-Identifier: MIT
 * Calls of what goes beyond a plain blur, checked against composite_oracle.h. */
#ifndef BLUR_COMPOSITE_TRIAL_H
#define BLUR_COMPOSITE_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blur.h"
#include "composite_oracle.h"

/* Bytes of a pixel, a row, and all rows. */
size_t composite_pixel(const struct composite_trial *trial);
size_t composite_row(const struct composite_trial *trial);
size_t composite_bytes(const struct composite_trial *trial);

/* What a message says of a trial; static. */
const char *composite_text(const struct composite_trial *trial);

/* Deterministic numbers: 0..below-1. */
uint32_t composite_number(uint32_t *state, uint32_t below);

/* Noise, with transparent, faint and opaque patches where there is alpha. To be freed. */
void *composite_picture(const struct composite_trial *trial, uint32_t seed);

/* One pixel everywhere, in parts of white. To be freed. */
void *composite_flat(const struct composite_trial *trial, const double *pixel);

double composite_get(const struct composite_trial *trial, const void *image, size_t index);
void composite_set(const struct composite_trial *trial, void *image, size_t index, double value);

/* All samples; to be freed. */
double *composite_samples(const struct composite_trial *trial, const void *image);

/* The plan, and BLUR_OK; or NULL and another status. */
int composite_make_plan(const struct composite_trial *trial, blur_plan **plan);

/* The plan of a trial that there is one for, and the result for a packed image, packed. To be
 * freed. */
blur_plan *composite_plan(const struct composite_trial *trial);
void *composite_run(const struct composite_trial *trial, const blur_plan *plan, const void *image);

/* That the result for an image is as exact as the library says, that what has no weight is copied,
 * and that nothing comes out of what cannot be seen. */
void composite_check(const struct composite_trial *trial, const void *image);

void composite_check_same(const struct composite_trial *trial, const char *what, const void *result,
                          const void *expected);

/* The result row by row. To be freed. */
void *composite_stream(const struct composite_trial *trial, const blur_plan *plan,
                       const void *image);

/* Options of a sort that a number names, with what they need: light, accuracy, border, kernel,
 * regions, mask, and so on; shape and samples as well. */
void composite_random(struct composite_trial *trial, uint32_t seed);

#endif
