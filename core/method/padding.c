/* SPDX-License-Identifier: MIT
 * Pads rows of bytes, of line samples and of reals. */
#include "method/padding.h"

#include <string.h>

#include "blur.h"
#include "image/border.h"
#include "image/line.h"
#include "image/size.h"

bool padding_length(const struct padding *padding, size_t *length)
{
    return size_multiply(padding->pixels, 2, length) && size_add(*length, padding->width, length) &&
           size_multiply(*length, padding->channels, length);
}

/* Writes the padding of one end, from position first on; bytes is the size of a pixel. */
static inline void pad_with(const struct padding *padding, const unsigned char *row,
                            const void *beyond, size_t bytes, ptrdiff_t first,
                            unsigned char *padded)
{
    for (size_t i = 0; i < padding->pixels; i++) {
        ptrdiff_t index = border_index(first + (ptrdiff_t)i, padding->width, padding->border);
        memcpy(padded + i * bytes, index < 0 ? beyond : row + (size_t)index * bytes, bytes);
    }
}

/* With a constant size, the compiler turns each copy into an instruction or two. */
static void pad_end(const struct padding *padding, const void *row, const void *beyond,
                    size_t bytes, ptrdiff_t first, unsigned char *padded)
{
    switch (bytes) {
    case 1:
        pad_with(padding, row, beyond, 1, first, padded);
        break;
    case 2:
        pad_with(padding, row, beyond, 2, first, padded);
        break;
    case 3:
        pad_with(padding, row, beyond, 3, first, padded);
        break;
    case 4:
        pad_with(padding, row, beyond, 4, first, padded);
        break;
    case 6:
        pad_with(padding, row, beyond, 6, first, padded);
        break;
    case 8:
        pad_with(padding, row, beyond, 8, first, padded);
        break;
    case 12:
        pad_with(padding, row, beyond, 12, first, padded);
        break;
    case 16:
        pad_with(padding, row, beyond, 16, first, padded);
        break;
    case 24:
        pad_with(padding, row, beyond, 24, first, padded);
        break;
    default:
        pad_with(padding, row, beyond, bytes, first, padded);
    }
}

static void pad_ends(const struct padding *padding, const void *row, const void *beyond,
                     size_t bytes, unsigned char *padded)
{
    pad_end(padding, row, beyond, bytes, -(ptrdiff_t)padding->pixels, padded);
    pad_end(padding, row, beyond, bytes, (ptrdiff_t)padding->width,
            padded + (padding->pixels + padding->width) * bytes);
}

void padding_of_bytes(const struct padding *padding, const uint8_t *row, uint8_t *padded)
{
    size_t channels = padding->channels;
    uint8_t beyond[4];
    for (size_t i = 0; i < 4; i++)
        beyond[i] = (uint8_t)padding->beyond[i];
    if (row) {
        memcpy(padded + padding->pixels * channels, row, padding->width * channels);
        pad_ends(padding, row, beyond, channels, padded);
        return;
    }
    for (size_t i = 0; i < padding->width + 2 * padding->pixels; i++)
        memcpy(padded + i * channels, beyond, channels);
}

void padding_of_line(const struct padding *padding, int16_t *padded)
{
    int16_t beyond[4];
    for (size_t i = 0; i < padding->channels; i++)
        beyond[i] = (int16_t)((padding->beyond[i] - line_middle) * (1 << line_bits));
    pad_ends(padding, padded + padding->pixels * padding->channels, beyond,
             padding->channels * sizeof *padded, (unsigned char *)padded);
}

void padding_of_reals(const struct padding *padding, bool in_double, const void *row, void *padded)
{
    float floats[4];
    size_t bytes = padding->channels * (in_double ? sizeof(double) : sizeof(float));
    const void *beyond = in_double ? (const void *)padding->beyond : floats;
    unsigned char *to = padded;
    for (size_t i = 0; i < 4; i++)
        floats[i] = (float)padding->beyond[i];
    if (row)
        pad_ends(padding, to + padding->pixels * bytes, beyond, bytes, to);
    for (size_t i = 0; !row && i < padding->width + 2 * padding->pixels; i++)
        memcpy(to + i * bytes, beyond, bytes);
}

void padding_of_row(const struct padding *padding, const struct sum_loops *sums, const void *row,
                    void *padded)
{
    if (row)
        sums->pad_row(row, padding->width, padding->channels, padding->pixels, padded);
    if (padding->border != BLUR_BORDER_RENORMALIZE)
        padding_of_reals(padding, sums->in_double, row, padded);
}
