/* SPDX-License-Identifier: MIT */
#include "formats/metadata/raw_profile.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char prefix[] = "Raw profile type ";

bool raw_profile_is(const char *keyword)
{
    return strncmp(keyword, prefix, strlen(prefix)) == 0;
}

bool raw_profile_names(const char *keyword, const char *name)
{
    return raw_profile_is(keyword) && strcasecmp(keyword + strlen(prefix), name) == 0;
}

static int digit_of(int character)
{
    if (character >= '0' && character <= '9')
        return character - '0';
    return isxdigit(character) ? (character | 0x20) - 'a' + 10 : -1;
}

/* The number after the first two newlines; at is left after it. */
static bool read_size(const char **at, const char *end, size_t *size)
{
    for (int newlines = 0; newlines < 2; (*at)++) {
        if (*at == end)
            return false;
        newlines += **at == '\n';
    }
    while (*at < end && **at == ' ')
        (*at)++;
    const char *digits = *at;
    for (*size = 0; *at < end && isdigit((unsigned char)**at) && *size < SIZE_MAX / 20; (*at)++)
        *size = 10 * *size + (size_t)(**at - '0');
    return *at > digits;
}

bool raw_profile_read(const void *text, size_t size, struct blob *blob)
{
    const char *at = text, *end = at + size;
    size_t stated, half = 0;
    if (!read_size(&at, end, &stated) || stated > size)
        return false;
    *blob = (struct blob){malloc(stated + 1), stated};
    for (; blob->data && at < end && half < 2 * stated; at++) {
        int digit = digit_of((unsigned char)*at);
        if (digit < 0)
            continue;
        uint8_t *byte = &blob->data[half++ / 2];
        *byte = (uint8_t)(half % 2 ? digit << 4 : *byte | digit);
    }
    if (blob->data && half == 2 * stated)
        return true;
    blob_free(blob);
    return false;
}

/* 36 bytes a line, as ImageMagick has it. */
char *raw_profile_write(const char *name, const struct blob *blob)
{
    size_t size = strlen(name) + 32 + 2 * blob->size + blob->size / 36 + 2;
    char *text = malloc(size);
    if (!text)
        return NULL;
    size_t end = (size_t)snprintf(text, size, "\n%s\n%8zu", name, blob->size);
    for (size_t i = 0; i < blob->size; i++) {
        if (i % 36 == 0)
            text[end++] = '\n';
        text[end++] = "0123456789abcdef"[blob->data[i] >> 4];
        text[end++] = "0123456789abcdef"[blob->data[i] & 15];
    }
    text[end++] = '\n';
    text[end] = '\0';
    return text;
}

/* A Photoshop resource: "8BIM", its number in two bytes, a name with its length before it and
 * padded to an even number of bytes in all, the size in four bytes, and the data, padded again. */
bool iptc_find(const void *data, size_t size, struct blob *iptc)
{
    const uint8_t *at = data;
    if (size < 4 || memcmp(at, "8BIM", 4) != 0)
        return size == 0 || blob_append(iptc, data, size);
    const uint8_t *end = at + size;
    while (end - at >= 12 && memcmp(at, "8BIM", 4) == 0) {
        size_t name = ((size_t)at[6] + 2) / 2 * 2;
        if ((size_t)(end - at) < 6 + name + 4)
            break;
        const uint8_t *head = at + 6 + name;
        size_t length =
            (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
        if (length > (size_t)(end - head) - 4)
            break;
        if (at[4] == 4 && at[5] == 4 && length > 0)
            return blob_append(iptc, head + 4, length);
        length += length % 2;
        at = length > (size_t)(end - head) - 4 ? end : head + 4 + length;
    }
    return true;
}

bool iptc_wrap(const struct blob *iptc, struct blob *resource)
{
    const uint8_t size[4] = {(uint8_t)(iptc->size >> 24), (uint8_t)(iptc->size >> 16),
                             (uint8_t)(iptc->size >> 8), (uint8_t)iptc->size};
    return blob_append(resource, "8BIM\4\4\0", 8) && blob_append(resource, size, sizeof size) &&
           blob_append(resource, iptc->data, iptc->size) &&
           (iptc->size % 2 == 0 || blob_append(resource, "", 1));
}
