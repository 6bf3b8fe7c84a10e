/* SPDX-License-Identifier: MIT */
#include "exif.h"

#include <string.h>

enum tag {
    ORIENTATION = 0x112,
    STRIP_OFFSETS = 0x111, /* a thumbnail that is not compressed */
    STRIP_SIZES = 0x117,
    JPEG_OFFSET = 0x201, /* one that is */
    JPEG_SIZE = 0x202
};

enum { type_short = 3, type_long = 4, entry_size = 12 };

/* Where TIFF data are read: nothing in them is trusted. */
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

/* The first value of an entry; 0 where there is none of this tag. */
static uint32_t value_of(const struct tiff *tiff, const struct directory *directory, enum tag tag)
{
    for (size_t i = 0; i < directory->count; i++) {
        size_t entry = directory->offset + 2 + i * entry_size;
        uint32_t type = read_number(tiff, entry + 2, 2);
        if (read_number(tiff, entry, 2) == (uint32_t)tag)
            return type == type_short  ? read_number(tiff, entry + 8, 2)
                   : type == type_long ? read_number(tiff, entry + 8, 4)
                                       : 0;
    }
    return 0;
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

static void erase(struct tiff *tiff, size_t offset, size_t size)
{
    if (offset < 8 || offset >= tiff->size)
        return;
    memset(tiff->data + offset, 0, size < tiff->size - offset ? size : tiff->size - offset);
}

bool exif_drop_thumbnail(struct blob *exif)
{
    struct tiff tiff;
    struct directory first, second;
    if (!open_tiff(exif, &tiff, &first))
        return false;
    size_t link = next_offset(&first), offset = read_number(&tiff, link, 4);
    if (offset == 0)
        return false;
    if (open_directory(&tiff, offset, &second)) {
        size_t jpeg = value_of(&tiff, &second, JPEG_OFFSET);
        size_t jpeg_size = value_of(&tiff, &second, JPEG_SIZE);
        erase(&tiff, value_of(&tiff, &second, STRIP_OFFSETS),
              value_of(&tiff, &second, STRIP_SIZES));
        erase(&tiff, jpeg, jpeg_size);
        if (jpeg >= offset && jpeg < tiff.size && jpeg_size >= tiff.size - jpeg)
            exif->size = jpeg;
    }
    memset(exif->data + link, 0, 4);
    return true;
}
