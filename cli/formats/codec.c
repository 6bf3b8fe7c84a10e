/* SPDX-License-Identifier: MIT */
#include "formats/codec.h"

#include <libdeflate.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "formats/jpeg/jpeg.h"
#include "formats/png/png.h"
#include "stb_glue.h"

#ifndef BLUR_STB_VERSIONS
#define BLUR_STB_VERSIONS "of an unknown version"
#endif

static const char *stb_versions(void)
{
    return BLUR_STB_VERSIONS;
}

/* What can be done, and by which library: of each format the preferred one first. stb is always
 * there, reads all, and is what --codec=stb leaves. All of them keep all metadata that the format
 * can hold, as that is not the libraries' work. */
/* clang-format off */
static const struct codec codecs[] = {
/*   format        library          version             reads            writes             8 bits 16 bits */
#ifdef BLUR_WITH_SPNG
    {&format_png,  "libspng",       png_spng_version,   png_spng_open,   png_spng_create,   false, true},
#endif
    {&format_png,  "stb",           stb_versions,       png_stb_open,    png_stb_create,    true,  false},
#ifdef BLUR_WITH_LIBJPEG
    {&format_jpeg, "libjpeg-turbo", jpeg_turbo_version, jpeg_turbo_open, jpeg_turbo_create, true,  false},
#endif
    {&format_jpeg, "stb",           stb_versions,       jpeg_stb_open,   jpeg_stb_create,   true,  false},
};
/* clang-format on */
enum { codec_count = sizeof codecs / sizeof *codecs };

static bool is_chosen(const struct codec *codec, const struct format *format,
                      enum codec_choice choice)
{
    return codec->format == format && (choice == CODEC_AUTO || strcmp(codec->library, "stb") == 0);
}

const struct codec *codec_for_reading(const struct format *format, enum codec_choice choice)
{
    for (size_t i = 0; i < codec_count; i++)
        if (is_chosen(&codecs[i], format, choice))
            return &codecs[i];
    return NULL;
}

const struct codec *codec_for_writing(const struct format *format, int sample,
                                      enum codec_choice choice)
{
    for (size_t i = 0; i < codec_count; i++)
        if (is_chosen(&codecs[i], format, choice) &&
            (sample == BLUR_UINT16 ? codecs[i].writes_16 : codecs[i].writes_8))
            return &codecs[i];
    return NULL;
}

/* The filter that suits a smooth PNG best is known beforehand: to try all of them for each row
 * takes three times as long, for files from 5 % larger to 9 % smaller. Below that sigma pictures
 * may still have sharp lines. */
void codec_expect(double sigma)
{
    if (sigma >= 1)
        stb_use_average_filter();
}

void codec_print_list(void)
{
    for (size_t i = 0; i < codec_count; i++)
        printf("%s by %s %s: reads, writes%s%s\n", codecs[i].format->name, codecs[i].library,
               codecs[i].version(), codecs[i].writes_8 ? " 8 bits" : "",
               codecs[i].writes_16 ? " 16 bits" : "");
    printf("deflate by libdeflate %s\n", LIBDEFLATE_VERSION_STRING);
}

bool codec_damage(const struct reading *reading, const char *format, ...)
{
    char text[1000];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (!reading->is_lenient)
        return message_error(reading->label, "%s", text);
    message_warning(reading->label, "%s", text);
    return true;
}
