/* SPDX-License-Identifier: MIT
 * Blending the blurred picture with a background is the same as blurring the blended picture. So it
 * is blended first, and the colours of transparent pixels have no part in it. */
#include "pipeline/flatten.h"

#include <stdint.h>
#include <stdlib.h>

#include "messages/message.h"

struct flatten_reader {
    struct reader reader; /* first: a pointer to it is one to the whole */
    struct reader *source;
    struct color background;
    uint8_t pixel[4];      /* of the background */
    void *row;             /* with alpha */
    bool has_transparency; /* some pixel so far was not opaque */
    const char *label, *format;
};

/* sum of color * alpha and background * (1 - alpha), rounded. */
static void blend_8bit(struct flatten_reader *self, const uint8_t *row, uint8_t *out)
{
    const size_t colors = (size_t)self->reader.picture.channels;
    for (size_t x = 0; x < self->reader.picture.width; x++, row += colors + 1) {
        unsigned alpha = row[colors];
        self->has_transparency |= alpha != 255;
        for (size_t i = 0; i < colors; i++)
            *out++ = (uint8_t)((row[i] * alpha + self->pixel[i] * (255 - alpha) + 127) / 255);
    }
}

static void blend_16bit(struct flatten_reader *self, const uint16_t *row, uint16_t *out)
{
    const size_t colors = (size_t)self->reader.picture.channels;
    for (size_t x = 0; x < self->reader.picture.width; x++, row += colors + 1) {
        uint64_t alpha = row[colors];
        self->has_transparency |= alpha != 65535;
        for (size_t i = 0; i < colors; i++)
            *out++ = (uint16_t)((row[i] * alpha + UINT64_C(257) * self->pixel[i] * (65535 - alpha) +
                                 32767) /
                                65535);
    }
}

static bool read_row(struct reader *reader, void *row)
{
    struct flatten_reader *self = (struct flatten_reader *)reader;
    if (!self->source->read_row(self->source, self->row))
        return false;
    if (reader->picture.sample == BLUR_UINT16)
        blend_16bit(self, self->row, row);
    else
        blend_8bit(self, self->row, row);
    return true;
}

static bool check_end(struct reader *reader)
{
    const struct flatten_reader *self = (const struct flatten_reader *)reader;
    struct color color = self->background;
    if (reader->picture.channels == 1)
        color.red = color.green = color.blue = self->pixel[0];
    if (self->has_transparency)
        message_warning(self->label,
                        "no transparency in %s: the picture is flattened onto #%02x%02x%02x",
                        self->format, color.red, color.green, color.blue);
    return !self->source->check_end || self->source->check_end(self->source);
}

static void close_reader(struct reader *reader)
{
    struct flatten_reader *self = (struct flatten_reader *)reader;
    self->source->close(self->source);
    metadata_free(&reader->picture.metadata);
    free(self->row);
    free(self);
}

struct reader *flatten_open(struct reader *source, struct color background, const char *label,
                            const char *format)
{
    struct picture *picture = &source->picture;
    struct flatten_reader *self = calloc(1, sizeof *self);
    void *row = malloc(picture_row_bytes(picture));
    if (!self || !row) {
        free(self);
        free(row);
        return NULL;
    }
    *self = (struct flatten_reader){
        .reader = {*picture, read_row, check_end, close_reader, source->memory},
        .source = source,
        .background = background,
        .row = row,
        .label = label,
        .format = format};
    self->reader.picture.channels -= 1;
    color_pixel(background, picture->channels, self->pixel);
    picture->metadata = (struct metadata){0};
    return &self->reader;
}
