/* SPDX-License-Identifier: MIT */
#include "formats/metadata/exif.h"

#include <string.h>

enum tag {
    SUB_DIRECTORIES = 0x14a,
    EXIF_DIRECTORY = 0x8769,
    ORIENTATION = 0x112,
    STRIP_OFFSETS = 0x111, /* a thumbnail that is not compressed */
    STRIP_SIZES = 0x117,
    JPEG_OFFSET = 0x201, /* one that is */
    JPEG_SIZE = 0x202
};

enum { type_short = 3, type_long = 4, type_directory = 13, entry_size = 12 };

bool exif_is_valid(const void *data, size_t size)
{
    return size >= 8 && (memcmp(data, "II*", 4) == 0 || memcmp(data, "MM\0*", 4) == 0);
}

/* TIFF data, nothing in which is trusted. */
struct tiff {
    uint8_t *data;
    size_t size;
    bool is_little_endian;
};

/* A directory: a count, entries of 12 bytes, and the offset of the next directory. */
struct directory {
    size_t offset, count;
};

static uint32_t read_number(const struct tiff *tiff, size_t offset, size_t bytes)
{
    uint32_t number = 0;
    if (offset > tiff->size || bytes > tiff->size - offset)
        return 0;
    for (size_t i = 0; i < bytes; i++)
        number = number << 8 | tiff->data[offset + (tiff->is_little_endian ? bytes - 1 - i : i)];
    return number;
}

static bool open_directory(const struct tiff *tiff, size_t offset, struct directory *directory)
{
    *directory = (struct directory){offset, read_number(tiff, offset, 2)};
    return offset >= 8 && offset < tiff->size &&
           directory->count <= (tiff->size - offset) / entry_size;
}

static bool open_tiff(const struct blob *exif, struct tiff *tiff, struct directory *first)
{
    if (exif->size < 8)
        return false;
    *tiff = (struct tiff){exif->data, exif->size, exif->data[0] == 'I'};
    return open_directory(tiff, read_number(tiff, 4, 4), first);
}

static size_t next_offset(const struct directory *directory)
{
    return directory->offset + 2 + directory->count * entry_size;
}

/* The values of an entry: in it where they fit into four bytes, else at the offset in it. */
struct values {
    size_t offset, bytes, count; /* bytes: of each */
};

/* No values where there is no entry of this tag, or it holds no integers. */
static struct values find_values(const struct tiff *tiff, const struct directory *directory,
                                 enum tag tag)
{
    for (size_t i = 0; i < directory->count; i++) {
        size_t entry = directory->offset + 2 + i * entry_size;
        uint32_t type = read_number(tiff, entry + 2, 2);
        if (read_number(tiff, entry, 2) != (uint32_t)tag)
            continue;
        size_t bytes = type == type_short ? 2 : 4, count = read_number(tiff, entry + 4, 4);
        if ((type != type_short && type != type_long && type != type_directory) || count == 0)
            break;
        bool is_inside = count <= 4 / bytes;
        return (struct values){is_inside ? entry + 8 : read_number(tiff, entry + 8, 4), bytes,
                               count};
    }
    return (struct values){0};
}

/* 0 where there are not so many. */
static uint32_t value_at(const struct tiff *tiff, const struct values *values, size_t index)
{
    if (index >= values->count || index > tiff->size / values->bytes)
        return 0;
    return read_number(tiff, values->offset + index * values->bytes, values->bytes);
}

static uint32_t value_of(const struct tiff *tiff, const struct directory *directory, enum tag tag)
{
    struct values values = find_values(tiff, directory, tag);
    return value_at(tiff, &values, 0);
}

int exif_orientation(const struct blob *exif)
{
    struct tiff tiff;
    struct directory first;
    if (!open_tiff(exif, &tiff, &first))
        return 1;
    uint32_t value = value_of(&tiff, &first, ORIENTATION);
    return value >= 1 && value <= 8 ? (int)value : 1;
}

