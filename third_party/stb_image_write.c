/* SPDX-License-Identifier: MIT
 * Instantiates stb_image_write, with libdeflate in the place of its own compressor by the hook it
 * documents (STBIW_ZLIB_COMPRESS). */
#include <limits.h>
#include <stdlib.h>

#include <libdeflate.h>

/* Level 1 of libdeflate makes smaller files than stb's own compressor, many times faster. */
enum { compression_level = 1 };

/* Returns what stb will free(), or NULL. The level that stb passes is for its own compressor. */
static unsigned char *compress_zlib(unsigned char *data, int size, int *out_size, int level)
{
    unsigned char *out = NULL;
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(compression_level);
    (void)level;
    if (!compressor)
        return NULL;
    size_t bound = libdeflate_zlib_compress_bound(compressor, (size_t)size);
    if (bound <= INT_MAX)
        out = malloc(bound);
    if (out)
        *out_size = (int)libdeflate_zlib_compress(compressor, data, (size_t)size, out, bound);
    libdeflate_free_compressor(compressor);
    return out;
}

#define STBIW_ZLIB_COMPRESS compress_zlib
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include "stb_glue.h"
