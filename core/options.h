/* SPDX-License-Identifier: MIT
 * What callers may ask for, checked. */
#ifndef BLUR_CORE_OPTIONS_H
#define BLUR_CORE_OPTIONS_H

#include "blur.h"

/* Options of any version of the struct, or NULL, as those of this one. BLUR_OK, or what is wrong
 * with them or with the image's sample type or channels. */
int options_read(const blur_options *given, int sample, int channels, blur_options *options);

#endif
