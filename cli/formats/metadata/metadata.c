/* SPDX-License-Identifier: MIT */
#include "formats/metadata/metadata.h"

#include <stdlib.h>
#include <string.h>

#include "files/utf8.h"

bool blob_append(struct blob *blob, const void *data, size_t size)
{
    if (size > SIZE_MAX - blob->size - 1)
        return false;
    uint8_t *grown = realloc(blob->data, blob->size + size + 1);
    if (!grown)
        return false;
    if (size > 0)
        memcpy(grown + blob->size, data, size);
    blob->data = grown;
    blob->size += size;
    return true;
}

void blob_free(struct blob *blob)
{
    free(blob->data);
    *blob = (struct blob){0};
}

static bool is_valid_utf8(const uint8_t *text, size_t size)
{
    for (size_t i = 0, length; i < size; i += length) {
        length = utf8_length(text + i, size - i);
        if (length == 0)
            return false;
    }
    return true;
}

/* Latin-1 is the first 256 characters of Unicode: two bytes each from 128 on. */
static char *utf8_from(const uint8_t *value, size_t size, bool is_utf8)
{
    char *text = size < SIZE_MAX / 2 ? malloc(2 * size + 1) : NULL;
    size_t end = 0;
    if (!text)
        return NULL;
    bool as_it_is = is_utf8 && is_valid_utf8(value, size);
    for (size_t i = 0; i < size; i++) {
        if (as_it_is || value[i] < 0x80) {
            text[end++] = (char)value[i];
        } else {
            text[end++] = (char)(0xc0 | value[i] >> 6);
            text[end++] = (char)(0x80 | (value[i] & 0x3f));
        }
    }
    text[end] = '\0';
    return text;
}

bool metadata_text_is_latin1(const char *utf8, char *latin1)
{
    size_t end = 0;
    for (const uint8_t *at = (const uint8_t *)utf8; *at; at++) {
        uint8_t byte = *at;
        if (byte == 0xc2 || byte == 0xc3)
            byte = (uint8_t)(byte << 6 | (*++at & 0x3f));
        else if (byte >= 0x80)
            return false;
        if (latin1)
            latin1[end++] = (char)byte;
    }
    if (latin1)
        latin1[end] = '\0';
    return true;
}

bool metadata_text_set(char **string, const char *value)
{
    char *copy = strdup(value);
    if (!copy)
        return false;
    free(*string);
    *string = copy;
    return true;
}

static void text_free(struct metadata_text *text)
{
    free(text->keyword);
    free(text->language);
    free(text->translated);
    free(text->value);
}

/* Makes room for one more text; the capacity is the next power of two, as there may be many. */
static bool make_room(struct metadata *metadata)
{
    size_t count = metadata->text_count;
    if ((count & (count - 1)) != 0)
        return true;
    struct metadata_text *grown = realloc(metadata->texts, (count ? 2 * count : 1) * sizeof *grown);
    if (grown)
        metadata->texts = grown;
    return grown;
}

struct metadata_text *metadata_add_text(struct metadata *metadata, const char *keyword,
                                        const void *value, size_t value_size, bool is_utf8)
{
    const uint8_t *end = value_size > 0 ? memchr(value, 0, value_size) : NULL;
    size_t size = end ? (size_t)(end - (const uint8_t *)value) : value_size;
    if (!make_room(metadata))
        return NULL;
    struct metadata_text *text = &metadata->texts[metadata->text_count];
    *text = (struct metadata_text){.value = utf8_from(value, size, is_utf8), .is_utf8 = is_utf8};
    if (!text->value || !metadata_text_set(&text->keyword, keyword) ||
        !metadata_text_set(&text->language, "") || !metadata_text_set(&text->translated, "")) {
        text_free(text);
        return NULL;
    }
    metadata->text_count++;
    metadata->text_bytes += sizeof *text + strlen(text->value);
    return text;
}

static void free_all_but_colors(struct metadata *metadata)
{
    blob_free(&metadata->exif);
    blob_free(&metadata->xmp);
    blob_free(&metadata->iptc);
    for (size_t i = 0; i < metadata->text_count; i++)
        text_free(&metadata->texts[i]);
    free(metadata->texts);
}

void metadata_keep_colors(struct metadata *metadata)
{
    free_all_but_colors(metadata);
    struct metadata kept = {.icc = metadata->icc, .colors = metadata->colors};
    memcpy(kept.icc_name, metadata->icc_name, sizeof kept.icc_name);
    *metadata = kept;
}

void metadata_free(struct metadata *metadata)
{
    free_all_but_colors(metadata);
    blob_free(&metadata->icc);
    *metadata = (struct metadata){0};
}
