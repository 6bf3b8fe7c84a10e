/* SPDX-License-Identifier: MIT
 * The chunks of a PNG file: checks everything that can be checked without inflating. */
#include <libdeflate.h>
#include <string.h>

#include "formats/png/png.h"
#include "messages/message.h"

static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

enum { header_size = 13, chunk_head = 8, chunk_overhead = 12 };

/* Deflate gives at most 258 bytes for 2 bits: 1032 for each byte. */
static const size_t max_expansion = 1032;

/* The position in the file, and which chunks have been seen. */
struct png_parser {
    const struct reading *reading;
    struct bytes *bytes;
    size_t offset;
    struct png *png;
    bool header_seen, palette_seen, data_seen, data_over, end_seen;
    bool is_cut; /* which has been reported */
};

bool png_recognises(const uint8_t *data, size_t size)
{
    return size >= sizeof signature && memcmp(data, signature, sizeof signature) == 0;
}

static bool fail(const struct png_parser *parser, const char *what)
{
    return message_error(parser->reading->label, "damaged PNG: %s", what);
}

/* A truncated file: what there is of its last chunk. */
static bool truncate_chunk(struct png_parser *parser, size_t left, struct png_chunk *chunk)
{
    const uint8_t *at = parser->bytes->data + parser->offset;
    if (!codec_damage(parser->reading, "truncated PNG: a chunk ends beyond the file"))
        return false;
    parser->end_seen = left < chunk_head || memcmp(at + 4, "IDAT", 4) != 0;
    if (!parser->end_seen) {
        size_t stated = bytes_u32(at);
        chunk->size = stated < left - chunk_head ? stated : left - chunk_head;
    }
    parser->offset = parser->bytes->size;
    parser->is_cut = true;
    return true;
}

