/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/jpeg.h"

#include "formats/jpeg/jpeg_segment.h"
#include "messages/message.h"

static bool check_size(const struct reading *reading, struct jpeg *jpeg)
{
    if (!picture_within_limit(reading->label, jpeg->width, jpeg->height, reading->max_pixels))
        return false;
    /* The shortest Huffman code of a block's first value is one bit; arithmetic codes have no such
     * limit. */
    if (jpeg->is_arithmetic || jpeg->is_cut || jpeg->blocks / 8 <= jpeg->size)
        return true;
    return message_error(reading->label,
                         "damaged JPEG: %zu x %zu pixels cannot come from %zu bytes", jpeg->width,
                         jpeg->height, jpeg->size);
}

/* Appends the missing end to a truncated file. */
static bool append_end(const struct reading *reading, struct bytes *bytes, struct jpeg *jpeg)
{
    static const uint8_t end[] = {0xff, JPEG_EOI};
    bytes->size = jpeg->size;
    if (!bytes_append(bytes, end, sizeof end))
        return message_error(reading->label, "out of memory");
    jpeg->size = bytes->size;
    return true;
}

static struct jpeg_style compression_style(const struct jpeg *jpeg)
{
    const struct jpeg_component *component = jpeg->component;
    struct jpeg_style style = {.quality = jpeg_quality(jpeg)};
    if (jpeg->components == 3 && component[1].horizontal == component[2].horizontal &&
        component[1].vertical == component[2].vertical) {
        style.horizontal = component[0].horizontal / component[1].horizontal;
        style.vertical = component[0].vertical / component[1].vertical;
    }
    return style;
}

bool jpeg_describe(const struct reading *reading, struct bytes *bytes, bool allows_arithmetic,
                   struct jpeg *jpeg, struct picture *picture)
{
    if (!jpeg_parse(reading, bytes, allows_arithmetic, jpeg) || !check_size(reading, jpeg) ||
        (jpeg->is_cut && !append_end(reading, bytes, jpeg)))
        return false;
    *picture = (struct picture){.width = jpeg->width,
                                .height = jpeg->height,
                                .channels = jpeg->components == 1 ? 1 : 3,
                                .sample = BLUR_UINT8,
                                .jpeg = compression_style(jpeg)};
    if (!jpeg_read_metadata(reading->label, bytes, &picture->metadata))
        return message_error(reading->label, "out of memory");
    if (jpeg->components == 4) {
        message_warning(reading->label, "CMYK colours are converted to RGB without a profile");
        blob_free(&picture->metadata.icc);
    }
    return true;
}

bool jpeg_check_sides(const char *label, const struct picture *picture)
{
    return (picture->width <= 65535 && picture->height <= 65535) ||
           message_error(label, "image too large for JPEG: a side is over 65535 pixels");
}
