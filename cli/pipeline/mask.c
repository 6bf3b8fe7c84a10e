/* SPDX-License-Identifier: MIT */
#include "pipeline/mask.h"

#include <stdlib.h>

#include "formats/metadata/exif.h"
#include "messages/message.h"
#include "options/color.h"
#include "pipeline/memory_request.h"
#include "pipeline/orientation.h"
#include "pipeline/reduce_depth.h"

/* Both are kept until it is known whether any pixel is transparent. */
struct mask_planes {
    uint8_t *grey, *alpha;
    bool is_transparent;
};

static void add_row(const struct picture *picture, const uint8_t *row, size_t first,
                    struct mask_planes *planes)
{
    const size_t channels = (size_t)picture->channels;
    for (size_t x = 0; x < picture->width; x++, row += channels) {
        const struct color color = {row[0], row[channels > 2 ? 1 : 0], row[channels > 2 ? 2 : 0],
                                    channels % 2 == 0 ? row[channels - 1] : 255};
        uint8_t pixel[4];
        color_pixel(color, 2, pixel);
        planes->grey[first + x] = pixel[0];
        planes->alpha[first + x] = pixel[1];
        planes->is_transparent = planes->is_transparent || pixel[1] != 255;
    }
}

static bool read_rows(struct reader *reader, const char *label, struct mask_planes *planes)
{
    const struct picture *picture = &reader->picture;
    const size_t samples = picture->width * (size_t)picture->channels;
    uint8_t *row = malloc(picture_row_bytes(picture));
    if (!row)
        return message_error(label, "out of memory");
    bool done = true;
    for (size_t y = 0; done && y < picture->height; y++) {
        done = reader->read_row(reader, row);
        if (done && picture->sample == BLUR_UINT16)
            reduce_depth_row(row, samples);
        if (done)
            add_row(picture, row, y * picture->width, planes);
    }
    free(row);
    return done && (!reader->check_end || reader->check_end(reader));
}

static bool read_mask(struct reader *reader, const char *label, struct mask *mask)
{
    const struct picture *picture = &reader->picture;
    const size_t pixels = picture->width * picture->height;
    struct mask_planes planes = {0};
    if (!memory_request(label, picture_add(reader->memory, picture_add(pixels, pixels))))
        return false;
    planes.grey = malloc(pixels);
    planes.alpha = malloc(pixels);
    bool done = planes.grey && planes.alpha ? read_rows(reader, label, &planes)
                                            : message_error(label, "out of memory");
    if (!done || planes.is_transparent) {
        free(planes.grey);
        planes.grey = NULL;
    }
    if (!done || !planes.is_transparent) {
        free(planes.alpha);
        planes.alpha = NULL;
    }
    *mask =
        (struct mask){planes.grey ? planes.grey : planes.alpha, picture->width, picture->height};
    return done;
}

static struct reader *open_upright(const struct codec *codec, const struct reading *reading,
                                   struct bytes *bytes)
{
    struct reader *reader = codec->open(reading, bytes);
    const int orientation = reader ? exif_orientation(&reader->picture.metadata.exif) : 1;
    if (orientation == 1)
        return reader;
    struct reader *upright = orientation_open(reader, orientation, reading->label);
    if (!upright) {
        message_error(reading->label, "out of memory");
        reader->close(reader);
    }
    return upright;
}

bool mask_decode(const struct reading *reading, const struct codec *codec, struct bytes *bytes,
                 struct mask *mask)
{
    struct reader *reader = open_upright(codec, reading, bytes);
    bool done = reader && read_mask(reader, reading->label, mask);
    if (reader)
        reader->close(reader);
    return done;
}

void mask_free(struct mask *mask)
{
    free(mask->weights);
    mask->weights = NULL;
}
