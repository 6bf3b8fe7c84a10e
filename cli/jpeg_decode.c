/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdlib.h>

#include "jpeg.h"
#include "message.h"
#include "stb_glue.h"

static void warn(const char *label, const struct jpeg *jpeg)
{
    if (jpeg->components == 4)
        message_warning(label, "CMYK colours are converted to RGB without a profile");
    if (jpeg->has_profile)
        message_warning(label, "the colour profile is not kept");
    if (jpeg->has_exif)
        message_warning(label, "Exif data, orientation included, is not kept");
}

static bool check_size(const char *label, const struct jpeg *jpeg, uint64_t max_pixels)
{
    if (!picture_within_limit(label, jpeg->width, jpeg->height, max_pixels))
        return false;
    /* The shortest code of a block's first value is one bit. */
    if (jpeg->blocks / 8 > jpeg->size)
        return message_error(label, "damaged JPEG: %zu x %zu pixels cannot come from %zu bytes",
                             jpeg->width, jpeg->height, jpeg->size);
    /* stb counts bytes in int. */
    size_t samples;
    return (picture_bytes(jpeg->width, jpeg->height, 4, &samples) && samples <= INT_MAX) ||
           message_error(label, "image too large for the JPEG decoder");
}

bool jpeg_decode(const char *label, struct bytes *bytes, uint64_t max_pixels,
                 struct picture *picture)
{
    struct jpeg jpeg;
    if (!jpeg_parse(label, bytes, &jpeg) || !check_size(label, &jpeg, max_pixels))
        return false;
    int width, height, found, channels = jpeg.components == 1 ? 1 : 3;
    uint8_t *samples =
        stbi_load_from_memory(bytes->data, (int)jpeg.size, &width, &height, &found, channels);
    if (!samples)
        return message_error(label, "JPEG cannot be decoded: %s", stb_reason());
    if ((size_t)width != jpeg.width || (size_t)height != jpeg.height) {
        free(samples);
        return message_error(label, "damaged JPEG: two sizes");
    }
    warn(label, &jpeg);
    *picture = (struct picture){jpeg.width, jpeg.height, channels, samples};
    return true;
}
