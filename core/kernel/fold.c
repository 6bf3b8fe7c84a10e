/* SPDX-License-Identifier: MIT
 * Folds the taps of a kernel that is longer than its axis. */
#include "kernel/fold.h"

#include "blur.h"
#include "image/border.h"
#include "image/size.h"

/* Drops taps in whole groups of four on either side, and keeps at least three that are never
 * inside. add_shifts() of sum_loops.h then adds floats in the same order as for the full kernel,
 * and the bytes match. */
static size_t radius_inside(size_t radius, size_t length)
{
    size_t needed = length + 2;
    return radius > needed ? radius - (radius - needed) / 4 * 4 : radius;
}

struct fold fold_make(size_t radius, size_t length, int border)
{
    if (border == BLUR_BORDER_RENORMALIZE)
        return (struct fold){radius, radius_inside(radius, length), 0, true};
    const struct border_repeat repeat = border_repeat(length, border);
    return (struct fold){radius, size_min(radius, repeat.distance), repeat.period, false};
}

/* Maps a distance beyond the folded radius to one within it; negative on the other side. */
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
    size_t dropped = fold->radius - fold->folded, to;
    for (size_t tap = 0; tap <= 2 * fold->radius; tap++)
        if (fold_tap(fold, tap, &to) && dropped + to != tap)
            weights[dropped + to] += weights[tap];
    return weights + dropped;
}
