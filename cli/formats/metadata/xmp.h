/* SPDX-License-Identifier: MIT
 * The two things that must be known of XMP: that it may hold small sharp copies of the picture, and
 * say which way up that is. Found by the prefixes that all writers use, without reading the XML. */
#ifndef BLUR_XMP_H
#define BLUR_XMP_H

#include "formats/metadata/metadata.h"

/* Whether there was a thumbnail. */
bool xmp_remove_thumbnails(struct blob *xmp);

/* Has it say, if it says anything of it, that the picture is upright. */
void xmp_reset_orientation(struct blob *xmp);

#endif
