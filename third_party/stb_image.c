/* SPDX-License-Identifier: MIT
 * Instantiates stb_image. Its memory starts out as zeros: on damaged JPEG data version 2.27 hands
 * out parts of its buffers that it never wrote, and its decoder state begins uninitialised. */
#include <stdlib.h>
#include <string.h>

#define STBI_MALLOC(size) calloc(1, size)
#define STBI_REALLOC(block, size) realloc(block, size)
#define STBI_FREE(block) free(block)

#define STB_IMAGE_IMPLEMENTATION
#include "stb_glue.h"

const char *stb_reason(void)
{
    const char *reason = stbi__g_failure_reason;
    stbi__g_failure_reason = NULL;
    return reason && strcmp(reason, "outofmem") != 0 ? reason : "out of memory";
}
