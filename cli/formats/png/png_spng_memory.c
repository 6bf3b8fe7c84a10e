/* SPDX-License-Identifier: MIT */
#ifdef BLUR_WITH_SPNG
#include <stdlib.h>

#include "formats/png/png_spng.h"

static _Thread_local bool lacks_memory;

static void *noted(void *block)
{
    lacks_memory = lacks_memory || !block;
    return block;
}

static void *take(size_t size)
{
    return noted(malloc(size));
}

static void *take_zeros(size_t count, size_t size)
{
    return noted(calloc(count, size));
}

static void *take_more(void *block, size_t size)
{
    return noted(realloc(block, size));
}

spng_ctx *png_spng_context(int flags)
{
    struct spng_alloc functions = {take, take_more, take_zeros, free};
    lacks_memory = false; /* an older failure that nobody asked about no longer matters */
    return spng_ctx_new2(&functions, flags);
}

bool png_spng_lacks_memory(void)
{
    bool lacked = lacks_memory;
    lacks_memory = false;
    return lacked;
}
#else
typedef int no_spng_memory; /* a file of C must declare something */
#endif
