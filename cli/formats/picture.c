/* SPDX-License-Identifier: MIT */
#include "formats/picture.h"

#include <inttypes.h>

#include "messages/message.h"

bool picture_bytes(size_t width, size_t height, size_t bytes_per_pixel, size_t *bytes)
{
    if (height != 0 && width > SIZE_MAX / height)
        return false;
    if (bytes_per_pixel != 0 && width * height > SIZE_MAX / bytes_per_pixel)
        return false;
    *bytes = width * height * bytes_per_pixel;
    return true;
}

size_t picture_quarter_bytes(const struct picture *picture, size_t quarters)
{
    size_t bytes;
    return picture_bytes(picture_row_bytes(picture), picture->height, quarters, &bytes) ? bytes / 4
                                                                                        : SIZE_MAX;
}

bool picture_within_limit(const char *label, size_t width, size_t height, uint64_t max_pixels)
{
    size_t pixels;
    /* A row has at most 4 samples a pixel, of 2 bytes. */
    if (picture_bytes(width, height, 1, &pixels) && pixels <= max_pixels && width <= SIZE_MAX / 8)
        return true;
    return message_error(label,
                         "image too large: %zu x %zu is more than %" PRIu64
                         " pixels (raise it with --max-pixels)",
                         width, height, max_pixels);
}
