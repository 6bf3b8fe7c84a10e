/* SPDX-License-Identifier: MIT
 * Which metadata an output gets. */
#ifndef BLUR_METADATA_POLICY_H
#define BLUR_METADATA_POLICY_H

#include "formats/format.h"
#include "formats/picture.h"

/* How much is dropped on request: nothing, all but what says which colours are meant, or all. */
enum strip { STRIP_NOTHING, STRIP_MOST, STRIP_ALL };

/* Takes out of the metadata what the output shall not or cannot hold, with a warning for the
 * latter, and what may show the picture as it was before: thumbnails; if asked to, also the
 * orientation. Returns the orientation of Exif that nothing says any more, which is to be put right
 * in the samples; 1 where there is none. */
int metadata_policy_apply(const char *label, enum strip strip, const struct format *output,
                          bool needs_upright, struct metadata *metadata);

#endif
