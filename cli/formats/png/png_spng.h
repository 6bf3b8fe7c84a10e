/* SPDX-License-Identifier: MIT
 * What the reader and the writer by libspng share. */
#ifndef BLUR_PNG_SPNG_H
#define BLUR_PNG_SPNG_H

#include <spng.h>
#include <stdbool.h>

/* As spng_ctx_new(). */
spng_ctx *png_spng_context(int flags);

/* Whether memory ran out on this thread since the last call, in any context: zlib, which
 * allocates by libspng, reports that as damaged data. */
bool png_spng_out_of_memory(void);

#endif
