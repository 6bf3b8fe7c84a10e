/* SPDX-License-Identifier: MIT
 * Between the parts that use libspng. */
#ifndef BLUR_PNG_SPNG_H
#define BLUR_PNG_SPNG_H

#include <spng.h>
#include <stdbool.h>

/* As spng_ctx_new(). */
spng_ctx *png_spng_context(int flags);

/* Whether memory could not be had on this thread since it was last asked, for any context: zlib,
 * which has it from libspng, reports that as damage of what it decodes. */
bool png_spng_lacks_memory(void);

#endif
