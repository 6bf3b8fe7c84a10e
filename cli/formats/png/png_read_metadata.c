/* SPDX-License-Identifier: MIT
 * From the chunks that hold metadata to the struct. */
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "formats/metadata/exif.h"
#include "formats/metadata/raw_profile.h"
#include "formats/png/png.h"
#include "messages/message.h"

/* The limits for one inflated text or profile, and for all metadata of a file: far more than
 * real files have, and little beside the samples of a picture. */
static const size_t max_inflated = (size_t)1 << 24, max_metadata = (size_t)1 << 26;

enum result { TAKEN, DAMAGED, NO_MEMORY };

static enum result taken_if(bool done)
{
    return done ? TAKEN : NO_MEMORY;
}

static bool is_full(const struct metadata *metadata, size_t more)
{
    return metadata->exif.size + metadata->xmp.size + metadata->icc.size + metadata->iptc.size +
               metadata->text_bytes + more >
           max_metadata;
}

/* The size is not stored anywhere: larger buffers are tried until it fits. */
static enum result inflate(const uint8_t *data, size_t size, struct blob *out)
{
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    enum libdeflate_result result = LIBDEFLATE_INSUFFICIENT_SPACE;
    if (!decompressor)
        return NO_MEMORY;
    *out = (struct blob){0};
    for (size_t room = 4096; result == LIBDEFLATE_INSUFFICIENT_SPACE && room <= max_inflated;
         room *= 4) {
        free(out->data);
        out->data = malloc(room);
        if (!out->data)
            break;
        result = libdeflate_zlib_decompress(decompressor, data, size, out->data, room, &out->size);
    }
    libdeflate_free_decompressor(decompressor);
    bool has_memory = out->data != NULL;
    if (result != LIBDEFLATE_SUCCESS)
        blob_free(out);
    return result == LIBDEFLATE_SUCCESS ? TAKEN : has_memory ? DAMAGED : NO_MEMORY;
}

/* The next zero byte between at and end. NULL: there is none. */
static const uint8_t *find_zero(const uint8_t *at, const uint8_t *end)
{
    return at < end ? memchr(at, 0, (size_t)(end - at)) : NULL;
}

/* Keywords and names have 1 to 79 bytes. */
static const uint8_t *end_of_keyword(const struct png_chunk *chunk)
{
    const uint8_t *end = find_zero(chunk->data, chunk->data + chunk->size);
    return end && end > chunk->data && end - chunk->data < 80 ? end : NULL;
}

static enum result read_profile(const struct png_chunk *chunk, struct metadata *metadata)
{
    const uint8_t *name_end = end_of_keyword(chunk), *end = chunk->data + chunk->size;
    if (metadata->icc.data)
        return TAKEN;
    if (!name_end || end - name_end < 2 || name_end[1] != 0)
        return DAMAGED;
    enum result result = inflate(name_end + 2, (size_t)(end - name_end - 2), &metadata->icc);
    if (result == TAKEN)
        memcpy(metadata->icc_name, chunk->data, (size_t)(name_end + 1 - chunk->data));
    return result;
}

/* Exif data begin with the byte order; some writers put the signature of JPEG's segment before
 * it. */
static enum result read_exif(const uint8_t *data, size_t size, struct metadata *metadata)
{
    if (size >= 6 && memcmp(data, "Exif\0", 6) == 0) {
        data += 6;
        size -= 6;
    }
    if (!exif_is_valid(data, size))
        return DAMAGED;
    if (metadata->exif.data)
        return TAKEN;
    return taken_if(blob_append(&metadata->exif, data, size));
}

static enum result read_xmp(const void *data, size_t size, struct metadata *metadata)
{
    return metadata->xmp.data ? TAKEN : taken_if(blob_append(&metadata->xmp, data, size));
}

