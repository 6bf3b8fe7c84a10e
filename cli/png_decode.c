/* SPDX-License-Identifier: MIT
 * PNG data to samples. libdeflate inflates and verifies the data first, into exactly the size that
 * the header implies; stb_image then undoes filters, interlacing and bit depths, being given a
 * small PNG of our own making around the inflated bytes. So stb never sees a byte of compressed
 * data, a chunk from outside, or a palette, which it would read beyond. */
#include <libdeflate.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"
#include "png.h"
#include "stb_glue.h"

/* The longest side that stb_image takes (STBI_MAX_DIMENSIONS). */
static const size_t longest_side = (size_t)1 << 24;

/* Deflate gives at most 258 bytes for 2 bits: 1032 for each byte. */
static const size_t largest_expansion = 1032;

/* stb_image 2.30 takes no larger IDAT chunk. */
static const size_t largest_data = (size_t)1 << 30;

/* A stored deflate block: 5 bytes that say its size, then up to 65535 bytes as they are. */
enum { stored_header = 5, stored_payload = 65535 };

/* The parts of the PNG that stb is given. Checksums stay zero: stb reads none. */
enum {
    signature_size = 8,
    header_chunk = 12 + 13,
    chunk_head = 8,
    checksum_size = 4,
    zlib_header = 2,
    end_chunk = 12
};

