/* SPDX-License-Identifier: MIT
 * The two things that have to be known of Exif data: the orientation, and the thumbnails, which
 * are not blurred. (JEITA CP-3451; TIFF 6.0, section 2.) */
#ifndef BLUR_EXIF_H
#define BLUR_EXIF_H

#include "formats/metadata/metadata.h"

/* Whether it looks like Exif data at all: by the byte order and the magic number at its start. */
bool exif_is_valid(const void *data, size_t size);

/* The orientation, 1 (upright) to 8; 1 where there is none. */
int exif_orientation(const struct blob *exif);

/* Sets it to 1. */
void exif_reset_orientation(struct blob *exif);

/* Unlinks all directories but the first, which are those of thumbnails, and overwrites them.
 * Nothing else moves, so that offsets stay right, those in maker notes among them. Whether there
 * was a thumbnail. */
bool exif_remove_thumbnails(struct blob *exif);

#endif
