/* SPDX-License-Identifier: MIT */
#include "files/bytes.h"

#include <stdlib.h>
#include <string.h>

bool bytes_reserve(struct bytes *bytes, size_t more)
{
    if (more <= bytes->capacity - bytes->size)
        return true;
    if (more > SIZE_MAX / 2 - bytes->size)
        return false;
    size_t capacity = bytes->size + more;
    /* At least doubled, so that appending costs O(1) a byte. */
    if (bytes->capacity <= SIZE_MAX / 4 && capacity < 2 * bytes->capacity)
        capacity = 2 * bytes->capacity;
    uint8_t *data = realloc(bytes->data, capacity);
    if (!data)
        return false;
    bytes->data = data;
    bytes->capacity = capacity;
    return true;
}

bool bytes_append(struct bytes *bytes, const void *data, size_t size)
{
    if (!bytes_reserve(bytes, size))
        return false;
    if (size > 0)
        memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
    return true;
}

void bytes_append_callback(void *context, void *data, int size)
{
    struct bytes *bytes = context;
    if (!bytes_append(bytes, data, (size_t)size))
        bytes->incomplete = true;
}

void bytes_free(struct bytes *bytes)
{
    free(bytes->data);
    *bytes = (struct bytes){0};
}
