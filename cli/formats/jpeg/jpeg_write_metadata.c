/* SPDX-License-Identifier: MIT
 * From metadata to segments. JFIF comes first, as libjpeg writes it and everyone reads it,
 * though Exif demands that place too. */
#include <string.h>

#include "formats/jpeg/jpeg.h"
#include "formats/jpeg/jpeg_segment.h"
#include "formats/jpeg/jpeg_signatures.h"
#include "messages/message.h"

/* A segment of up to two parts, which together fit into one. */
static bool put_segment(struct bytes *bytes, int marker, const void *head, size_t head_size,
                        const void *data, size_t size)
{
    size_t length = 2 + head_size + size;
    uint8_t start[] = {0xff, (uint8_t)marker, (uint8_t)(length >> 8), (uint8_t)length};
    return bytes_append(bytes, start, sizeof start) && bytes_append(bytes, head, head_size) &&
           bytes_append(bytes, data, size);
}

/* A blob after its signature. One that is too long is left out, with a warning. */
static bool put_blob(const char *label, const char *what, int marker, const void *head,
                     size_t head_size, const struct blob *blob, struct bytes *bytes)
{
    if (!blob->data)
        return true;
    if (blob->size > JPEG_MAX_SEGMENT - head_size) {
        message_warning(label, "%s too long for JPEG: not kept", what);
        return true;
    }
    return put_segment(bytes, marker, head, head_size, blob->data, blob->size);
}

static double difference(double a, double b)
{
    return a > b ? a - b : b - a;
}

/* JFIF has inches and centimetres: the one is taken that comes nearer in whole numbers. */
static struct density from_metres(struct density density)
{
    struct density inch = {DENSITY_PER_INCH, (uint32_t)(density.x * 0.0254 + 0.5),
                           (uint32_t)(density.y * 0.0254 + 0.5)};
    struct density cm = {DENSITY_PER_CM, (uint32_t)(density.x / 100.0 + 0.5),
                         (uint32_t)(density.y / 100.0 + 0.5)};
    double inch_error =
        difference(density.x, inch.x / 0.0254) + difference(density.y, inch.y / 0.0254);
    double cm_error = difference(density.x, cm.x * 100.0) + difference(density.y, cm.y * 100.0);
    return cm_error < inch_error ? cm : inch;
}

/* Where the numbers do not fit into 16 bits, the ratio is kept. */
static struct density jfif_density(struct density density)
{
    if (density.unit == DENSITY_PER_METRE)
        density = from_metres(density);
    if (density.x > 65535 || density.y > 65535)
        density.unit = DENSITY_RATIO;
    while (density.x > 65535 || density.y > 65535) {
        density.x /= 2;
        density.y /= 2;
    }
    const bool is_square = density.unit == DENSITY_RATIO && density.x == density.y;
    if (density.unit == DENSITY_NONE || density.x == 0 || density.y == 0 || is_square)
        return (struct density){DENSITY_RATIO, 1, 1};
    return density;
}

static bool put_jfif(struct density given, struct bytes *bytes)
{
    struct density density = jfif_density(given);
    unsigned unit = density.unit == DENSITY_PER_INCH ? 1 : density.unit == DENSITY_PER_CM ? 2 : 0;
    uint8_t rest[] = {1, /* version 1.01 */
                      1,
                      (uint8_t)unit,
                      (uint8_t)(density.x >> 8),
                      (uint8_t)density.x,
                      (uint8_t)(density.y >> 8),
                      (uint8_t)density.y,
                      0, /* no thumbnail */
                      0};
    return put_segment(bytes, JPEG_APP0, JPEG_JFIF, JPEG_SIGNATURE_SIZE(JPEG_JFIF), rest,
                       sizeof rest);
}

