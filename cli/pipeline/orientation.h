/* SPDX-License-Identifier: MIT
 * Rows of a picture turned the right way up, for where no tag can say how it lies. */
#ifndef BLUR_UPRIGHT_H
#define BLUR_UPRIGHT_H

#include "formats/codec.h"

/* Makes a reader of another one, which it closes with itself; orientation is one of Exif, 1 to 8.
 * It holds the whole picture. label names the file in
 * messages. NULL: no memory, and the other is still open. */
struct reader *upright_open(struct reader *lying, int orientation, const char *label);

#endif