/* The content of a JPEG APP1 segment: Exif or XMP. */
static enum result read_app1(const struct blob *blob, struct metadata *metadata)
{
    static const char xmp[] = "http://ns.adobe.com/xap/1.0/";
    if (blob->size > 6 && memcmp(blob->data, "Exif\0", 6) == 0)
        return read_exif(blob->data, blob->size, metadata);
    if (blob->size > sizeof xmp && memcmp(blob->data, xmp, sizeof xmp) == 0)
        return read_xmp(blob->data + sizeof xmp, blob->size - sizeof xmp, metadata);
    return DAMAGED;
}

/* Photoshop's resources, of which only the IPTC records are kept. */
static enum result read_resources(const struct blob *blob, struct metadata *metadata)
{
    static const char name[] = "Photoshop 3.0";
    size_t over =
        blob->size >= sizeof name && memcmp(blob->data, name, sizeof name) == 0 ? sizeof name : 0;
    if (blob->size < over + 4 || memcmp(blob->data + over, "8BIM", 4) != 0)
        return DAMAGED;
    return taken_if(metadata->iptc.data ||
                    iptc_find(blob->data + over, blob->size - over, &metadata->iptc));
}

/* Metadata stored as hexadecimal text, as they have no chunk of their own, or had none when the
 * file was written. Those of unknown names are dropped: they might hold anything. */
static enum result read_raw_profile(const char *keyword, const void *value, size_t size,
                                    struct metadata *metadata, bool *is_one)
{
    struct blob blob = {0};
    enum result result = DAMAGED;
    *is_one = raw_profile_is(keyword);
    if (!*is_one || !raw_profile_read(value, size, &blob))
        return *is_one ? DAMAGED : TAKEN;
    if (raw_profile_names(keyword, "exif"))
        result = read_exif(blob.data, blob.size, metadata);
    else if (raw_profile_names(keyword, "APP1"))
        result = read_app1(&blob, metadata);
    else if (raw_profile_names(keyword, "xmp"))
        result = read_xmp(blob.data, blob.size, metadata);
    else if (raw_profile_names(keyword, "iptc"))
        result = taken_if(metadata->iptc.data || iptc_find(blob.data, blob.size, &metadata->iptc));
    else if (raw_profile_names(keyword, "8bim") || raw_profile_names(keyword, "APP13"))
        result = read_resources(&blob, metadata);
    else if (raw_profile_names(keyword, "icc") || raw_profile_names(keyword, "icm"))
        result = taken_if(metadata->icc.data || blob_append(&metadata->icc, blob.data, blob.size));
    blob_free(&blob);
    return result;
}

static enum result add_text(const char *keyword, const void *value, size_t size, bool is_utf8,
                            struct metadata *metadata, struct metadata_text **text)
{
    bool is_profile;
    *text = NULL;
    enum result result = read_raw_profile(keyword, value, size, metadata, &is_profile);
    if (is_profile)
        return result;
    if (strcmp(keyword, "XML:com.adobe.xmp") == 0)
        return read_xmp(value, size, metadata);
    *text = metadata_add_text(metadata, keyword, value, size, is_utf8);
    return taken_if(*text);
}

/* The value, inflated where it is compressed. */
static enum result add_value(const char *keyword, const uint8_t *value, size_t size, bool is_utf8,
                             bool is_compressed, struct metadata *metadata,
                             struct metadata_text **text)
{
    struct blob inflated = {0};
    if (!is_compressed)
        return add_text(keyword, value, size, is_utf8, metadata, text);
    enum result result = inflate(value, size, &inflated);
    if (result == TAKEN && is_full(metadata, inflated.size))
        result = DAMAGED;
    if (result == TAKEN)
        result = add_text(keyword, inflated.data, inflated.size, is_utf8, metadata, text);
    if (*text)
        (*text)->is_compressed = true;
    blob_free(&inflated);
    return result;
}

