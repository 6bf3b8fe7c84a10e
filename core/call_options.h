/* SPDX-License-Identifier: MIT
 * Reads and validates the options of a call. */
#ifndef BLUR_CALL_OPTIONS_H
#define BLUR_CALL_OPTIONS_H

#include <stdbool.h>

#include "blur.h"

/* Copies options of any version of the struct, or the defaults for NULL, into this version's, and
 * validates them together with the sample type and channel count. Returns BLUR_OK or an error. */
int call_options_read(const blur_options *given, int sample, int channels, blur_options *options);

/* Whether they are valid for a convolution: no field that only a Gaussian has is set. */
bool call_options_are_convolution(const blur_options *options);

/* The border's pixel, in samples of this type, for BLUR_BORDER_CONSTANT; else zeros. */
void call_options_border_pixel(const blur_options *options, int sample, int channels,
                               double pixel[4]);

#endif
