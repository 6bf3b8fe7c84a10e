/* SPDX-License-Identifier: MIT
 * The chunks of a PNG file (ISO/IEC 15948): everything that can be checked without unpacking. */
#include <libdeflate.h>
#include <string.h>

#include "message.h"
#include "png.h"

static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

enum { header_size = 13, chunk_overhead = 12 };

/* The position in the file, and which chunks have been met. */
struct walk {
    const char *label;
    struct bytes *bytes;
    size_t offset;
    struct png *png;
    bool header_met, data_met, data_over, end_met;
};

struct chunk {
    const uint8_t *type; /* 4 letters */
    uint8_t *data;
    size_t size;
};

static bool is(const struct chunk *chunk, const char *type)
{
    return memcmp(chunk->type, type, 4) == 0;
}

bool png_recognises(const uint8_t *data, size_t size)
{
    return size >= sizeof signature && memcmp(data, signature, sizeof signature) == 0;
}

static bool next_chunk(struct walk *walk, struct chunk *chunk)
{
    size_t left = walk->bytes->size - walk->offset;
    uint8_t *at = walk->bytes->data + walk->offset;
    if (left == 0)
        return message_error(walk->label, "truncated PNG: no IEND chunk");
    if (left < chunk_overhead || bytes_u32(at) > left - chunk_overhead)
        return message_error(walk->label, "truncated PNG: a chunk ends beyond the file");
    *chunk = (struct chunk){at + 4, at + 8, bytes_u32(at)};
    if (libdeflate_crc32(0, chunk->type, 4 + chunk->size) != bytes_u32(chunk->data + chunk->size))
        return message_error(walk->label, "damaged PNG: wrong checksum in chunk %.4s",
                             (const char *)chunk->type);
    walk->offset += chunk_overhead + chunk->size;
    return true;
}

size_t png_file_samples(enum png_color color)
{
    switch (color) {
    case PNG_GREY:
    case PNG_PALETTE:
        return 1;
    case PNG_GREY_ALPHA:
        return 2;
    case PNG_RGB:
        return 3;
    case PNG_RGB_ALPHA:
        return 4;
    }
    return 0;
}

/* The depths that go with each colour type: bit d is set where depth d is allowed. */
static bool depth_allowed(unsigned depth, unsigned color)
{
    static const uint32_t allowed[7] = {
        [PNG_GREY] = 1u << 1 | 1u << 2 | 1u << 4 | 1u << 8 | 1u << 16,
        [PNG_RGB] = 1u << 8 | 1u << 16,
        [PNG_PALETTE] = 1u << 1 | 1u << 2 | 1u << 4 | 1u << 8,
        [PNG_GREY_ALPHA] = 1u << 8 | 1u << 16,
        [PNG_RGB_ALPHA] = 1u << 8 | 1u << 16,
    };
    return color <= 6 && depth <= 16 && (allowed[color] >> depth & 1);
}

static bool read_header(struct walk *walk, const struct chunk *chunk)
{
    struct png *png = walk->png;
    const uint8_t *at = chunk->data;
    if (walk->header_met || chunk->size != header_size)
        return message_error(walk->label, "damaged PNG: bad IHDR chunk");
    if (bytes_u32(at) == 0 || bytes_u32(at + 4) == 0 || bytes_u32(at) >> 31 ||
        bytes_u32(at + 4) >> 31)
        return message_error(walk->label, "damaged PNG: bad width or height");
    if (!depth_allowed(at[8], at[9]))
        return message_error(walk->label, "damaged PNG: no such bit depth %d with colour type %d",
                             at[8], at[9]);
    if (at[10] != 0 || at[11] != 0 || at[12] > 1)
        return message_error(walk->label, "unknown PNG compression, filter or interlace method");
    png->header = at;
    png->width = bytes_u32(at);
    png->height = bytes_u32(at + 4);
    png->depth = at[8];
    png->color = (enum png_color)at[9];
    png->interlaced = at[12] == 1;
    walk->header_met = true;
    return true;
}

static bool read_palette(struct walk *walk, const struct chunk *chunk)
{
    struct png *png = walk->png;
    if (png->palette || walk->data_met || chunk->size == 0 || chunk->size % 3 != 0 ||
        chunk->size > (size_t)256 * 3)
        return message_error(walk->label, "damaged PNG: bad PLTE chunk");
    png->palette = chunk->data;
    png->palette_count = chunk->size / 3;
    return true;
}

