/* SPDX-License-Identifier: MIT */
#include "formats/format.h"

#include <string.h>

static bool is_allowed(const struct codec *codec, enum codec_choice choice)
{
    return choice == CODEC_AUTO || strcmp(codec->library, "stb") == 0;
}

const struct codec *format_read_codec(const struct format *format, enum codec_choice choice)
{
    for (size_t i = 0; i < format->codec_count; i++)
        if (is_allowed(&format->codecs[i], choice))
            return &format->codecs[i];
    return NULL;
}

const struct codec *format_write_codec(const struct format *format, int sample,
                                       enum codec_choice choice)
{
    for (size_t i = 0; i < format->codec_count; i++) {
        const struct codec *codec = &format->codecs[i];
        if (is_allowed(codec, choice) &&
            (sample == BLUR_UINT16 ? codec->writes_16 : codec->writes_8))
            return codec;
    }
    return NULL;
}

const char *format_extension(const char *file)
{
    const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;
    const char *dot = strrchr(base, '.');
    return dot && dot != base ? dot + 1 : NULL;
}