static enum result read_text(const struct png_chunk *chunk, struct metadata *metadata)
{
    const uint8_t *keyword_end = end_of_keyword(chunk), *end = chunk->data + chunk->size;
    struct metadata_text *text = NULL;
    bool is_compressed = png_chunk_is(chunk, "zTXt");
    if (!keyword_end || (is_compressed && (end - keyword_end < 2 || keyword_end[1] != 0)))
        return DAMAGED;
    const uint8_t *value = keyword_end + 1 + is_compressed;
    return add_value((const char *)chunk->data, value, (size_t)(end - value), false, is_compressed,
                     metadata, &text);
}

/* keyword 0, is compressed, method, language 0, translated keyword 0, value. */
static enum result read_international_text(const struct png_chunk *chunk, struct metadata *metadata)
{
    const uint8_t *keyword_end = end_of_keyword(chunk), *end = chunk->data + chunk->size;
    if (!keyword_end || end - keyword_end < 3 || keyword_end[1] > 1 || keyword_end[2] != 0)
        return DAMAGED;
    const uint8_t *language = keyword_end + 3, *language_end = find_zero(language, end);
    const uint8_t *translated = language_end ? language_end + 1 : end;
    const uint8_t *translated_end = find_zero(translated, end);
    if (!translated_end)
        return DAMAGED;
    struct metadata_text *text = NULL;
    enum result result =
        add_value((const char *)chunk->data, translated_end + 1, (size_t)(end - translated_end - 1),
                  true, keyword_end[1], metadata, &text);
    if (text && (!metadata_text_set(&text->language, (const char *)language) ||
                 !metadata_text_set(&text->translated, (const char *)translated)))
        return NO_MEMORY;
    return result;
}

static enum result read_density(const struct png_chunk *chunk, struct metadata *metadata)
{
    if (chunk->size != 9 || chunk->data[8] > 1)
        return DAMAGED;
    metadata->density = (struct density){chunk->data[8] ? DENSITY_PER_METRE : DENSITY_RATIO,
                                         bytes_u32(chunk->data), bytes_u32(chunk->data + 4)};
    return TAKEN;
}

/* A chunk of a fixed size, as it is. */
static enum result copy(const struct png_chunk *chunk, void *to, size_t size, bool *has)
{
    if (chunk->size != size)
        return DAMAGED;
    memcpy(to, chunk->data, size);
    *has = true;
    return TAKEN;
}

static enum result read_chunk(const struct png_chunk *chunk, struct metadata *metadata)
{
    struct color_chunks *colors = &metadata->colors;
    if (png_chunk_is(chunk, "iCCP"))
        return read_profile(chunk, metadata);
    if (png_chunk_is(chunk, "gAMA"))
        return copy(chunk, colors->gamma, sizeof colors->gamma, &colors->has_gamma);
    if (png_chunk_is(chunk, "cHRM"))
        return copy(chunk, colors->chromaticities, sizeof colors->chromaticities,
                    &colors->has_chromaticities);
    if (png_chunk_is(chunk, "sRGB"))
        return copy(chunk, colors->srgb, sizeof colors->srgb, &colors->has_srgb);
    if (png_chunk_is(chunk, "cICP"))
        return copy(chunk, colors->cicp, sizeof colors->cicp, &colors->has_cicp);
    if (png_chunk_is(chunk, "pHYs"))
        return read_density(chunk, metadata);
    if (png_chunk_is(chunk, "eXIf"))
        return read_exif(chunk->data, chunk->size, metadata);
    if (png_chunk_is(chunk, "tEXt") || png_chunk_is(chunk, "zTXt"))
        return read_text(chunk, metadata);
    if (png_chunk_is(chunk, "iTXt"))
        return read_international_text(chunk, metadata);
    return TAKEN;
}

bool png_read_metadata(const char *label, const struct png_chunk *chunk, struct metadata *metadata)
{
    enum result result = is_full(metadata, chunk->size) ? DAMAGED : read_chunk(chunk, metadata);
    if (result == DAMAGED && !metadata->is_incomplete)
        message_warning(label, "%.4s chunk not kept: it is damaged or far too large",
                        (const char *)chunk->type);
    metadata->is_incomplete |= result == DAMAGED;
    return result != NO_MEMORY || message_error(label, "out of memory");
}
