/* SPDX-License-Identifier: MIT
 * Bytes weighted by alpha, faster where alpha is all or nothing, which it is over most of most
 * pictures: of a block of rows, strips whose neighbourhood is opaque are blurred as if they had no
 * alpha, those whose neighbourhood is clear become 0, and only the rest is target. Which is which
 * depends on the picture alone, not on bands or threads. */
#ifndef BLUR_OPAQUE_TILES_H
#define BLUR_OPAQUE_TILES_H

#include "composite/composite.h"

/* Whether it can do what is asked for: it is not worth it for anything but a plain Gaussian. */
bool opaque_tiles_fit(const struct problem *problem, const blur_options *options,
                      const struct spec *spec);

/* For a problem of which shape, samples, border and loops are set, and options that have been read.
 * BLUR_OK, or an error; *method is NULL then. */
int opaque_tiles_make(const struct problem *problem, const blur_options *options,
                      const struct spec *spec, struct method **method);

#endif
