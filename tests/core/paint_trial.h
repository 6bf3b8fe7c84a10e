/* SPDX-License-Identifier: MIT
 * Calls of what goes beyond a plain blur, checked against paint_oracle.h. */
#ifndef BLUR_PAINT_TRIAL_H
#define BLUR_PAINT_TRIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blur.h"
#include "paint_oracle.h"

/* Bytes of a pixel, a row, and all rows. */
size_t paint_pixel(const struct paint_trial *trial);
size_t paint_row(const struct paint_trial *trial);
size_t paint_bytes(const struct paint_trial *trial);

/* What a message says of a trial; static. */
const char *paint_text(const struct paint_trial *trial);

/* Deterministic numbers: 0..below-1. */
uint32_t paint_number(uint32_t *state, uint32_t below);

/* Noise, with transparent, faint and opaque patches where there is alpha. To be freed. */
void *paint_picture(const struct paint_trial *trial, uint32_t seed);

/* One pixel everywhere, in parts of white. To be freed. */
void *paint_flat(const struct paint_trial *trial, const double *pixel);

double paint_get(const struct paint_trial *trial, const void *image, size_t index);
void paint_set(const struct paint_trial *trial, void *image, size_t index, double value);

/* All samples; to be freed. */
double *paint_samples(const struct paint_trial *trial, const void *image);

/* The plan, and BLUR_OK; or NULL and another status. */
int paint_make_plan(const struct paint_trial *trial, blur_plan **plan);

/* The plan of a trial that there is one for, and the result for a packed image, packed. To be
 * freed. */
blur_plan *paint_plan(const struct paint_trial *trial);
void *paint_run(const struct paint_trial *trial, const blur_plan *plan, const void *image);

/* That the result for an image is as exact as the library says, that what has no weight is copied,
 * and that nothing comes out of what cannot be seen. */
void paint_check(const struct paint_trial *trial, const void *image);

void paint_check_same(const struct paint_trial *trial, const char *what, const void *result,
                      const void *expected);

/* The result row by row. To be freed. */
void *paint_stream(const struct paint_trial *trial, const blur_plan *plan, const void *image);

/* Options of a sort that a number names, with what they need: light, accuracy, border, kernel,
 * regions, mask, and so on; shape and samples as well. */
void paint_random(struct paint_trial *trial, uint32_t seed);

#endif