static void put_u32(uint8_t *at, size_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static uint8_t *put_chunk_head(uint8_t *at, const char *type, size_t size)
{
    put_u32(at, size);
    memcpy(at + 4, type, 4);
    return at + chunk_head;
}

/* Signature, IHDR, and the tRNS of a transparent colour. A palette image is passed off as grey: the
 * grey levels are its indices. */
static uint8_t *put_head(uint8_t *at, const struct png *png)
{
    bool indices = png->color == PNG_PALETTE;
    memcpy(at, "\x89PNG\r\n\x1a\n", signature_size);
    at = put_chunk_head(at + signature_size, "IHDR", 13);
    memcpy(at, png->header, 13);
    at[9] = (uint8_t)(indices ? PNG_GREY : png->color);
    at += 13 + checksum_size;
    if (png->transparency && !indices) {
        at = put_chunk_head(at, "tRNS", png->transparency_size);
        memcpy(at, png->transparency, png->transparency_size);
        at += png->transparency_size + checksum_size;
    }
    return at;
}

/* Spreads size inflated bytes, which lie behind, into stored blocks from at on. Each block moves
 * towards the front, so none overwrites bytes that are still to be moved. */
static uint8_t *put_stored_blocks(uint8_t *at, const uint8_t *inflated, size_t size)
{
    for (size_t done = 0; done < size;) {
        size_t n = size - done < stored_payload ? size - done : stored_payload;
        memmove(at + stored_header, inflated + done, n);
        done += n;
        at[0] = done == size;
        at[1] = (uint8_t)n;
        at[2] = (uint8_t)(n >> 8);
        at[3] = (uint8_t)~at[1];
        at[4] = (uint8_t)~at[2];
        at += stored_header + n;
    }
    return at;
}

static bool inflate(const char *label, const struct png *png, uint8_t *out, size_t size)
{
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    if (!decompressor)
        return message_error(label, "out of memory");
    enum libdeflate_result result =
        libdeflate_zlib_decompress(decompressor, png->data, png->data_size, out, size, NULL);
    libdeflate_free_decompressor(decompressor);
    switch (result) {
    case LIBDEFLATE_SUCCESS:
        return true;
    case LIBDEFLATE_SHORT_OUTPUT:
        return message_error(label, "damaged PNG: less data than the header says");
    case LIBDEFLATE_INSUFFICIENT_SPACE:
        return message_error(label, "damaged PNG: more data than the header says");
    case LIBDEFLATE_BAD_DATA:
        break;
    }
    return message_error(label, "damaged PNG: bad compressed data");
}

/* The PNG for stb, in memory to be freed; NULL: said why. */
static uint8_t *make_plain_png(const char *label, const struct png *png, size_t scanlines,
                               size_t *plain_size)
{
    size_t blocks = (scanlines + stored_payload - 1) / stored_payload;
    size_t zlib_size = zlib_header + blocks * stored_header + scanlines + checksum_size;
    size_t size =
        signature_size + header_chunk + 12 + png->transparency_size + 12 + zlib_size + end_chunk;
    uint8_t *plain = calloc(1, size);
    if (!plain) {
        message_error(label, "out of memory");
        return NULL;
    }
    uint8_t *inflated = plain + size - end_chunk - 2 * checksum_size - scanlines;
    if (!inflate(label, png, inflated, scanlines)) {
        free(plain);
        return NULL;
    }
    uint8_t *at = put_chunk_head(put_head(plain, png), "IDAT", zlib_size);
    memcpy(at, "\x78\x01", zlib_header);
    at = put_stored_blocks(at + zlib_header, inflated, scanlines);
    memset(at, 0, 2 * checksum_size); /* of the zlib stream and of the chunk */
    at = put_chunk_head(at + 2 * checksum_size, "IEND", 0);
    *plain_size = (size_t)(at + checksum_size - plain);
    return plain;
}

/* 16-bit samples as the nearest 8-bit ones: v * 255 / 65535 = v / 257. */
static uint8_t *narrow(uint16_t *wide, size_t count)
{
    uint8_t *samples = (uint8_t *)wide;
    for (size_t i = 0; i < count; i++)
        samples[i] = (uint8_t)((wide[i] + 128u) / 257u);
    return samples;
}

static uint8_t *load_samples(const char *label, const struct png *png, const uint8_t *plain,
                             size_t plain_size, int channels)
{
    int width, height, found;
    void *samples;
    if (png->depth == 16)
        samples =
            stbi_load_16_from_memory(plain, (int)plain_size, &width, &height, &found, channels);
    else
        samples = stbi_load_from_memory(plain, (int)plain_size, &width, &height, &found, channels);
    if (!samples) {
        message_error(label, "PNG cannot be decoded: %s", stb_reason());
        return NULL;
    }
    if (png->depth == 16) {
        message_warning(label, "16-bit samples are reduced to 8 bits");
        samples = narrow(samples, png->width * png->height * (size_t)channels);
    }
    return samples;
}

/* Makes colours of indices, which stb has spread over 0..255 as it does with grey of few bits. */
static uint8_t *look_up(const char *label, const struct png *png, const uint8_t *spread,
                        size_t channels)
{
    size_t pixels = png->width * png->height, bytes, missing = 0;
    unsigned step = 255u / ((1u << png->depth) - 1);
    uint8_t *samples = picture_bytes(pixels, 1, channels, &bytes) ? malloc(bytes) : NULL;
    if (!samples) {
        message_error(label, "out of memory");
        return NULL;
    }
    for (size_t i = 0; i < pixels; i++) {
        size_t index = spread[i] / step;
        uint8_t *pixel = samples + i * channels;
        bool found = index < png->palette_count;
        for (size_t channel = 0; channel < 3; channel++)
            pixel[channel] = found ? png->palette[3 * index + channel] : 0;
        if (channels == 4)
            pixel[3] = index < png->transparency_size ? png->transparency[index] : 255;
        missing += !found;
    }
    if (missing)
        message_warning(label, "%zu pixels of a colour missing from the palette are made black",
                        missing);
    return samples;
}

static uint8_t *decode_samples(const char *label, const struct png *png, size_t scanlines,
                               int channels)
{
    bool indices = png->color == PNG_PALETTE;
    size_t plain_size;
    uint8_t *plain = make_plain_png(label, png, scanlines, &plain_size);
    if (!plain)
        return NULL;
    uint8_t *samples = load_samples(label, png, plain, plain_size, indices ? 1 : channels);
    free(plain);
    if (samples && indices) {
        uint8_t *colors = look_up(label, png, samples, (size_t)channels);
        free(samples);
        samples = colors;
    }
    return samples;
}

/* stb counts bytes in int, and makes samples of less than 8 bits whole ones. */
static bool fits_stb(const struct png *png, size_t scanlines)
{
    size_t samples, channels = png_file_samples(png->color) + 1;
    return png->width <= longest_side && png->height <= longest_side &&
           scanlines <= largest_data - largest_data / 1024 &&
           picture_bytes(png->width, png->height, channels * (png->depth == 16 ? 2 : 1),
                         &samples) &&
           samples <= INT_MAX;
}

static bool check_size(const char *label, const struct png *png, uint64_t max_pixels,
                       size_t *scanlines)
{
    if (!picture_within_limit(label, png->width, png->height, max_pixels))
        return false;
    if (!png_scanline_bytes(png, scanlines) || *scanlines / largest_expansion > png->data_size)
        return message_error(label, "damaged PNG: %zu x %zu pixels cannot come from %zu bytes",
                             png->width, png->height, png->data_size);
    return fits_stb(png, *scanlines) || message_error(label, "image too large for the PNG decoder");
}

static void warn(const char *label, const struct png *png)
{
    if (png->animated)
        message_warning(label, "animated PNG: only its first picture is used");
    if (png->has_profile)
        message_warning(label, "the colour profile is not kept");
    if (png->has_gamma)
        message_warning(label, "the gamma is not kept");
    if (png->has_exif)
        message_warning(label, "Exif data, orientation included, is not kept");
}

bool png_decode(const char *label, struct bytes *bytes, uint64_t max_pixels,
                struct picture *picture)
{
    struct png png;
    size_t scanlines;
    if (!png_parse(label, bytes, &png) || !check_size(label, &png, max_pixels, &scanlines))
        return false;
    int channels = png.color == PNG_PALETTE ? 3 : (int)png_file_samples(png.color);
    channels += png.transparency != NULL;
    uint8_t *samples = decode_samples(label, &png, scanlines, channels);
    if (!samples)
        return false;
    warn(label, &png);
    *picture = (struct picture){png.width, png.height, channels, samples};
    return true;
}
