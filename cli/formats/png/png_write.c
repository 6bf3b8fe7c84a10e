/* SPDX-License-Identifier: MIT
 * Writes the chunks of an output, but for the samples, which a library compresses. */
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "formats/metadata/raw_profile.h"
#include "formats/png/png.h"

bool png_put_chunk(struct bytes *bytes, const char *type, const void *data, size_t size)
{
    uint8_t head[8], checksum[4];
    bytes_put_u32(head, size);
    memcpy(head + 4, type, 4);
    uint32_t crc = libdeflate_crc32(libdeflate_crc32(0, head + 4, 4), size > 0 ? data : "", size);
    bytes_put_u32(checksum, crc);
    return size <= INT32_MAX && bytes_append(bytes, head, sizeof head) &&
           bytes_append(bytes, data, size) && bytes_append(bytes, checksum, sizeof checksum);
}

bool png_put_header(const struct png_header *header, struct bytes *bytes)
{
    uint8_t data[13] = {[8] = header->depth, [9] = header->color, [12] = header->is_interlaced};
    bytes_put_u32(data, header->width);
    bytes_put_u32(data + 4, header->height);
    return bytes_append(bytes, "\x89PNG\r\n\x1a\n", 8) &&
           png_put_chunk(bytes, "IHDR", data, sizeof data);
}

struct png_header png_header_of(const struct picture *picture)
{
    static const uint8_t colors[] = {0, PNG_GREY, PNG_GREY_ALPHA, PNG_RGB, PNG_RGB_ALPHA};
    return (struct png_header){(uint32_t)picture->width, (uint32_t)picture->height,
                               picture->sample == BLUR_UINT16 ? 16 : 8, colors[picture->channels],
                               false};
}

bool png_put_header_and_metadata(const struct picture *picture, struct bytes *bytes)
{
    struct png_header header = png_header_of(picture);
    return png_put_header(&header, bytes) && png_put_metadata(&picture->metadata, bytes);
}

bool png_put_idat_start(struct bytes *bytes, size_t size)
{
    uint8_t head[] = {0, 0, 0, 0, 'I', 'D', 'A', 'T'};
    bytes_put_u32(head, size);
    return size <= INT32_MAX && bytes_append(bytes, head, sizeof head);
}

bool png_put_idat_end(struct bytes *bytes, size_t size)
{
    uint8_t checksum[4];
    bytes_put_u32(checksum, libdeflate_crc32(0, bytes->data + bytes->size - size - 4, size + 4));
    return bytes_append(bytes, checksum, sizeof checksum) && png_put_chunk(bytes, "IEND", NULL, 0);
}

/* A chunk has less than 2^31 bytes. */
bool png_put_idat(struct bytes *bytes, const uint8_t *data, size_t size)
{
    const size_t max = (size_t)1 << 30;
    for (size_t done = 0, n; done < size; done += n) {
        n = size - done < max ? size - done : max;
        if (!png_put_chunk(bytes, "IDAT", data + done, n))
            return false;
    }
    return png_put_chunk(bytes, "IEND", NULL, 0);
}

static bool append_zlib(struct blob *blob, const void *data, size_t size)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(9);
    if (!compressor)
        return false;
    size_t room = libdeflate_zlib_compress_bound(compressor, size);
    uint8_t *compressed = malloc(room);
    size_t got =
        compressed ? libdeflate_zlib_compress(compressor, data, size, compressed, room) : 0;
    bool done = got > 0 && blob_append(blob, compressed, got);
    free(compressed);
    libdeflate_free_compressor(compressor);
    return done;
}

/* With the zero byte. */
static bool append_string(struct blob *blob, const char *string)
{
    return blob_append(blob, string, strlen(string) + 1);
}

static bool append_value(struct blob *blob, const char *value, bool is_compressed)
{
    return is_compressed ? append_zlib(blob, value, strlen(value))
                         : blob_append(blob, value, strlen(value));
}

/* A text that was Latin-1, or may have been, stays in one of the older chunks. */
static bool build_latin1(struct blob *chunk, const struct metadata_text *text)
{
    char *value = malloc(strlen(text->value) + 1);
    bool done = value && metadata_text_is_latin1(text->value, value) &&
                append_string(chunk, text->keyword) &&
                (!text->is_compressed || blob_append(chunk, "", 1)) &&
                append_value(chunk, value, text->is_compressed);
    free(value);
    return done;
}

static bool build_utf8(struct blob *chunk, const struct metadata_text *text)
{
    return append_string(chunk, text->keyword) &&
           blob_append(chunk, text->is_compressed ? "\1" : "\0", 2) &&
           append_string(chunk, text->language) && append_string(chunk, text->translated) &&
           append_value(chunk, text->value, text->is_compressed);
}

