/* SPDX-License-Identifier: MIT */
#include "formats/codec.h"

#include <stdarg.h>
#include <stdio.h>

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
