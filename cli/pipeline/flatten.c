/* SPDX-License-Identifier: MIT
 * What is behind a blurred transparent picture shows through it as much as its blurred alpha lets
 * it: the same as what the picture on its background is when it is blurred. So it is laid there
 * first, and no colour of a pixel that cannot be seen has any part in it. */
#include "pipeline/flatten.h"

#include <stdint.h>
#include <stdlib.h>

#include "messages/message.h"

struct opaque {
    struct reader reader; /* first: a pointer to it is one to the whole */
    struct reader *transparent;
    struct color background;
    uint8_t pixel[4];     /* of the background */
    void *row;            /* with alpha */
    bool is_seen_through; /* some pixel so far was not opaque */
    const char *label, *format;
};

/* sum of color * alpha and background * (1 - alpha), rounded. */
static void lay_bytes(struct opaque *own, const uint8_t *row, uint8_t *out)
{
    const size_t colors = (size_t)own->reader.picture.channels;
    for (size_t x = 0; x < own->reader.picture.width; x++, row += colors + 1) {
        unsigned alpha = row[colors];
        own->is_seen_through |= alpha != 255;
        for (size_t i = 0; i < colors; i++)
            *out++ = (uint8_t)((row[i] * alpha + own->pixel[i] * (255 - alpha) + 127) / 255);
    }
}

static void lay_wide(struct opaque *own, const uint16_t *row, uint16_t *out)
{
    const size_t colors = (size_t)own->reader.picture.channels;
    for (size_t x = 0; x < own->reader.picture.width; x++, row += colors + 1) {
        uint64_t alpha = row[colors];
        own->is_seen_through |= alpha != 65535;
        for (size_t i = 0; i < colors; i++)
            *out++ = (uint16_t)((row[i] * alpha + UINT64_C(257) * own->pixel[i] * (65535 - alpha) +
                                 32767) /
                                65535);
    }
}

static bool read_row(struct reader *reader, void *row)
{
    struct opaque *own = (struct opaque *)reader;
    if (!own->transparent->read_row(own->transparent, own->row))
        return false;
    if (reader->picture.sample == BLUR_UINT16)
        lay_wide(own, own->row, row);
    else
        lay_bytes(own, own->row, row);
    return true;
}

static bool check_end(struct reader *reader)
{
    const struct opaque *own = (const struct opaque *)reader;
    struct color color = own->background;
    if (reader->picture.channels == 1)
        color.red = color.green = color.blue = own->pixel[0];
    if (own->is_seen_through)
        message_warning(own->label, "no transparency in %s: the picture is laid on #%02x%02x%02x",
                        own->format, color.red, color.green, color.blue);
    return !own->transparent->check_end || own->transparent->check_end(own->transparent);
}

static void close_reader(struct reader *reader)
{
    struct opaque *own = (struct opaque *)reader;
    own->transparent->close(own->transparent);
    metadata_free(&reader->picture.metadata);
    free(own->row);
    free(own);
}

struct reader *opaque_open(struct reader *transparent, struct color background, const char *label,
                           const char *format)
{
    struct picture *picture = &transparent->picture;
    struct opaque *own = calloc(1, sizeof *own);
    void *row = malloc(picture_row_bytes(picture));
    if (!own || !row) {
        free(own);
        free(row);
        return NULL;
    }
    *own = (struct opaque){
        .reader = {*picture, read_row, check_end, close_reader, transparent->memory},
        .transparent = transparent,
        .background = background,
        .row = row,
        .label = label,
        .format = format};
    own->reader.picture.channels -= 1;
    color_pixel(background, picture->channels, own->pixel);
    picture->metadata = (struct metadata){0};
    return &own->reader;
}
