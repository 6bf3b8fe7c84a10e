/* SPDX-License-Identifier: MIT
 * From segments to metadata. Whatever is unknown here is dropped: JFIF, JFXX, MPF and
 * Photoshop's resources all hold thumbnails, which show the picture before it was blurred. */
#include <stdlib.h>
#include <string.h>

#include "formats/jpeg/jpeg.h"
#include "formats/jpeg/jpeg_segment.h"
#include "formats/jpeg/jpeg_signatures.h"
#include "formats/metadata/exif.h"
#include "messages/message.h"

/* Each takes many times its size in memory, and a file may be full of them. */
enum { max_comments = 100 };

struct piece {
    const uint8_t *data;
    size_t size;
};

struct collection {
    const char *label;
    struct metadata *metadata;
    struct piece icc[256]; /* by number, from 1 */
    unsigned icc_count;    /* as the chunks say; 0: there is none */
    bool icc_damaged, has_more_xmp, has_more_comments;
    struct bytes resources; /* Photoshop's, of all segments */
};

#define BEGINS(segment, signature) jpeg_begins(segment, signature, JPEG_SIGNATURE_SIZE(signature))
#define BEHIND(segment, signature)                                                                 \
    (segment)->data + JPEG_SIGNATURE_SIZE(signature),                                              \
        (segment)->size - JPEG_SIGNATURE_SIZE(signature)

/* JFIF 1.02: version, unit of the density, and that in 16 bits each. */
static void read_jfif(struct collection *collection, const struct jpeg_segment *segment)
{
    if (!BEGINS(segment, JPEG_JFIF) || segment->size < 12)
        return;
    static const enum density_unit units[] = {DENSITY_RATIO, DENSITY_PER_INCH, DENSITY_PER_CM};
    unsigned unit = segment->data[7], x = bytes_u16(segment->data + 8),
             y = bytes_u16(segment->data + 10);
    if (unit <= 2 && x > 0 && y > 0 && (unit > 0 || x != y))
        collection->metadata->density = (struct density){units[unit], x, y};
}

static bool read_app1(struct collection *collection, const struct jpeg_segment *segment)
{
    struct metadata *metadata = collection->metadata;
    if (BEGINS(segment, JPEG_EXIF) && !metadata->exif.data &&
        exif_is_valid(BEHIND(segment, JPEG_EXIF)))
        return blob_append(&metadata->exif, BEHIND(segment, JPEG_EXIF));
    if (BEGINS(segment, JPEG_XMP) && !metadata->xmp.data)
        return blob_append(&metadata->xmp, BEHIND(segment, JPEG_XMP));
    collection->has_more_xmp |= BEGINS(segment, JPEG_XMP_MORE);
    return true;
}

/* ICC.1:2010, B.4. */
static void read_icc(struct collection *collection, const struct jpeg_segment *segment)
{
    if (!BEGINS(segment, JPEG_ICC))
        return;
    const size_t before = JPEG_SIGNATURE_SIZE(JPEG_ICC);
    unsigned number = segment->size >= before + 2 ? segment->data[before] : 0;
    unsigned count = number > 0 ? segment->data[before + 1] : 0;
    if (number == 0 || number > count || collection->icc[number].data ||
        (collection->icc_count && count != collection->icc_count)) {
        collection->icc_damaged = true;
        return;
    }
    collection->icc[number] =
        (struct piece){segment->data + before + 2, segment->size - before - 2};
    collection->icc_count = count;
}

static bool read_comment(struct collection *collection, const struct jpeg_segment *segment)
{
    bool beyond_ascii = false;
    if (collection->metadata->text_count == max_comments) {
        collection->has_more_comments = true;
        return true;
    }
    for (size_t i = 0; i < segment->size; i++)
        beyond_ascii |= segment->data[i] > 127;
    return segment->size == 0 || metadata_add_text(collection->metadata, "Comment", segment->data,
                                                   segment->size, beyond_ascii);
}

static bool read_segment(struct collection *collection, const struct jpeg_segment *segment)
{
    switch (segment->marker) {
    case JPEG_APP0:
        read_jfif(collection, segment);
        return true;
    case JPEG_APP1:
        return read_app1(collection, segment);
    case JPEG_APP2:
        read_icc(collection, segment);
        return true;
    case JPEG_APP13:
        return !BEGINS(segment, JPEG_PHOTOSHOP) ||
               bytes_append(&collection->resources, BEHIND(segment, JPEG_PHOTOSHOP));
    case JPEG_COM:
        return read_comment(collection, segment);
    default:
        return true;
    }
}

static bool join_icc(struct collection *collection)
{
    struct blob *icc = &collection->metadata->icc;
    for (unsigned i = 1; i <= collection->icc_count; i++)
        collection->icc_damaged |= !collection->icc[i].data;
    if (collection->icc_damaged) {
        message_warning(collection->label, "the damaged colour profile is not kept");
        return true;
    }
    for (unsigned i = 1; i <= collection->icc_count; i++)
        if (!blob_append(icc, collection->icc[i].data, collection->icc[i].size))
            return false;
    return true;
}

/* One of Photoshop's resources, of which the IPTC records are kept. *at: where it begins, then
 * where it ends. False: there is no whole one. */
static bool next_resource(const struct bytes *bytes, size_t *at, unsigned *number,
                          struct piece *piece)
{
    size_t left = bytes->size - *at;
    if (left < 12)
        return false;
    const uint8_t *data = bytes->data + *at;
    if (memcmp(data, JPEG_RESOURCE, 4) != 0)
        return false;
    *number = bytes_u16(data + 4);
    size_t name = ((size_t)data[6] + 2) & ~(size_t)1; /* a byte of length and a text */
    if (left - 6 < name + 4)
        return false;
    size_t size = bytes_u32(data + 6 + name), head = 6 + name + 4;
    if (left - head < size)
        return false;
    *piece = (struct piece){data + head, size};
    *at += head + size;
    if (size % 2 && *at < bytes->size)
        ++*at;
    return true;
}

static bool read_iptc(struct collection *collection)
{
    size_t at = 0;
    unsigned number;
    struct piece piece;
    while (next_resource(&collection->resources, &at, &number, &piece))
        if (number == JPEG_RESOURCE_IPTC && piece.size > 0)
            return blob_append(&collection->metadata->iptc, piece.data, piece.size);
    return true;
}

static bool collect(struct collection *collection, const struct bytes *bytes)
{
    struct jpeg_walk walk = {bytes->data, bytes->size, 2};
    struct jpeg_segment segment;
    while (jpeg_next_segment(&walk, &segment) == JPEG_STEP_SEGMENT) {
        if (segment.marker == JPEG_SOS)
            jpeg_skip_scan(&walk);
        else if (!read_segment(collection, &segment))
            return false;
    }
    if (collection->has_more_xmp)
        message_warning(collection->label, "the second part of the XMP data is not kept");
    if (collection->has_more_comments)
        message_warning(collection->label, "only the first %d comments are kept", max_comments);
    return join_icc(collection) && read_iptc(collection);
}

bool jpeg_read_metadata(const char *label, const struct bytes *bytes, struct metadata *metadata)
{
    struct collection *collection = calloc(1, sizeof *collection);
    if (!collection)
        return false;
    collection->label = label;
    collection->metadata = metadata;
    bool done = collect(collection, bytes);
    bytes_free(&collection->resources);
    free(collection);
    return done;
}
