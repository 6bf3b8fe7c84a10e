/* SPDX-License-Identifier: MIT
 * The two things that must be known of Exif data: which way up the picture is, and that there may
 * be a small sharp copy of it. (JEITA CP-3451; TIFF 6.0, section 2.) */
#ifndef BLUR_EXIF_H
#define BLUR_EXIF_H

#include "formats/metadata/metadata.h"

/* Whether it looks like Exif data at all: by the byte order and the number that begin it. */
bool exif_is_valid(const void *data, size_t size);

/* How rows and columns lie: 1, as they should, to 8. 1 where nothing is said of it. */
int exif_orientation(const struct blob *exif);

/* Makes it 1. */
void exif_reset_orientation(struct blob *exif);

/* Unlinks all directories but the first, which are of thumbnails, and overwrites these. Nothing
 * else moves, so that offsets stay right, those in the notes of the camera's maker among them.
 * Whether there was one. */
bool exif_remove_thumbnails(struct blob *exif);

#endif
