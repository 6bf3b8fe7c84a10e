/* SPDX-License-Identifier: MIT
 * Applies the orientation of Exif to a picture whose output cannot say it. */
#ifndef BLUR_ORIENTATION_H
#define BLUR_ORIENTATION_H

#include "formats/codec.h"

/* Makes a reader that turns the picture of another one, which it closes with itself, upright;
 * orientation is Exif's, 1 to 8. It holds the whole picture. label names the file in messages.
 * NULL: no memory, and the other is still open. */
struct reader *orientation_open(struct reader *source, int orientation, const char *label);

#endif
