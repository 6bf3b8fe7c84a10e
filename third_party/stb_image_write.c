/* SPDX-License-Identifier: MIT
 * Instantiates stb_image_write. The hook that it documents for another compressor
 * (STBIW_ZLIB_COMPRESS) is where the filtered rows of a PNG are taken from it: so a PNG can be made
 * a few rows at a time, and compressed by libdeflate as one. */
#include <stdlib.h>
#include <string.h>

#include <stdint.h>

/* Where the hook shall put the filtered rows, without so many bytes at their beginning. */
static _Thread_local uint8_t *wanted;
static _Thread_local size_t unwanted_bytes;

/* What stb takes for a zlib stream: of static storage, as stb does not free one that it has no room
 * to copy. */
static unsigned char stream[1];

static void release(void *block)
{
    if (block != stream)
        free(block);
}

/* Returns what stb will release(). The level that stb passes is for its own compressor. */
static unsigned char *take_filtered_rows(unsigned char *data, int size, int *out_size, int level)
{
    (void)level;
    memcpy(wanted, data + unwanted_bytes, (size_t)size - unwanted_bytes);
    *out_size = sizeof stream;
    return stream;
}

#define STBIW_MALLOC(size) malloc(size)
#define STBIW_REALLOC(block, size) realloc(block, size)
#define STBIW_FREE(block) release(block)
#define STBIW_ZLIB_COMPRESS take_filtered_rows
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include "stb_glue.h"

void stb_use_average_filter(void)
{
    stbi_write_force_png_filter = 3; /* by its number in a PNG file */
}

bool stb_filter_rows(const uint8_t *rows, size_t width, size_t count, size_t channels,
                     bool skip_first, uint8_t *filtered)
{
    int size;
    wanted = filtered;
    unwanted_bytes = skip_first ? width * channels + 1 : 0;
    unsigned char *png = stbi_write_png_to_mem(rows, (int)(width * channels), (int)width,
                                               (int)count, (int)channels, &size);
    free(png);
    return png != NULL;
}
