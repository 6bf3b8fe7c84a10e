/* SPDX-License-Identifier: MIT */
#include "formats/format.h"

#include <ctype.h>
#include <string.h>

const char format_names[] = "png, jpeg";

static const struct format *const formats[] = {&format_png, &format_jpeg};
/* NOLINTNEXTLINE(bugprone-sizeof-expression): the size of a pointer is what is meant. */
enum { format_count = sizeof formats / sizeof *formats };

const struct format *format_by_name(const char *name)
{
    for (size_t i = 0; i < format_count; i++)
        if (strcmp(name, formats[i]->name) == 0)
            return formats[i];
    return strcmp(name, "jpg") == 0 ? &format_jpeg : NULL;
}

const struct format *format_by_extension(const char *extension)
{
    char word[8] = " ";
    size_t length = strlen(extension);
    if (length == 0 || length > sizeof word - 3)
        return NULL;
    for (size_t i = 0; i < length; i++)
        word[1 + i] = (char)tolower((unsigned char)extension[i]);
    word[1 + length] = ' ';
    for (size_t i = 0; i < format_count; i++)
        if (strstr(formats[i]->extensions, word))
            return formats[i];
    return NULL;
}

const struct format *format_by_content(const struct bytes *bytes)
{
    for (size_t i = 0; i < format_count; i++)
        if (formats[i]->recognises(bytes->data, bytes->size))
            return formats[i];
    return NULL;
}

const char *format_extension(const char *file)
{
    const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;
    const char *dot = strrchr(base, '.');
    return dot && dot != base ? dot + 1 : NULL;
}
