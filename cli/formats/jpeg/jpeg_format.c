/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/jpeg_format.h"

#include "formats/jpeg/jpeg.h"
#include "formats/jpeg/jpeg_segment.h"
#include "formats/stb_version.h"

static bool jpeg_recognises(const uint8_t *data, size_t size)
{
    return size >= 3 && data[0] == 0xff && data[1] == JPEG_SOI && data[2] == 0xff;
}

static const struct codec codecs[] = {
#ifdef BLUR_WITH_LIBJPEG
    {.library = "libjpeg-turbo",
     .version = jpeg_turbo_version,
     .open = jpeg_turbo_open,
     .create = jpeg_turbo_create,
     .writes_8 = true},
#endif
    {.library = "stb",
     .version = stb_version,
     .open = jpeg_stb_open,
     .create = jpeg_stb_create,
     .writes_8 = true},
};

const struct format format_jpeg = {.name = "jpeg",
                                   .extension = "jpg",
                                   .extensions = " jpg jpeg jpe jfif ",
                                   .recognises = jpeg_recognises,
                                   /* One segment with "Exif\0\0" before it. */
                                   .max_exif = JPEG_MAX_SEGMENT - 6,
                                   .codecs = codecs,
                                   .codec_count = sizeof codecs / sizeof *codecs};
