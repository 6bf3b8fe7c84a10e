/* SPDX-License-Identifier: MIT */
#include "options/geometry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Digits, which may have a fraction where a % follows. */
static bool parse_length(const char **text, struct geometry_length *length)
{
    const size_t digits = strspn(*text, "0123456789"), all = strspn(*text, "0123456789.");
    char number[16];
    if (digits == 0 || all >= sizeof number)
        return false;
    memcpy(number, *text, all);
    number[all] = '\0';
    length->is_percent = (*text)[all] == '%';
    if (all > digits && (!length->is_percent || strchr(number + digits + 1, '.')))
        return false;
    length->value = strtod(number, NULL);
    *text += all + length->is_percent;
    return length->value <= BLUR_KERNEL_SIZE_MAX * 65536.0;
}

static bool parse_offset(const char **text, struct geometry_length *offset, bool *from_far)
{
    if (**text != '+' && **text != '-')
        return false;
    *from_far = *(*text)++ == '-';
    const bool is_negative = **text == '-';
    *text += is_negative;
    if (!parse_length(text, offset))
        return false;
    if (is_negative)
        offset->value = -offset->value;
    return true;
}

bool geometry_parse(const char *text, struct geometry *geometry)
{
    *geometry = (struct geometry){.text = text};
    if (!parse_length(&text, &geometry->width) || (*text != 'x' && *text != 'X'))
        return false;
    text++;
    if (!parse_length(&text, &geometry->height) || geometry->width.value <= 0 ||
        geometry->height.value <= 0)
        return false;
    if (*text == '\0')
        return true;
    return parse_offset(&text, &geometry->x, &geometry->from_right) &&
           parse_offset(&text, &geometry->y, &geometry->from_bottom) && *text == '\0';
}

static double pixels_of(const struct geometry_length *length, double all)
{
    return length->is_percent ? length->value * all / 100 : length->value;
}

/* Less than a millionth of a pixel is rounding error. */
static void span(const struct geometry_length *size, const struct geometry_length *offset,
                 bool from_far, size_t all, int64_t *first, int64_t *count)
{
    const double length = pixels_of(size, (double)all), to = pixels_of(offset, (double)all);
    const double begin = from_far ? (double)all - to - length : to;
    *first = (int64_t)floor(begin + 1e-6);
    *count = (int64_t)ceil(begin + length - 1e-6) - *first;
}

bool geometry_region(const struct geometry *geometry, size_t width, size_t height,
                     blur_region *region)
{
    span(&geometry->width, &geometry->x, geometry->from_right, width, &region->x, &region->width);
    span(&geometry->height, &geometry->y, geometry->from_bottom, height, &region->y,
         &region->height);
    return region->x < (int64_t)width && region->x + region->width > 0 &&
           region->y < (int64_t)height && region->y + region->height > 0;
}
