/* SPDX-License-Identifier: MIT
 * What the right result is where alpha weighs, light is linear, or only a part is blurred: in
 * doubles and by the plainest possible code. */
#ifndef BLUR_COMPOSITE_ORACLE_H
#define BLUR_COMPOSITE_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blur.h"

enum { composite_regions_most = 4 };

/* A call to try. Regions and mask are those of the options, which may point into it: a trial is
 * passed on by its address. */
struct composite_trial {
    int sample;
    size_t width, height;
    int channels;
    blur_options options;
    const float *kernel; /* NULL: a Gaussian, or blocks */
    int kernel_width, kernel_height;
    blur_region regions[composite_regions_most];
    uint8_t *mask; /* to be freed by whoever made it */
};

/* The largest sample; 1 of floats. */
double composite_white(const struct composite_trial *trial);

/* Whether the last channel is alpha, and whether it weighs the others in what is made. */
bool composite_has_alpha(const struct composite_trial *trial);
bool composite_premultiplies(const struct composite_trial *trial);

/* Whether alpha is kept as it is. */
bool composite_keeps_alpha(const struct composite_trial *trial);

/* Whether the result is the image itself, byte for byte: a kernel of one tap, or blocks of a pixel.
 */
bool composite_is_copy(const struct composite_trial *trial);

/* sRGB, both ways: parts of white. */
double composite_light(double sample);
double composite_encoded(double light);

/* How much of a pixel is blurred. */
double composite_weight(const struct composite_trial *trial, size_t x, size_t y);

/* The exact result for samples: neither rounded nor saturated; a pixel whose alpha is 0 has the
 * colour 0. To be freed. */
double *composite_exact(const struct composite_trial *trial, const double *samples);

#endif
