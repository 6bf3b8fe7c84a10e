/* SPDX-License-Identifier: MIT */
#include "pipeline/orientation.h"

#include <stdlib.h>
#include <string.h>

#include "messages/message.h"

struct orientation_reader {
    struct reader reader; /* first: a pointer to it is one to the whole */
    struct reader *source;
    const char *label;
    size_t width, height, pixel_bytes; /* of the source */
    int orientation;
    uint8_t *samples; /* of the source */
    size_t next;
};

static bool read_all(struct orientation_reader *self)
{
    size_t row = self->width * self->pixel_bytes;
    self->samples = malloc(row * self->height);
    if (!self->samples)
        return message_error(self->label, "out of memory");
    for (size_t y = 0; y < self->height; y++)
        if (!self->source->read_row(self->source, self->samples + y * row))
            return false;
    return true;
}

/* The index in the source of a pixel of the upright picture. The first row of the source is at
 * (Exif 2.3, Orientation): 1 top, 2 top from right to left, 3 bottom from right to left, 4 bottom,
 * 5 left side, 6 right side, 7 right side from bottom to top, 8 left side from bottom to top. */
static size_t source_index(const struct orientation_reader *self, size_t x, size_t y)
{
    bool is_turned = self->orientation >= 5;
    bool from_right = self->orientation == 2 || self->orientation == 3 || self->orientation == 7 ||
                      self->orientation == 8;
    bool from_bottom = self->orientation == 3 || self->orientation == 4 || self->orientation == 6 ||
                       self->orientation == 7;
    size_t column = is_turned ? y : x, row = is_turned ? x : y;
    column = from_right ? self->width - 1 - column : column;
    row = from_bottom ? self->height - 1 - row : row;
    return row * self->width + column;
}

static bool read_row(struct reader *reader, void *row)
{
    struct orientation_reader *self = (struct orientation_reader *)reader;
    size_t width = reader->picture.width, bytes = self->pixel_bytes;
    if (self->next == 0 && !read_all(self))
        return false;
    for (size_t x = 0; x < width; x++)
        memcpy((uint8_t *)row + x * bytes,
               self->samples + source_index(self, x, self->next) * bytes, bytes);
    if (++self->next == reader->picture.height) {
        free(self->samples);
        self->samples = NULL;
    }
    return true;
}

static bool check_end(struct reader *reader)
{
    struct orientation_reader *self = (struct orientation_reader *)reader;
    return !self->source->check_end || self->source->check_end(self->source);
}

static void close_reader(struct reader *reader)
{
    struct orientation_reader *self = (struct orientation_reader *)reader;
    self->source->close(self->source);
    metadata_free(&reader->picture.metadata);
    free(self->samples);
    free(self);
}

struct reader *orientation_open(struct reader *source, int orientation, const char *label)
{
    struct picture *picture = &source->picture;
    struct orientation_reader *self = calloc(1, sizeof *self);
    size_t bytes,
        pixel_bytes = (size_t)picture->channels * (picture->sample == BLUR_UINT16 ? 2 : 1);
    if (!self || !picture_bytes(picture->width, picture->height, pixel_bytes, &bytes)) {
        free(self);
        return NULL;
    }
    *self = (struct orientation_reader){
        .reader = {*picture, read_row, check_end, close_reader, source->memory},
        .source = source,
        .label = label,
        .width = picture->width,
        .height = picture->height,
        .pixel_bytes = pixel_bytes,
        .orientation = orientation};
    self->reader.memory = picture_add(self->reader.memory, bytes);
    if (orientation >= 5) {
        self->reader.picture.width = self->height;
        self->reader.picture.height = self->width;
        self->reader.picture.metadata.density.x = picture->metadata.density.y;
        self->reader.picture.metadata.density.y = picture->metadata.density.x;
        self->reader.picture.jpeg.horizontal = picture->jpeg.vertical;
        self->reader.picture.jpeg.vertical = picture->jpeg.horizontal;
    }
    picture->metadata = (struct metadata){0};
    return &self->reader;
}