void exif_reset_orientation(struct blob *exif)
{
    struct tiff tiff;
    struct directory first;
    if (exif_orientation(exif) == 1 || !open_tiff(exif, &tiff, &first))
        return;
    const struct values values = find_values(&tiff, &first, ORIENTATION);
    for (size_t i = 0; i < values.bytes; i++)
        exif->data[values.offset + (tiff.is_little_endian ? i : values.bytes - 1 - i)] = i == 0;
}

/* No more is erased for all thumbnails together than there are bytes: a list of strips that are
 * all the same one would take for ever. */
static void erase(struct tiff *tiff, size_t offset, size_t size, size_t *budget)
{
    if (offset < 8 || offset >= tiff->size)
        return;
    size = size < tiff->size - offset ? size : tiff->size - offset;
    size = size < *budget ? size : *budget;
    memset(tiff->data + offset, 0, size);
    *budget -= size;
}

static void erase_strips(struct tiff *tiff, const struct directory *directory, size_t *budget)
{
    struct values offsets = find_values(tiff, directory, STRIP_OFFSETS);
    struct values sizes = find_values(tiff, directory, STRIP_SIZES);
    size_t count = offsets.count < sizes.count ? offsets.count : sizes.count;
    for (size_t i = 0; i < count && i < tiff->size; i++)
        erase(tiff, value_at(tiff, &offsets, i), value_at(tiff, &sizes, i), budget);
}

/* One without a size extends to the end. What is erased at the end of the data is cut off.
 * Whether there was one. */
static bool remove_jpeg(struct blob *exif, struct tiff *tiff, const struct directory *directory,
                        size_t *budget)
{
    size_t jpeg = value_of(tiff, directory, JPEG_OFFSET);
    size_t jpeg_size = value_of(tiff, directory, JPEG_SIZE);
    if (jpeg == 0)
        return false;
    jpeg_size = jpeg_size > 0 ? jpeg_size : tiff->size;
    erase(tiff, jpeg, jpeg_size, budget);
    if (jpeg >= directory->offset && jpeg < tiff->size && jpeg_size >= tiff->size - jpeg)
        exif->size = jpeg < exif->size ? jpeg : exif->size;
    return true;
}

/* A directory whose only purpose is a smaller picture. */
static void remove_thumbnail_directory(struct blob *exif, struct tiff *tiff,
                                       const struct directory *directory, size_t *budget)
{
    erase_strips(tiff, directory, budget);
    remove_jpeg(exif, tiff, directory, budget);
}

enum { max_directories = 16 }; /* there should be two; a chain may be a loop */

/* Previews where they do not belong: in subdirectories of the first directory, and in that of
 * Exif. */
static bool remove_previews(struct blob *exif, struct tiff *tiff, const struct directory *first,
                            size_t *budget)
{
    struct values below = find_values(tiff, first, SUB_DIRECTORIES);
    struct directory directory;
    bool dropped = remove_jpeg(exif, tiff, first, budget);
    for (size_t i = 0; i < max_directories && i < below.count; i++)
        if (open_directory(tiff, value_at(tiff, &below, i), &directory)) {
            remove_thumbnail_directory(exif, tiff, &directory, budget);
            dropped = true;
        }
    return (open_directory(tiff, value_of(tiff, first, EXIF_DIRECTORY), &directory) &&
            remove_jpeg(exif, tiff, &directory, budget)) ||
           dropped;
}

bool exif_remove_thumbnails(struct blob *exif)
{
    struct tiff tiff;
    struct directory first, next;
    if (!open_tiff(exif, &tiff, &first))
        return false;
    size_t link = next_offset(&first), offset = read_number(&tiff, link, 4), budget = tiff.size;
    bool dropped = remove_previews(exif, &tiff, &first, &budget);
    if (offset == 0)
        return dropped;
    for (int i = 0; i < max_directories && open_directory(&tiff, offset, &next); i++) {
        offset = read_number(&tiff, next_offset(&next), 4);
        remove_thumbnail_directory(exif, &tiff, &next, &budget);
    }
    memset(exif->data + link, 0, 4);
    return true;
}
