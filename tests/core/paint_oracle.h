/* SPDX-License-Identifier: MIT
 * What the right result is where alpha weighs, light is linear, or only a part is blurred: in
 * doubles and by the plainest possible code. */
#ifndef BLUR_PAINT_ORACLE_H
#define BLUR_PAINT_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blur.h"

enum { paint_regions_most = 4 };

/* A call to try. Regions and mask are those of the options, which may point into it: a trial is
 * passed on by its address. */
struct paint_trial {
    int sample;
    size_t width, height;
    int channels;
    blur_options options;
    const float *kernel; /* NULL: a Gaussian, or blocks */
    int kernel_width, kernel_height;
    blur_region regions[paint_regions_most];
    uint8_t *mask; /* to be freed by whoever made it */
};

/* The largest sample; 1 of floats. */
double paint_white(const struct paint_trial *trial);

/* Whether the last channel is alpha, and whether it weighs the others in what is made. */
bool paint_has_alpha(const struct paint_trial *trial);
bool paint_weighs(const struct paint_trial *trial);

/* Whether alpha is kept as it is. */
bool paint_keeps_alpha(const struct paint_trial *trial);

/* Whether the result is the image itself, byte for byte: a kernel of one tap, or blocks of a pixel.
 */
bool paint_is_copy(const struct paint_trial *trial);

/* sRGB, both ways: parts of white. */
double paint_light(double sample);
double paint_encoded(double light);

/* How much of a pixel is blurred. */
double paint_weight(const struct paint_trial *trial, size_t x, size_t y);

/* The exact result for samples: neither rounded nor saturated; a pixel whose alpha is 0 has the
 * colour 0. To be freed. */
double *paint_exact(const struct paint_trial *trial, const double *samples);

#endif
