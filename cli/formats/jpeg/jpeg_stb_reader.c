/* SPDX-License-Identifier: MIT
 * JPEG by stb_image, which decodes whole images: rows are handed out of one. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "formats/jpeg/jpeg.h"
#include "formats/jpeg/jpeg_segment.h"
#include "messages/message.h"
#include "stb_glue.h"

struct jpeg_stb_reader {
    struct reader reader;
    struct reading reading;
    struct jpeg jpeg;
    struct bytes bytes; /* the caller's */
    uint8_t *samples;   /* NULL before the first row and after the last */
    size_t row;
};

/* stb refuses bytes between segments: what follows is moved over them. */
static void close_gaps(struct jpeg_stb_reader *stb)
{
    struct jpeg_walk walk = {stb->bytes.data, stb->jpeg.size, 2};
    struct jpeg_segment segment;
    size_t to = 2;
    for (bool more = true; more;) {
        size_t from = walk.offset;
        more = jpeg_next_segment(&walk, &segment) == JPEG_STEP_SEGMENT;
        from += segment.skipped;
        if (more && segment.marker == JPEG_SOS)
            jpeg_skip_scan(&walk);
        memmove(stb->bytes.data + to, stb->bytes.data + from, walk.offset - from);
        to += walk.offset - from;
    }
    stb->jpeg.size = to;
}

static bool decode(struct jpeg_stb_reader *stb)
{
    const char *label = stb->reading.label;
    const struct picture *picture = &stb->reader.picture;
    int width, height, found;
    if (!jpeg_check_scans(&stb->reading, &stb->bytes, &stb->jpeg))
        return false;
    if (stb->jpeg.has_gaps)
        close_gaps(stb);
    stb->samples = stbi_load_from_memory(stb->bytes.data, (int)stb->jpeg.size, &width, &height,
                                         &found, picture->channels);
    if (!stb->samples)
        return message_error(label, "JPEG cannot be decoded: %s", stb_reason());
    return ((size_t)width == picture->width && (size_t)height == picture->height) ||
           message_error(label, "damaged JPEG: two sizes");
}

static bool read_row(struct reader *reader, void *row)
{
    struct jpeg_stb_reader *stb = (struct jpeg_stb_reader *)reader;
    size_t size = picture_row_bytes(&reader->picture);
    if (stb->row == 0 && !decode(stb))
        return false;
    memcpy(row, stb->samples + stb->row * size, size);
    if (++stb->row == reader->picture.height) {
        stbi_image_free(stb->samples);
        stb->samples = NULL;
    }
    return true;
}

static void close_reader(struct reader *reader)
{
    struct jpeg_stb_reader *stb = (struct jpeg_stb_reader *)reader;
    stbi_image_free(stb->samples);
    metadata_free(&reader->picture.metadata);
    free(stb);
}

/* What stb decodes wrongly, or cannot count. */
static bool is_supported(const struct jpeg_stb_reader *stb)
{
    const char *label = stb->reading.label;
    const struct jpeg *jpeg = &stb->jpeg;
    size_t samples;
    if (jpeg->components == 4 &&
        (!jpeg->is_adobe || (jpeg->adobe_transform != 0 && jpeg->adobe_transform != 2)))
        return message_error(label, "CMYK JPEG that is not Adobe's is not supported by stb");
    if (jpeg->has_duplicate_ids)
        return message_error(label, "JPEG with two components of one name is not supported by stb");
    /* It counts bytes in int. */
    return (picture_bytes(jpeg->width, jpeg->height, 4, &samples) && samples <= INT_MAX &&
            jpeg->size <= INT_MAX) ||
           message_error(label, "image too large for the JPEG decoder");
}

struct reader *jpeg_stb_open(const struct reading *reading, struct bytes *bytes)
{
    struct jpeg_stb_reader *stb = calloc(1, sizeof *stb);
    if (!stb) {
        message_error(reading->label, "out of memory");
        return NULL;
    }
    stb->reader = (struct reader){.read_row = read_row, .close = close_reader};
    stb->reading = *reading;
    if (!jpeg_describe(reading, bytes, false, &stb->jpeg, &stb->reader.picture) ||
        !is_supported(stb)) {
        close_reader(&stb->reader);
        return NULL;
    }
    stb->bytes = *bytes;
    /* Planes, coefficients of two bytes where they come in several scans, and the samples. */
    stb->reader.memory =
        picture_quarter_bytes(&stb->reader.picture, stb->jpeg.is_progressive ? 18 : 9);
    return &stb->reader;
}
