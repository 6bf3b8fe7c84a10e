/* SPDX-License-Identifier: MIT
 * The chunks of a PNG file: everything that can be checked without unpacking. */
#include <libdeflate.h>
#include <string.h>

#include "formats/png/png.h"
#include "messages/message.h"

static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

enum { header_size = 13, chunk_head = 8, chunk_overhead = 12 };

/* Deflate gives at most 258 bytes for 2 bits: 1032 for each byte. */
static const size_t largest_expansion = 1032;

/* The position in the file, and which chunks have been met. */
struct walk {
    const struct reading *reading;
    struct bytes *bytes;
    size_t offset;
    struct png *png;
    bool header_met, palette_met, data_met, data_over, end_met;
    bool is_cut; /* which has been said */
};

static bool png_recognises(const uint8_t *data, size_t size)
{
    return size >= sizeof signature && memcmp(data, signature, sizeof signature) == 0;
}

const struct format format_png = {.name = "png",
                                  .extensions = " png ",
                                  .recognises = png_recognises,
                                  .has_alpha = true,
                                  .has_chunks = true,
                                  .longest_exif = 0x7fffffff};

static bool fail(const struct walk *walk, const char *what)
{
    return message_error(walk->reading->label, "damaged PNG: %s", what);
}

/* A file that ends too early: what there is of its last chunk. */
static bool cut_chunk(struct walk *walk, size_t left, struct png_chunk *chunk)
{
    const uint8_t *at = walk->bytes->data + walk->offset;
    if (!codec_damage(walk->reading, "truncated PNG: a chunk ends beyond the file"))
        return false;
    walk->end_met = left < chunk_head || memcmp(at + 4, "IDAT", 4) != 0;
    if (!walk->end_met) {
        size_t stated = bytes_u32(at);
        chunk->size = stated < left - chunk_head ? stated : left - chunk_head;
    }
    walk->offset = walk->bytes->size;
    walk->is_cut = true;
    return true;
}

/* *chunk stays empty where there is none any more. */
static bool next_chunk(struct walk *walk, struct png_chunk *chunk)
{
    size_t left = walk->bytes->size - walk->offset;
    uint8_t *at = walk->bytes->data + walk->offset;
    if (left == 0) {
        walk->end_met = true;
        return walk->is_cut || codec_damage(walk->reading, "truncated PNG: no IEND chunk");
    }
    *chunk = (struct png_chunk){at + 4, at + chunk_head, 0};
    if (left < chunk_overhead || bytes_u32(at) > left - chunk_overhead)
        return cut_chunk(walk, left, chunk);
    chunk->size = bytes_u32(at);
    walk->offset += chunk_overhead + chunk->size;
    return libdeflate_crc32(0, chunk->type, 4 + chunk->size) ==
               bytes_u32(chunk->data + chunk->size) ||
           codec_damage(walk->reading, "damaged PNG: wrong checksum in chunk %.4s",
                        (const char *)chunk->type);
}

