/* SPDX-License-Identifier: MIT
 * The library's calls that take images in a struct. */
#ifndef BLUR_FUZZ_CORE_IMAGES_H
#define BLUR_FUZZ_CORE_IMAGES_H

#include "core_call.h"

/* A convolution of an image in a struct, as blur_convolve() has it by default. */
void core_check_convolution(const struct core_call *call);

#endif
