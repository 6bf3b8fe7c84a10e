/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <stdlib.h>

#include "jpeg.h"
#include "message.h"
#include "stb_glue.h"

/* Width and height have 16 bits in the file; stb would write the lower ones of larger sizes. */
static const size_t largest_side = 65535;

static bool is_opaque(const struct picture *picture)
{
    size_t channels = (size_t)picture->channels,
           samples = picture->width * picture->height * channels;
    for (size_t i = channels - 1; i < samples; i += channels)
        if (picture->samples[i] != 255)
            return false;
    return true;
}

/* An opaque picture of one with alpha: its colours over white. */
static uint8_t *compose_on_white(const struct picture *picture)
{
    size_t colors = (size_t)picture->channels - 1, pixels = picture->width * picture->height, bytes;
    uint8_t *out = picture_bytes(pixels, 1, colors, &bytes) ? malloc(bytes) : NULL;
    if (!out)
        return NULL;
    for (size_t i = 0; i < pixels; i++) {
        const uint8_t *pixel = picture->samples + i * (colors + 1);
        unsigned alpha = pixel[colors];
        for (size_t channel = 0; channel < colors; channel++)
            out[i * colors + channel] =
                (uint8_t)((pixel[channel] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
    return out;
}

static bool encode_opaque(const char *label, const struct picture *picture, int quality,
                          struct bytes *bytes)
{
    int fine = stbi_write_jpg_to_func(bytes_sink, bytes, (int)picture->width, (int)picture->height,
                                      picture->channels, picture->samples, quality);
    return (fine && !bytes->incomplete) || message_error(label, "out of memory");
}

bool jpeg_encode(const char *label, const struct picture *picture, int quality, struct bytes *bytes)
{
    size_t size;
    if (picture->width > largest_side || picture->height > largest_side)
        return message_error(label, "image too large for JPEG: a side is over 65535 pixels");
    /* stb indexes samples with int. */
    if (!picture_bytes(picture->width, picture->height, (size_t)picture->channels, &size) ||
        size > INT_MAX)
        return message_error(label, "image too large for the JPEG encoder (2 GiB of samples)");
    if (picture->channels <= 2)
        message_warning(label, "grey is stored as colour in JPEG");
    if (picture->channels % 2 != 0)
        return encode_opaque(label, picture, quality, bytes);

    if (!is_opaque(picture))
        message_warning(label, "JPEG has no transparency: the picture is laid on white");
    struct picture opaque = *picture;
    opaque.channels -= 1;
    opaque.samples = compose_on_white(picture);
    bool done = opaque.samples ? encode_opaque(label, &opaque, quality, bytes)
                               : message_error(label, "out of memory");
    free(opaque.samples);
    return done;
}
