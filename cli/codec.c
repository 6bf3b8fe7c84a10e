/* SPDX-License-Identifier: MIT */
#include "codec.h"

#include <ctype.h>
#include <libdeflate.h>
#include <string.h>

#include "jpeg.h"
#include "png.h"

const char codec_names[] = "png, jpeg";
const char codec_libraries[] = "PNG and JPEG by stb_image and stb_image_write, "
                               "deflate by libdeflate " LIBDEFLATE_VERSION_STRING;

static const struct codec codecs[] = {
    {"png", " png ", png_recognises, png_decode, png_encode},
    {"jpeg", " jpg jpeg jpe jfif ", jpeg_recognises, jpeg_decode, jpeg_encode},
};
enum { codec_count = sizeof codecs / sizeof *codecs };

const struct codec *codec_by_name(const char *name)
{
    for (size_t i = 0; i < codec_count; i++)
        if (strcmp(name, codecs[i].name) == 0)
            return &codecs[i];
    return strcmp(name, "jpg") == 0 ? codec_by_name("jpeg") : NULL;
}

const struct codec *codec_by_extension(const char *extension)
{
    char word[8] = " ";
    size_t length = strlen(extension);
    if (length == 0 || length > sizeof word - 3)
        return NULL;
    for (size_t i = 0; i < length; i++)
        word[1 + i] = (char)tolower((unsigned char)extension[i]);
    word[1 + length] = ' ';
    for (size_t i = 0; i < codec_count; i++)
        if (strstr(codecs[i].extensions, word))
            return &codecs[i];
    return NULL;
}

const struct codec *codec_by_content(const struct bytes *bytes)
{
    for (size_t i = 0; i < codec_count; i++)
        if (codecs[i].recognises(bytes->data, bytes->size))
            return &codecs[i];
    return NULL;
}

const char *codec_extension(const char *file)
{
    const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;
    const char *dot = strrchr(base, '.');
    return dot && dot != base ? dot + 1 : NULL;
}
