/* SPDX-License-Identifier: MIT
 * Pixelation: each block of size x size pixels gets its mean colour. Blocks begin at the top left
 * corner of the image; those at the right and bottom edges may be smaller. */
#ifndef BLUR_PIXELATE_H
#define BLUR_PIXELATE_H

#include "method/method.h"
#include "method/problem.h"

/* Makes the method for floats; it uses the problem's shape only. NULL: out of memory. */
struct method *pixelate_make(const struct problem *problem, size_t size);

#endif