size_t png_file_samples(unsigned color)
{
    static const size_t samples[] = {[PNG_GREY] = 1,
                                     [PNG_PALETTE] = 1,
                                     [PNG_GREY_ALPHA] = 2,
                                     [PNG_RGB] = 3,
                                     [PNG_RGB_ALPHA] = 4};
    return samples[color];
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

static bool read_header(struct walk *walk, const struct png_chunk *chunk)
{
    const char *label = walk->reading->label;
    const uint8_t *at = chunk->data;
    if (walk->header_met || chunk->size != header_size)
        return fail(walk, "bad IHDR chunk");
    if (bytes_u32(at) == 0 || bytes_u32(at + 4) == 0 || bytes_u32(at) >> 31 ||
        bytes_u32(at + 4) >> 31)
        return fail(walk, "bad width or height");
    if (!depth_allowed(at[8], at[9]))
        return message_error(label, "damaged PNG: no such bit depth %d with colour type %d", at[8],
                             at[9]);
    if (at[10] != 0 || at[11] != 0 || at[12] > 1)
        return message_error(label, "unknown PNG compression, filter or interlace method");
    walk->png->header =
        (struct png_header){bytes_u32(at), bytes_u32(at + 4), at[8], at[9], at[12] == 1};
    walk->header_met = true;
    return true;
}

static bool read_palette(struct walk *walk, const struct png_chunk *chunk)
{
    struct png *png = walk->png;
    if (walk->palette_met || walk->data_met || chunk->size == 0 || chunk->size % 3 != 0 ||
        chunk->size > sizeof png->palette)
        return fail(walk, "bad PLTE chunk");
    memcpy(png->palette, chunk->data, chunk->size);
    png->palette_count = chunk->size / 3;
    walk->palette_met = true;
    return true;
}

/* The bits of a transparent colour above the depth do not count (PNG, 11.3.2.1). */
static void mask_transparency(struct png *png)
{
    unsigned mask = (1u << png->header.depth) - 1;
    for (size_t i = 0; i + 1 < png->transparency_size; i += 2) {
        png->transparency[i] &= (uint8_t)(mask >> 8);
        png->transparency[i + 1] &= (uint8_t)mask;
    }
}

/* Of a palette, what is beyond it is harmless. */
static bool read_transparency(struct walk *walk, const struct png_chunk *chunk)
{
    struct png *png = walk->png;
    bool has_palette = png->header.color == PNG_PALETTE, fits = false;
    size_t size = chunk->size;
    if (has_palette && size > png->palette_count && png->palette_count > 0) {
        message_detail(walk->reading->label, "more transparent colours than the palette has");
        size = png->palette_count;
    }
    if (has_palette)
        fits = png->palette_count > 0;
    else if (png->header.color == PNG_GREY || png->header.color == PNG_RGB)
        fits = size == 2 * png_file_samples(png->header.color);
    if (png->transparency_size > 0 || walk->data_met || size == 0 || !fits)
        return fail(walk, "bad tRNS chunk");
    memcpy(png->transparency, chunk->data, size);
    png->transparency_size = size;
    if (!has_palette)
        mask_transparency(png);
    return true;
}

/* IDAT chunks follow each other; each payload is moved to the end of the one before. */
static bool read_data(struct walk *walk, const struct png_chunk *chunk)
{
    struct png *png = walk->png;
    if (walk->data_over)
        return fail(walk, "other chunks between IDAT chunks");
    if (png->header.color == PNG_PALETTE && !walk->palette_met)
        return fail(walk, "no PLTE chunk");
    if (!walk->data_met) {
        png->data = chunk->data;
        png->room = (size_t)(chunk->data - walk->bytes->data);
    } else {
        memmove(png->data + png->data_size, chunk->data, chunk->size);
    }
    png->data_size += chunk->size;
    walk->data_met = true;
    return true;
}

/* A chunk whose type begins with a capital must be understood to show the image. */
static bool read_other(struct walk *walk, const struct png_chunk *chunk)
{
    struct png *png = walk->png;
    png->is_animated |= png_chunk_is(chunk, "acTL");
    if ((chunk->type[0] & 0x20) == 0)
        return message_error(walk->reading->label, "unknown PNG chunk %.4s",
                             (const char *)chunk->type);
    return png_read_metadata(walk->reading->label, chunk, &png->picture.metadata);
}

static bool read_chunk(struct walk *walk, const struct png_chunk *chunk)
{
    if (!walk->header_met && !png_chunk_is(chunk, "IHDR"))
        return fail(walk, "does not begin with an IHDR chunk");
    walk->data_over |= walk->data_met && !png_chunk_is(chunk, "IDAT");
    walk->end_met = png_chunk_is(chunk, "IEND");
    if (png_chunk_is(chunk, "IHDR"))
        return read_header(walk, chunk);
    if (png_chunk_is(chunk, "PLTE"))
        return read_palette(walk, chunk);
    if (png_chunk_is(chunk, "tRNS"))
        return read_transparency(walk, chunk);
    if (png_chunk_is(chunk, "IDAT"))
        return read_data(walk, chunk);
    return walk->end_met || read_other(walk, chunk);
}

static bool read_chunks(struct walk *walk)
{
    while (!walk->end_met) {
        struct png_chunk chunk = {0};
        if (!next_chunk(walk, &chunk) || (!walk->end_met && !read_chunk(walk, &chunk)))
            return false;
    }
    return walk->data_met || fail(walk, "no IDAT chunk");
}

static bool check_size(const struct reading *reading, const struct png *png)
{
    const struct png_header *header = &png->header;
    size_t scanlines;
    if (!picture_within_limit(reading->label, header->width, header->height, reading->max_pixels))
        return false;
    return (png_scanline_bytes(header, &scanlines) &&
            scanlines / largest_expansion <= png->data_size) ||
           codec_damage(reading, "damaged PNG: %lu x %lu pixels cannot come from %zu bytes",
                        (unsigned long)header->width, (unsigned long)header->height,
                        png->data_size);
}

/* Palettes become colours, a transparent colour becomes alpha, and less than 8 bits become 8. */
static void describe(struct png *png)
{
    struct picture *picture = &png->picture;
    bool has_palette = png->header.color == PNG_PALETTE;
    picture->width = png->header.width;
    picture->height = png->header.height;
    picture->channels = has_palette ? 3 : (int)png_file_samples(png->header.color);
    picture->channels += png->transparency_size > 0;
    picture->sample = png->header.depth == 16 ? BLUR_UINT16 : BLUR_UINT8;
}

bool png_parse(const struct reading *reading, struct bytes *bytes, struct png *png)
{
    struct walk walk = {.reading = reading, .bytes = bytes, .offset = sizeof signature, .png = png};
    *png = (struct png){0};
    if (!read_chunks(&walk) || !check_size(reading, png)) {
        metadata_free(&png->picture.metadata);
        return false;
    }
    describe(png);
    if (png->is_animated)
        message_warning(reading->label, "animated PNG: only its first picture is used");
    return true;
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
static uint64_t pass_bytes(const struct png_header *header, uint64_t width, uint64_t height)
{
    uint64_t line = 1 + (width * header->depth * png_file_samples(header->color) + 7) / 8;
    if (width == 0 || height == 0)
        return 0;
    return height > too_many_bytes / line ? too_many_bytes : height * line;
}

bool png_scanline_bytes(const struct png_header *header, size_t *bytes)
{
    uint64_t sum = 0;
    if (!header->is_interlaced)
        sum = pass_bytes(header, header->width, header->height);
    else
        for (size_t i = 0; i < sizeof passes / sizeof *passes; i++)
            sum += pass_bytes(header, pass_length(header->width, passes[i].x, passes[i].x_step),
                              pass_length(header->height, passes[i].y, passes[i].y_step));
    *bytes = (size_t)sum;
    return sum < too_many_bytes && sum <= SIZE_MAX;
}
