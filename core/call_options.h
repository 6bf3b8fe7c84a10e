/* SPDX-License-Identifier: MIT
 * What callers may ask for, checked. */
#ifndef BLUR_CALL_OPTIONS_H
#define BLUR_CALL_OPTIONS_H

#include <stdbool.h>

#include "blur.h"

/* Options of any version of the struct, or NULL, as those of this one. BLUR_OK, or what is wrong
 * with them or with the image's sample type or channels. */
int call_options_read(const blur_options *given, int sample, int channels, blur_options *options);

/* Whether there is nothing among them that belongs to a Gaussian alone. */
bool call_options_are_convolution(const blur_options *options);

/* The pixel of border constant, as samples of this type; with another border zeros. */
void call_options_border_pixel(const blur_options *options, int sample, int channels,
                               double pixel[4]);

#endif