static bool read_transparency(struct walk *walk, const struct chunk *chunk)
{
    struct png *png = walk->png;
    bool fits = false;
    if (png->color == PNG_PALETTE)
        fits = chunk->size <= png->palette_count;
    else if (png->color == PNG_GREY || png->color == PNG_RGB)
        fits = chunk->size == 2 * png_file_samples(png->color);
    if (png->transparency || walk->data_met || !fits)
        return message_error(walk->label, "damaged PNG: bad tRNS chunk");
    png->transparency = chunk->data;
    png->transparency_size = chunk->size;
    return true;
}

/* IDAT chunks follow each other; each payload is moved to the end of the one before. */
static bool read_data(struct walk *walk, const struct chunk *chunk)
{
    struct png *png = walk->png;
    if (walk->data_over)
        return message_error(walk->label, "damaged PNG: other chunks between IDAT chunks");
    if (png->color == PNG_PALETTE && !png->palette)
        return message_error(walk->label, "damaged PNG: no PLTE chunk");
    if (!walk->data_met)
        png->data = chunk->data;
    else
        memmove(png->data + png->data_size, chunk->data, chunk->size);
    png->data_size += chunk->size;
    walk->data_met = true;
    return true;
}

/* gAMA is in 1/100000; sRGB has 45455, or thereabouts. */
static bool is_other_gamma(const struct chunk *chunk)
{
    return is(chunk, "gAMA") && chunk->size == 4 &&
           (bytes_u32(chunk->data) < 45000 || bytes_u32(chunk->data) > 46000);
}

/* A chunk whose type begins with a capital must be understood to show the image. */
static bool read_other(struct walk *walk, const struct chunk *chunk)
{
    struct png *png = walk->png;
    png->animated |= is(chunk, "acTL");
    png->has_exif |= is(chunk, "eXIf");
    png->has_profile |= is(chunk, "iCCP");
    png->has_gamma |= is_other_gamma(chunk);
    if ((chunk->type[0] & 0x20) == 0)
        return message_error(walk->label, "unknown PNG chunk %.4s", (const char *)chunk->type);
    return true;
}

static bool read_chunk(struct walk *walk, const struct chunk *chunk)
{
    if (!walk->header_met && !is(chunk, "IHDR"))
        return message_error(walk->label, "damaged PNG: does not begin with an IHDR chunk");
    walk->data_over |= walk->data_met && !is(chunk, "IDAT");
    walk->end_met = is(chunk, "IEND");
    if (is(chunk, "IHDR"))
        return read_header(walk, chunk);
    if (is(chunk, "PLTE"))
        return read_palette(walk, chunk);
    if (is(chunk, "tRNS"))
        return read_transparency(walk, chunk);
    if (is(chunk, "IDAT"))
        return read_data(walk, chunk);
    return walk->end_met || read_other(walk, chunk);
}

bool png_parse(const char *label, struct bytes *bytes, struct png *png)
{
    struct walk walk = {.label = label, .bytes = bytes, .offset = sizeof signature, .png = png};
    *png = (struct png){0};
    while (!walk.end_met) {
        struct chunk chunk = {0};
        if (!next_chunk(&walk, &chunk) || !read_chunk(&walk, &chunk))
            return false;
    }
    return walk.data_met || message_error(label, "damaged PNG: no IDAT chunk");
}

/* Adam7: where the pixels of each pass begin and how far they lie apart. */
static const struct {
    size_t x, y, x_step, y_step;
} passes[7] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
               {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};

static size_t pass_length(size_t length, size_t start, size_t step)
{
    return length > start ? (length - start + step - 1) / step : 0;
}

/* More than any memory, and small enough that the sum of seven passes fits in 64 bits. */
static const uint64_t too_many_bytes = (uint64_t)1 << 60;

/* A scanline is a filter byte and the pixels, padded to a whole byte. The width is below 2^31 and a
 * pixel has at most 64 bits, so that a line has less than 2^35 bytes. */
static uint64_t pass_bytes(const struct png *png, uint64_t width, uint64_t height)
{
    uint64_t line = 1 + (width * png->depth * png_file_samples(png->color) + 7) / 8;
    if (width == 0 || height == 0)
        return 0;
    return height > too_many_bytes / line ? too_many_bytes : height * line;
}

bool png_scanline_bytes(const struct png *png, size_t *bytes)
{
    uint64_t sum = 0;
    if (!png->interlaced)
        sum = pass_bytes(png, png->width, png->height);
    else
        for (size_t i = 0; i < sizeof passes / sizeof *passes; i++)
            sum += pass_bytes(png, pass_length(png->width, passes[i].x, passes[i].x_step),
                              pass_length(png->height, passes[i].y, passes[i].y_step));
    *bytes = (size_t)sum;
    return sum < too_many_bytes && sum <= SIZE_MAX;
}
