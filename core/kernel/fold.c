/* SPDX-License-Identifier: MIT */
#include "kernel/fold.h"

#include "blur.h"
#include "image/border.h"
#include "image/size.h"

/* Left out are whole groups of four taps on either side, and more than three that are never inside
 * stay: floats then add up in the order of loop_add_shifts() for the whole kernel, and the bytes
 * are the same. */
static size_t radius_inside(size_t radius, size_t length)
{
    size_t enough = length + 2;
    return radius > enough ? radius - (radius - enough) / 4 * 4 : radius;
}

struct fold fold_make(size_t radius, size_t length, int border)
{
    if (border == BLUR_BORDER_RENORMALIZE)
        return (struct fold){radius, radius_inside(radius, length), 0, true};
    const struct border_repeat repeat = border_repeat(length, border);
    return (struct fold){radius, size_min(radius, repeat.distance), repeat.period, false};
}

/* A distance beyond the folded radius as one within it, which is negative on the other side. */
static ptrdiff_t fold_distance(const struct fold *fold, size_t distance)
{
    if (fold->period == 0)
        return (ptrdiff_t)fold->folded;
    size_t first = fold->folded + 1;
    return (ptrdiff_t)((distance - first) % fold->period + first) - (ptrdiff_t)fold->period;
}

bool fold_tap(const struct fold *fold, size_t tap, size_t *to)
{
    bool is_before = tap < fold->radius;
    size_t distance = is_before ? fold->radius - tap : tap - fold->radius;
    ptrdiff_t folded = (ptrdiff_t)distance;
    if (distance > fold->folded) {
        if (fold->drops)
            return false;
        folded = fold_distance(fold, distance);
    }
    *to = (size_t)((ptrdiff_t)fold->folded + (is_before ? -folded : folded));
    return true;
}

double *fold_weights(const struct fold *fold, double *weights)
{
    size_t outside = fold->radius - fold->folded, to;
    for (size_t tap = 0; tap <= 2 * fold->radius; tap++)
        if (fold_tap(fold, tap, &to) && outside + to != tap)
            weights[outside + to] += weights[tap];
    return weights + outside;
}
