/* SPDX-License-Identifier: MIT */
#include "pipeline/orientation.h"

#include <stdlib.h>
#include <string.h>

#include "messages/message.h"

struct upright {
    struct reader reader; /* first: a pointer to it is one to the whole */
    struct reader *lying;
    const char *label;
    size_t width, height, pixel_bytes; /* as it lies */
    int orientation;
    uint8_t *samples; /* as it lies */
    size_t next;
};

static bool read_all(struct upright *own)
{
    size_t row = own->width * own->pixel_bytes;
    own->samples = malloc(row * own->height);
    if (!own->samples)
        return message_error(own->label, "out of memory");
    for (size_t y = 0; y < own->height; y++)
        if (!own->lying->read_row(own->lying, own->samples + y * row))
            return false;
    return true;
}

/* From the position in the upright picture to the one where the pixel lies. The first row is at
 * (Exif 2.3, Orientation): 1 top, 2 top from right to left, 3 bottom from right to left, 4 bottom,
 * 5 left side, 6 right side, 7 right side from bottom to top, 8 left side from bottom to top. */
static size_t place_of(const struct upright *own, size_t x, size_t y)
{
    bool is_turned = own->orientation >= 5;
    bool from_right = own->orientation == 2 || own->orientation == 3 || own->orientation == 7 ||
                      own->orientation == 8;
    bool from_bottom = own->orientation == 3 || own->orientation == 4 || own->orientation == 6 ||
                       own->orientation == 7;
    size_t column = is_turned ? y : x, row = is_turned ? x : y;
    column = from_right ? own->width - 1 - column : column;
    row = from_bottom ? own->height - 1 - row : row;
    return row * own->width + column;
}

static bool read_row(struct reader *reader, void *row)
{
    struct upright *own = (struct upright *)reader;
    size_t width = reader->picture.width, bytes = own->pixel_bytes;
    if (own->next == 0 && !read_all(own))
        return false;
    for (size_t x = 0; x < width; x++)
        memcpy((uint8_t *)row + x * bytes, own->samples + place_of(own, x, own->next) * bytes,
               bytes);
    if (++own->next == reader->picture.height) {
        free(own->samples);
        own->samples = NULL;
    }
    return true;
}

static bool check_end(struct reader *reader)
{
    struct upright *own = (struct upright *)reader;
    return !own->lying->check_end || own->lying->check_end(own->lying);
}

static void close_reader(struct reader *reader)
{
    struct upright *own = (struct upright *)reader;
    own->lying->close(own->lying);
    metadata_free(&reader->picture.metadata);
    free(own->samples);
    free(own);
}

struct reader *upright_open(struct reader *lying, int orientation, const char *label)
{
    struct picture *picture = &lying->picture;
    struct upright *own = calloc(1, sizeof *own);
    size_t bytes,
        pixel_bytes = (size_t)picture->channels * (picture->sample == BLUR_UINT16 ? 2 : 1);
    if (!own || !picture_bytes(picture->width, picture->height, pixel_bytes, &bytes)) {
        free(own);
        return NULL;
    }
    *own = (struct upright){.reader = {*picture, read_row, check_end, close_reader, lying->memory},
                            .lying = lying,
                            .label = label,
                            .width = picture->width,
                            .height = picture->height,
                            .pixel_bytes = pixel_bytes,
                            .orientation = orientation};
    own->reader.memory = picture_add(own->reader.memory, bytes);
    if (orientation >= 5) {
        own->reader.picture.width = own->height;
        own->reader.picture.height = own->width;
        own->reader.picture.metadata.density.x = picture->metadata.density.y;
        own->reader.picture.metadata.density.y = picture->metadata.density.x;
        own->reader.picture.jpeg.horizontal = picture->jpeg.vertical;
        own->reader.picture.jpeg.vertical = picture->jpeg.horizontal;
    }
    picture->metadata = (struct metadata){0};
    return &own->reader;
}