/* *chunk stays empty where there is none any more. */
static bool next_chunk(struct png_parser *parser, struct png_chunk *chunk)
{
    size_t left = parser->bytes->size - parser->offset;
    uint8_t *at = parser->bytes->data + parser->offset;
    if (left == 0) {
        parser->end_seen = true;
        return parser->is_cut || codec_damage(parser->reading, "truncated PNG: no IEND chunk");
    }
    *chunk = (struct png_chunk){at + 4, at + chunk_head, 0};
    if (left < chunk_overhead || bytes_u32(at) > left - chunk_overhead)
        return truncate_chunk(parser, left, chunk);
    chunk->size = bytes_u32(at);
    parser->offset += chunk_overhead + chunk->size;
    return libdeflate_crc32(0, chunk->type, 4 + chunk->size) ==
               bytes_u32(chunk->data + chunk->size) ||
           codec_damage(parser->reading, "damaged PNG: wrong checksum in chunk %.4s",
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

static bool read_header(struct png_parser *parser, const struct png_chunk *chunk)
{
    const char *label = parser->reading->label;
    const uint8_t *at = chunk->data;
    if (parser->header_seen || chunk->size != header_size)
        return fail(parser, "bad IHDR chunk");
    if (bytes_u32(at) == 0 || bytes_u32(at + 4) == 0 || bytes_u32(at) >> 31 ||
        bytes_u32(at + 4) >> 31)
        return fail(parser, "bad width or height");
    if (!depth_allowed(at[8], at[9]))
        return message_error(label, "damaged PNG: no such bit depth %d with colour type %d", at[8],
                             at[9]);
    if (at[10] != 0 || at[11] != 0 || at[12] > 1)
        return message_error(label, "unknown PNG compression, filter or interlace method");
    parser->png->header =
        (struct png_header){bytes_u32(at), bytes_u32(at + 4), at[8], at[9], at[12] == 1};
    parser->header_seen = true;
    return true;
}

static bool read_palette(struct png_parser *parser, const struct png_chunk *chunk)
{
    struct png *png = parser->png;
    if (parser->palette_seen || parser->data_seen || chunk->size == 0 || chunk->size % 3 != 0 ||
        chunk->size > sizeof png->palette)
        return fail(parser, "bad PLTE chunk");
    memcpy(png->palette, chunk->data, chunk->size);
    png->palette_count = chunk->size / 3;
    parser->palette_seen = true;
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

/* Entries beyond the palette are harmless. */
static bool read_transparency(struct png_parser *parser, const struct png_chunk *chunk)
{
    struct png *png = parser->png;
    bool has_palette = png->header.color == PNG_PALETTE, fits = false;
    size_t size = chunk->size;
    if (has_palette && size > png->palette_count && png->palette_count > 0) {
        message_detail(parser->reading->label, "more transparent colours than the palette has");
        size = png->palette_count;
    }
    if (has_palette)
        fits = png->palette_count > 0;
    else if (png->header.color == PNG_GREY || png->header.color == PNG_RGB)
        fits = size == 2 * png_file_samples(png->header.color);
    if (png->transparency_size > 0 || parser->data_seen || size == 0 || !fits)
        return fail(parser, "bad tRNS chunk");
    memcpy(png->transparency, chunk->data, size);
    png->transparency_size = size;
    if (!has_palette)
        mask_transparency(png);
    return true;
}

/* IDAT chunks follow each other; each payload is moved to the end of the one before. */
static bool read_data(struct png_parser *parser, const struct png_chunk *chunk)
{
    struct png *png = parser->png;
    if (parser->data_over)
        return fail(parser, "other chunks between IDAT chunks");
    if (png->header.color == PNG_PALETTE && !parser->palette_seen)
        return fail(parser, "no PLTE chunk");
    if (!parser->data_seen) {
        png->data = chunk->data;
        png->data_offset = (size_t)(chunk->data - parser->bytes->data);
    } else {
        memmove(png->data + png->data_size, chunk->data, chunk->size);
    }
    png->data_size += chunk->size;
    parser->data_seen = true;
    return true;
}

/* A chunk whose type begins with a capital letter is critical. */
static bool read_other(struct png_parser *parser, const struct png_chunk *chunk)
{
    struct png *png = parser->png;
    png->is_animated |= png_chunk_is(chunk, "acTL");
    if ((chunk->type[0] & 0x20) == 0)
        return message_error(parser->reading->label, "unknown PNG chunk %.4s",
                             (const char *)chunk->type);
    return png_read_metadata(parser->reading->label, chunk, &png->picture.metadata);
}

static bool read_chunk(struct png_parser *parser, const struct png_chunk *chunk)
{
    if (!parser->header_seen && !png_chunk_is(chunk, "IHDR"))
        return fail(parser, "does not begin with an IHDR chunk");
    parser->data_over |= parser->data_seen && !png_chunk_is(chunk, "IDAT");
    parser->end_seen = png_chunk_is(chunk, "IEND");
    if (png_chunk_is(chunk, "IHDR"))
        return read_header(parser, chunk);
    if (png_chunk_is(chunk, "PLTE"))
        return read_palette(parser, chunk);
    if (png_chunk_is(chunk, "tRNS"))
        return read_transparency(parser, chunk);
    if (png_chunk_is(chunk, "IDAT"))
        return read_data(parser, chunk);
    return parser->end_seen || read_other(parser, chunk);
}

static bool read_chunks(struct png_parser *parser)
{
    while (!parser->end_seen) {
        struct png_chunk chunk = {0};
        if (!next_chunk(parser, &chunk) || (!parser->end_seen && !read_chunk(parser, &chunk)))
            return false;
    }
    return parser->data_seen || fail(parser, "no IDAT chunk");
}

static bool check_size(const struct reading *reading, const struct png *png)
{
    const struct png_header *header = &png->header;
    size_t scanlines;
    if (!picture_within_limit(reading->label, header->width, header->height, reading->max_pixels))
        return false;
    return (png_scanline_bytes(header, &scanlines) &&
            scanlines / max_expansion <= png->data_size) ||
           codec_damage(reading, "damaged PNG: %lu x %lu pixels cannot come from %zu bytes",
                        (unsigned long)header->width, (unsigned long)header->height,
                        png->data_size);
}

/* Palettes become colours, a transparent colour becomes alpha, and depths below 8 become 8. */
static void describe_picture(struct png *png)
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
    struct png_parser parser = {
        .reading = reading, .bytes = bytes, .offset = sizeof signature, .png = png};
    *png = (struct png){0};
    if (!read_chunks(&parser) || !check_size(reading, png)) {
        metadata_free(&png->picture.metadata);
        return false;
    }
    describe_picture(png);
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
