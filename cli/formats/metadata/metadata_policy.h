/* SPDX-License-Identifier: MIT
 * Decides which metadata an output gets. */
#ifndef BLUR_METADATA_POLICY_H
#define BLUR_METADATA_POLICY_H

#include "formats/format.h"
#include "formats/picture.h"

/* How much --strip drops: nothing, all but the colours, or all. */
enum strip { STRIP_NOTHING, STRIP_MOST, STRIP_ALL };

/* Drops the metadata that the output is not to have; what it cannot hold, with a warning;
 * thumbnails, which show the picture before it was blurred; and the orientation, if
 * needs_upright. Returns the orientation that is to be applied to the samples because it was
 * dropped; 1: none. */
int metadata_policy_apply(const char *label, enum strip strip, const struct format *output,
                          bool needs_upright, struct metadata *metadata);

#endif
