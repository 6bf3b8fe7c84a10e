/* SPDX-License-Identifier: MIT
 * The two things that have to be known of XMP: thumbnails, which are not blurred, and the
 * orientation. They are found by the usual prefixes, without parsing the XML. */
#ifndef BLUR_XMP_H
#define BLUR_XMP_H

#include "formats/metadata/metadata.h"

/* Whether there was a thumbnail. */
bool xmp_remove_thumbnails(struct blob *xmp);

/* Sets the orientation to 1 wherever there is one. */
void xmp_reset_orientation(struct blob *xmp);

#endif
