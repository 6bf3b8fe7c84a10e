/* SPDX-License-Identifier: MIT
 * Maps positions beyond the edge of an image to the samples a border rule puts there. */
#include "image/border.h"

#include "blur.h"

/* index modulo period, in 0..period-1 even for a negative index. */
static ptrdiff_t modulo(ptrdiff_t index, ptrdiff_t period)
{
    ptrdiff_t remainder = index % period;
    return remainder < 0 ? remainder + period : remainder;
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

/* From any of n positions, a step of n - 1 reaches the last one or goes beyond it; a step of n
 * always goes beyond. Half a period on either side covers a period. */
struct border_repeat border_repeat(size_t length, int border)
{
    switch ((enum blur_border)border) {
    case BLUR_BORDER_REPLICATE:
        return (struct border_repeat){length - 1, 0};
    case BLUR_BORDER_REFLECT:
        return (struct border_repeat){length, 2 * length};
    case BLUR_BORDER_MIRROR:
        return (struct border_repeat){length - 1, 2 * (length - 1)};
    case BLUR_BORDER_WRAP:
        return (struct border_repeat){length / 2, length};
    case BLUR_BORDER_CONSTANT:
    case BLUR_BORDER_RENORMALIZE:
        break;
    }
    return (struct border_repeat){length, 0};
}
