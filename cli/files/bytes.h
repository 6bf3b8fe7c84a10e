/* SPDX-License-Identifier: MIT
 * A growing buffer of bytes: an encoded image. */
#ifndef BLUR_BYTES_H
#define BLUR_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
    uint8_t *data; /* owned; NULL when empty */
    size_t size, capacity;
    bool incomplete; /* bytes_append_callback() had no memory for some of them */
};

/* Makes room for more bytes after size. False: no memory, and nothing has changed. */
bool bytes_reserve(struct bytes *bytes, size_t more);

/* Appends. False as bytes_reserve(). */
bool bytes_append(struct bytes *bytes, const void *data, size_t size);

/* As a callback of encoders; bytes: a struct bytes. */
void bytes_append_callback(void *bytes, void *data, int size);

void bytes_free(struct bytes *bytes);

/* Big-endian numbers, as PNG and JPEG have them. */
static inline uint32_t bytes_u16(const uint8_t *at)
{
    return (uint32_t)at[0] << 8 | at[1];
}

static inline uint32_t bytes_u32(const uint8_t *at)
{
    return bytes_u16(at) << 16 | bytes_u16(at + 2);
}

static inline void bytes_put_u32(uint8_t *at, size_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

#endif
