/* SPDX-License-Identifier: MIT
 * JPEG by stb_image_write, which encodes whole images: rows are gathered into one. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "formats/jpeg/jpeg.h"
#include "formats/jpeg/jpeg_segment.h"
#include "messages/message.h"
#include "stb_glue.h"

struct jpeg_stb_writer {
    struct writer writer;
    struct writing writing;
    struct picture picture; /* without metadata */
    struct bytes metadata;  /* as segments */
    uint8_t *samples;
    size_t row;
};

static bool write_row(struct writer *writer, void *row)
{
    struct jpeg_stb_writer *stb = (struct jpeg_stb_writer *)writer;
    size_t size = picture_row_bytes(&stb->picture);
    memcpy(stb->samples + stb->row++ * size, row, size);
    return true;
}

/* Replaces stb's JFIF segment by ours. */
static bool join(const struct jpeg_stb_writer *stb, const struct bytes *encoded,
                 struct bytes *bytes)
{
    struct jpeg_walk walk = {encoded->data, encoded->size, 2};
    struct jpeg_segment segment;
    if (jpeg_next_segment(&walk, &segment) != JPEG_STEP_SEGMENT || segment.marker != JPEG_APP0)
        walk.offset = 2;
    return bytes_reserve(bytes, 2 + stb->metadata.size + encoded->size) &&
           bytes_append(bytes, encoded->data, 2) &&
           bytes_append(bytes, stb->metadata.data, stb->metadata.size) &&
           bytes_append(bytes, encoded->data + walk.offset, encoded->size - walk.offset);
}

static bool finish(struct writer *writer, struct bytes *bytes)
{
    struct jpeg_stb_writer *stb = (struct jpeg_stb_writer *)writer;
    const struct picture *picture = &stb->picture;
    struct bytes encoded = {0};
    int ok = stbi_write_jpg_to_func(bytes_append_callback, &encoded, (int)picture->width,
                                    (int)picture->height, picture->channels, stb->samples,
                                    stb->writing.quality);
    free(stb->samples);
    stb->samples = NULL;
    bool done = ok && !encoded.incomplete && join(stb, &encoded, bytes);
    bytes_free(&encoded);
    return done || message_error(stb->writing.label, "out of memory");
}

static void close_writer(struct writer *writer)
{
    struct jpeg_stb_writer *stb = (struct jpeg_stb_writer *)writer;
    bytes_free(&stb->metadata);
    free(stb->samples);
    free(stb);
}

static void warn_losses(const struct writing *writing, const struct picture *picture)
{
    /* stb subsamples chroma 2 x 2 up to quality 90, and not at all above. */
    int factor = writing->quality <= 90 ? 2 : 1;
    if (picture->channels == 1)
        message_warning(writing->label, "grey is stored as colour in JPEG");
    else if (picture->jpeg.horizontal > 0 &&
             (picture->jpeg.horizontal != factor || picture->jpeg.vertical != factor))
        message_detail(writing->label, "colours are sampled %d x %d, not %d x %d", factor, factor,
                       picture->jpeg.horizontal, picture->jpeg.vertical);
}

/* stb writes grey as three components, which a grey profile does not describe. (ICC.1, 7.2.6:
 * the colour space of the data is at byte 16.) */
static struct metadata without_grey_profile(const char *label, const struct picture *picture,
                                            const struct metadata *metadata)
{
    struct metadata fitting = *metadata;
    if (picture->channels == 1 && fitting.icc.size >= 20 &&
        memcmp(fitting.icc.data + 16, "GRAY", 4) == 0) {
        message_warning(label, "the grey profile is not kept: grey is stored as colour");
        fitting.icc = (struct blob){0};
    }
    return fitting;
}

static bool begin(struct jpeg_stb_writer *stb, const struct metadata *metadata)
{
    const char *label = stb->writing.label;
    const struct picture *picture = &stb->picture;
    size_t size;
    if (!jpeg_check_sides(label, picture))
        return false;
    /* stb indexes samples with int. */
    if (!picture_bytes(picture->width, picture->height, (size_t)picture->channels, &size) ||
        size > INT_MAX)
        return message_error(label, "image too large for the JPEG encoder (2 GiB of samples)");
    stb->samples = malloc(size);
    const struct metadata fitting = without_grey_profile(label, picture, metadata);
    return (stb->samples && jpeg_write_metadata(label, &fitting, &stb->metadata)) ||
           message_error(label, "out of memory");
}

struct writer *jpeg_stb_create(const struct writing *writing, const struct picture *picture)
{
    struct jpeg_stb_writer *stb = calloc(1, sizeof *stb);
    if (!stb) {
        message_error(writing->label, "out of memory");
        return NULL;
    }
    stb->writer = (struct writer){.write_row = write_row, .finish = finish, .close = close_writer};
    stb->writing = *writing;
    stb->picture = *picture;
    stb->picture.metadata = (struct metadata){0};
    stb->writer.memory =
        picture_quarter_bytes(picture, 8); /* all samples, the file, its joined copy */
    if (!begin(stb, &picture->metadata)) {
        close_writer(&stb->writer);
        return NULL;
    }
    warn_losses(writing, picture);
    return &stb->writer;
}
