/* SPDX-License-Identifier: MIT */
#include "formats/metadata/xmp.h"

#include <stdio.h>
#include <string.h>

/* Thumbnails and previews (XMP specification, part 2, 2020). xap is the prefix of Adobe's older
 * programs, GImage that of Google's cameras. */
static const char *const pictures[] = {"xmp:Thumbnails", "xap:Thumbnails", "xmp:PageInfo",
                                       "xap:PageInfo",   "xmpGImg:image",  "xapGImg:image",
                                       "GImage:Data"};

static uint8_t *find(const struct blob *blob, size_t from, const char *text)
{
    size_t length = strlen(text);
    for (size_t i = from; i + length <= blob->size; i++) {
        uint8_t *at = memchr(blob->data + i, text[0], blob->size - length + 1 - i);
        if (!at)
            return NULL;
        i = (size_t)(at - blob->data);
        if (memcmp(at, text, length) == 0)
            return at;
    }
    return NULL;
}

/* Removes everything from the first text to the last, inclusive, in one pass. */
static bool remove_between(struct blob *xmp, const char *first, const char *last)
{
    size_t from = 0, kept = 0;
    const uint8_t *start, *end;
    while ((start = find(xmp, from, first)) != NULL &&
           (end = find(xmp, (size_t)(start - xmp->data) + strlen(first), last)) != NULL) {
        size_t between = (size_t)(start - xmp->data) - from;
        memmove(xmp->data + kept, xmp->data + from, between);
        kept += between;
        from = (size_t)(end - xmp->data) + strlen(last);
    }
    if (from == 0)
        return false;
    memmove(xmp->data + kept, xmp->data + from, xmp->size - from);
    xmp->size -= from - kept;
    return true;
}

/* As an element, or as an attribute in either kind of quotes. */
static bool remove_named(struct blob *xmp, const char *name)
{
    char first[32], last[32];
    snprintf(first, sizeof first, "<%s", name);
    snprintf(last, sizeof last, "</%s>", name);
    bool dropped = remove_between(xmp, first, last);
    snprintf(first, sizeof first, "%s=\"", name);
    dropped |= remove_between(xmp, first, "\"");
    snprintf(first, sizeof first, "%s='", name);
    return remove_between(xmp, first, "'") || dropped;
}

bool xmp_remove_thumbnails(struct blob *xmp)
{
    bool dropped = false;
    for (size_t i = 0; xmp->data && i < sizeof pictures / sizeof *pictures; i++)
        dropped |= remove_named(xmp, pictures[i]);
    return dropped;
}

/* tiff:Orientation="6", or <tiff:Orientation>6</tiff:Orientation>. */
void xmp_reset_orientation(struct blob *xmp)
{
    static const char name[] = "tiff:Orientation";
    uint8_t *at = xmp->data ? find(xmp, 0, name) : NULL;
    for (; at; at = find(xmp, (size_t)(at - xmp->data) + 1, name)) {
        size_t left = xmp->size - (size_t)(at - xmp->data), i = strlen(name);
        while (i < left && strchr("=>\"' \t\r\n", at[i]) && at[i] != 0)
            i++;
        if (i < left && at[i] >= '1' && at[i] <= '8')
            at[i] = '1';
    }
}
