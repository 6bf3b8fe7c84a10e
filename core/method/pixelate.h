/* SPDX-License-Identifier: MIT
 * Blocks of size x size pixels, each in its mean colour. They begin at the image's corner; those at
 * the far edges may be smaller. */
#ifndef BLUR_PIXELATE_H
#define BLUR_PIXELATE_H

#include "method/method.h"
#include "method/problem.h"

/* Of floats: of the problem, the shape counts. NULL: no memory. */
struct method *pixelate_make(const struct problem *problem, size_t size);

#endif
