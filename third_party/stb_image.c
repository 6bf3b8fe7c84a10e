/* SPDX-License-Identifier: MIT
 * Instantiates stb_image. Its memory starts out as zeros: on damaged JPEG data version 2.27 hands
 * out parts of its buffers that it never wrote, and its decoder state begins uninitialised. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Some of stb's reasons are others where it lacks memory: a JPEG file is of an "unknown image type"
 * when there is none to look into it. */
static _Thread_local bool lacks_memory;

static void *noted(void *block)
{
    lacks_memory = lacks_memory || !block;
    return block;
}

#define STBI_MALLOC(size) noted(calloc(1, size))
#define STBI_REALLOC(block, size) noted(realloc(block, size))
#define STBI_FREE(block) free(block)

#define STB_IMAGE_IMPLEMENTATION
#include "stb_glue.h"

const char *stb_reason(void)
{
    const char *reason = stbi__g_failure_reason;
    bool has_reason = reason && !lacks_memory && strcmp(reason, "outofmem") != 0;
    stbi__g_failure_reason = NULL;
    lacks_memory = false;
    return has_reason ? reason : "out of memory";
}
