/* SPDX-License-Identifier: MIT */
#include "border.h"

#include "blur.h"

/* index modulo period, in 0..period-1 also for a negative index. */
static ptrdiff_t modulo(ptrdiff_t index, ptrdiff_t period)
{
    ptrdiff_t rest = index % period;
    return rest < 0 ? rest + period : rest;
}

ptrdiff_t border_index(ptrdiff_t index, size_t length, int border)
{
    ptrdiff_t n = (ptrdiff_t)length;
    if (index >= 0 && index < n)
        return index;
    switch ((enum blur_border)border) {
    case BLUR_BORDER_REPLICATE:
        return index < 0 ? 0 : n - 1;
    case BLUR_BORDER_REFLECT:
        index = modulo(index, 2 * n);
        return index < n ? index : 2 * n - 1 - index;
    case BLUR_BORDER_MIRROR:
        if (n == 1)
            return 0;
        index = modulo(index, 2 * n - 2);
        return index < n ? index : 2 * n - 2 - index;
    case BLUR_BORDER_WRAP:
        return modulo(index, n);
    case BLUR_BORDER_RENORMALIZE:
    case BLUR_BORDER_CONSTANT:
        break;
    }
    return -1;
}

static void pad_side(const uint8_t *row, size_t width, size_t channels, int border,
                     const float *beyond, ptrdiff_t first, size_t count, float *padded)
{
    for (size_t i = 0; i < count; i++) {
        ptrdiff_t index = border_index(first + (ptrdiff_t)i, width, border);
        for (size_t channel = 0; channel < channels; channel++)
            if (index >= 0)
                *padded++ = row[(size_t)index * channels + channel];
            else
                *padded++ = beyond ? beyond[channel] : 0;
    }
}

void border_pad_row(const uint8_t *row, size_t width, size_t channels, size_t radius, int border,
                    const float *beyond, float *padded)
{
    float *middle = padded + radius * channels;
    pad_side(row, width, channels, border, beyond, -(ptrdiff_t)radius, radius, padded);
    for (size_t i = 0; i < width * channels; i++)
        middle[i] = row[i];
    pad_side(row, width, channels, border, beyond, (ptrdiff_t)width, radius,
             middle + width * channels);
}