static bool put_text(struct bytes *bytes, const struct metadata_text *text)
{
    struct blob chunk = {0};
    bool is_latin1 = !text->is_utf8 && metadata_text_is_latin1(text->value, NULL);
    const char *type = !is_latin1 ? "iTXt" : text->is_compressed ? "zTXt" : "tEXt";
    bool done = (is_latin1 ? build_latin1(&chunk, text) : build_utf8(&chunk, text)) &&
                png_put_chunk(bytes, type, chunk.data, chunk.size);
    blob_free(&chunk);
    return done;
}

static bool put_texts(struct bytes *bytes, const struct metadata *metadata)
{
    for (size_t i = 0; i < metadata->text_count; i++)
        if (!put_text(bytes, &metadata->texts[i]))
            return false;
    return true;
}

static bool put_xmp(struct bytes *bytes, const struct blob *xmp)
{
    static const char head[] = "XML:com.adobe.xmp\0\0\0\0"; /* not compressed, no language */
    struct blob chunk = {0};
    bool done = !xmp->data || (blob_append(&chunk, head, sizeof head) &&
                               blob_append(&chunk, xmp->data, xmp->size) &&
                               png_put_chunk(bytes, "iTXt", chunk.data, chunk.size));
    blob_free(&chunk);
    return done;
}

static bool put_iptc(struct bytes *bytes, const struct blob *iptc)
{
    struct blob resource = {0}, chunk = {0};
    if (!iptc->data)
        return true;
    char *value = iptc_wrap(iptc, &resource) ? raw_profile_write("iptc", &resource) : NULL;
    bool done = value && append_string(&chunk, "Raw profile type iptc") &&
                blob_append(&chunk, "", 1) && append_value(&chunk, value, true) &&
                png_put_chunk(bytes, "zTXt", chunk.data, chunk.size);
    free(value);
    blob_free(&chunk);
    blob_free(&resource);
    return done;
}

static bool put_profile(struct bytes *bytes, const struct metadata *metadata)
{
    const char *name = metadata->icc_name[0] ? metadata->icc_name : "ICC profile";
    struct blob chunk = {0};
    bool done = append_string(&chunk, name) && blob_append(&chunk, "", 1) &&
                append_zlib(&chunk, metadata->icc.data, metadata->icc.size) &&
                png_put_chunk(bytes, "iCCP", chunk.data, chunk.size);
    blob_free(&chunk);
    return done;
}

/* An image has a profile or an sRGB chunk, not both. */
static bool put_colors(struct bytes *bytes, const struct metadata *metadata)
{
    const struct color_chunks *colors = &metadata->colors;
    if (colors->has_cicp && !png_put_chunk(bytes, "cICP", colors->cicp, sizeof colors->cicp))
        return false;
    if (metadata->icc.data && !put_profile(bytes, metadata))
        return false;
    if (colors->has_srgb && !metadata->icc.data &&
        !png_put_chunk(bytes, "sRGB", colors->srgb, sizeof colors->srgb))
        return false;
    if (colors->has_gamma && !png_put_chunk(bytes, "gAMA", colors->gamma, sizeof colors->gamma))
        return false;
    return !colors->has_chromaticities ||
           png_put_chunk(bytes, "cHRM", colors->chromaticities, sizeof colors->chromaticities);
}

/* Pixels per metre; units: how many units of the density's there are in a metre. */
static uint32_t per_metre(uint32_t density, double units)
{
    double result = density * units + 0.5;
    return result < INT32_MAX ? (uint32_t)result : INT32_MAX;
}

static bool put_density(struct bytes *bytes, const struct density *density)
{
    double units = density->unit == DENSITY_PER_INCH ? 1 / 0.0254
                   : density->unit == DENSITY_PER_CM ? 100
                                                     : 1;
    uint8_t chunk[9] = {0};
    bytes_put_u32(chunk, per_metre(density->x, units));
    bytes_put_u32(chunk + 4, per_metre(density->y, units));
    chunk[8] = density->unit != DENSITY_RATIO;
    return density->unit == DENSITY_NONE || png_put_chunk(bytes, "pHYs", chunk, sizeof chunk);
}

bool png_put_metadata(const struct metadata *metadata, struct bytes *bytes)
{
    return put_colors(bytes, metadata) && put_density(bytes, &metadata->density) &&
           (!metadata->exif.data ||
            png_put_chunk(bytes, "eXIf", metadata->exif.data, metadata->exif.size)) &&
           put_xmp(bytes, &metadata->xmp) && put_iptc(bytes, &metadata->iptc) &&
           put_texts(bytes, metadata);
}