/* In chunks with number and count. */
static bool put_icc(const char *label, const struct blob *icc, struct bytes *bytes)
{
    uint8_t head[] = JPEG_ICC "nn";
    const size_t head_size = sizeof head - 1, longest = JPEG_MAX_SEGMENT - head_size;
    size_t count = icc->size / longest + (icc->size % longest > 0);
    if (count > 255) {
        message_warning(label, "colour profile too long for JPEG: not kept");
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        size_t at = i * longest, left = icc->size - at;
        head[head_size - 2] = (uint8_t)(i + 1);
        head[head_size - 1] = (uint8_t)count;
        if (!put_segment(bytes, JPEG_APP2, head, head_size, icc->data + at,
                         left < longest ? left : longest))
            return false;
    }
    return true;
}

/* As the only Photoshop resource, without a name. */
static bool put_iptc(const char *label, const struct blob *iptc, struct bytes *bytes)
{
    uint8_t head[] = JPEG_PHOTOSHOP JPEG_RESOURCE "nn\0\0ssss";
    const size_t head_size = sizeof head - 1;
    uint8_t *number = head + head_size - 8, *size = head + head_size - 4;
    number[0] = JPEG_RESOURCE_IPTC >> 8;
    number[1] = JPEG_RESOURCE_IPTC & 255;
    for (int i = 0; i < 4; i++)
        size[i] = (uint8_t)(iptc->size >> (24 - 8 * i));
    if (iptc->size % 2 == 0 || !iptc->data)
        return put_blob(label, "IPTC data", JPEG_APP13, head, head_size, iptc, bytes);
    struct blob even = {0};
    bool done = blob_append(&even, iptc->data, iptc->size) && blob_append(&even, "", 1) &&
                put_blob(label, "IPTC data", JPEG_APP13, head, head_size, &even, bytes);
    blob_free(&even);
    return done;
}

/* A JPEG comment has no keyword: any but "Comment" goes before the text. It is Latin-1 and
 * becomes UTF-8, as the text is. */
static bool put_keyword(const char *keyword, struct bytes *head)
{
    if (strcmp(keyword, "Comment") == 0)
        return true;
    for (; *keyword; keyword++) {
        const uint8_t byte = (uint8_t)*keyword;
        const uint8_t utf8[] = {(uint8_t)(0xc0 | byte >> 6), (uint8_t)(0x80 | (byte & 0x3f))};
        if (!(byte < 0x80 ? bytes_append(head, &byte, 1) : bytes_append(head, utf8, 2)))
            return false;
    }
    return bytes_append(head, ": ", 2);
}

static bool put_text(const char *label, const struct metadata_text *text, struct bytes *bytes)
{
    size_t size = strlen(text->value);
    struct bytes head = {0};
    if (!put_keyword(text->keyword, &head)) {
        bytes_free(&head);
        return false;
    }
    bool done = true;
    if (size > JPEG_MAX_SEGMENT - head.size)
        message_warning(label, "text too long for JPEG: %s: not kept", text->keyword);
    else if (head.size + size > 0) /* an empty comment says nothing */
        done = put_segment(bytes, JPEG_COM, head.data, head.size, text->value, size);
    bytes_free(&head);
    return done;
}

bool jpeg_write_metadata(const char *label, const struct metadata *metadata, struct bytes *bytes)
{
    bool done = put_jfif(metadata->density, bytes) &&
                put_blob(label, "Exif data", JPEG_APP1, JPEG_EXIF, JPEG_SIGNATURE_SIZE(JPEG_EXIF),
                         &metadata->exif, bytes) &&
                put_blob(label, "XMP data", JPEG_APP1, JPEG_XMP, JPEG_SIGNATURE_SIZE(JPEG_XMP),
                         &metadata->xmp, bytes) &&
                put_iptc(label, &metadata->iptc, bytes) && put_icc(label, &metadata->icc, bytes);
    for (size_t i = 0; done && i < metadata->text_count; i++)
        done = put_text(label, &metadata->texts[i], bytes);
    return done;
}
