/* SPDX-License-Identifier: MIT
 * A fast path for bytes with alpha: most images are mostly opaque or transparent. In each block of
 * rows, strips whose whole neighbourhood is opaque are blurred as if they had no alpha, strips
 * whose neighbourhood is transparent become 0, and only the others take the slow path. The choice
 * depends on the image alone, not on bands or threads. */
#ifndef BLUR_OPAQUE_TILES_H
#define BLUR_OPAQUE_TILES_H

#include "composite/composite.h"

/* Whether this path applies: it exists only for plain Gaussians. */
bool opaque_tiles_fit(const struct problem *problem, const blur_options *options,
                      const struct spec *spec);

/* Makes the method for a problem whose shape, samples, border and loops are set, and for validated
 * options. Returns BLUR_OK, or an error with *method NULL. */
int opaque_tiles_make(const struct problem *problem, const blur_options *options,
                      const struct spec *spec, struct method **method);

#endif
