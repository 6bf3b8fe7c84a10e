/* SPDX-License-Identifier: MIT */
#include <limits.h>

#include "message.h"
#include "png.h"
#include "stb_glue.h"

/* stb counts in int, up to the bytes of the file; deflate adds less than 1/1024 to data that does
 * not compress. */
static const size_t largest_data = INT_MAX - INT_MAX / 1024 - 4096;

bool png_encode(const char *label, const struct picture *picture, int quality, struct bytes *bytes)
{
    size_t row, data;
    (void)quality;
    if (!picture_bytes(picture->width, (size_t)picture->channels, 1, &row) ||
        !picture_bytes(row + 1, picture->height, 1, &data) || data > largest_data)
        return message_error(label, "image too large for the PNG encoder (2 GiB of samples)");
    int fine = stbi_write_png_to_func(bytes_sink, bytes, (int)picture->width, (int)picture->height,
                                      picture->channels, picture->samples, (int)row);
    return (fine && !bytes->incomplete) || message_error(label, "out of memory");
}
