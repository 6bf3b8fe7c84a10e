/* SPDX-License-Identifier: MIT */
#ifdef BLUR_WITH_SPNG
#include <stdlib.h>

#include "formats/png/png_spng.h"

static _Thread_local bool ran_out;

static void *track(void *block)
{
    ran_out = ran_out || !block;
    return block;
}

static void *tracked_malloc(size_t size)
{
    return track(malloc(size));
}

static void *tracked_calloc(size_t count, size_t size)
{
    return track(calloc(count, size));
}

static void *tracked_realloc(void *block, size_t size)
{
    return track(realloc(block, size));
}

spng_ctx *png_spng_context(int flags)
{
    struct spng_alloc functions = {tracked_malloc, tracked_realloc, tracked_calloc, free};
    ran_out = false; /* an older failure that nobody asked about no longer matters */
    return spng_ctx_new2(&functions, flags);
}

bool png_spng_out_of_memory(void)
{
    bool result = ran_out;
    ran_out = false;
    return result;
}
#else
typedef int no_spng_memory; /* a file of C must declare something */
#endif
