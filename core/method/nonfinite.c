/* SPDX-License-Identifier: MIT
 * Finds non-finite floats, and spreads their marks over the kernel's reach. */
#include "method/nonfinite.h"

#include <math.h>
#include <string.h>

#include "image/border.h"

static uint8_t mark_of(float sample)
{
    if (isnan(sample))
        return nonfinite_nan;
    if (isinf(sample))
        return sample > 0 ? nonfinite_plus : nonfinite_minus;
    return 0;
}

void nonfinite_find(const void *row, size_t length, uint8_t *marks)
{
    for (size_t i = 0; i < length; i++) {
        float sample;
        memcpy(&sample, (const unsigned char *)row + i * sizeof sample, sizeof sample);
        marks[i] = mark_of(sample);
    }
}

void nonfinite_merge(const uint8_t *marks, size_t length, uint8_t *all)
{
    for (size_t i = 0; i < length; i++)
        all[i] |= marks[i];
}

/* The sum of the marked values. */
static float value_of(unsigned marks)
{
    const unsigned both = nonfinite_plus | nonfinite_minus;
    if ((marks & nonfinite_nan) || (marks & both) == both)
        return NAN;
    return marks & nonfinite_plus ? INFINITY : -INFINITY;
}

/* The last position at which each bit was set. */
struct met {
    ptrdiff_t last[3];
};

static void visit(struct met *met, const struct nonfinite_row *shape, const uint8_t *marks,
                  ptrdiff_t position)
{
    ptrdiff_t index = border_index(position, shape->width, shape->border);
    for (int bit = 0; index >= 0 && bit < 3; bit++)
        if (marks[(size_t)index * shape->channels] & (1U << bit))
            met->last[bit] = position;
}

static unsigned marks_from(const struct met *met, ptrdiff_t first)
{
    unsigned marks = 0;
    for (int bit = 0; bit < 3; bit++)
        marks |= met->last[bit] >= first ? 1U << bit : 0;
    return marks;
}

/* One channel; marks and row point to its first sample. */
static void spread_channel(const struct nonfinite_row *shape, const uint8_t *marks,
                           unsigned char *row)
{
    const ptrdiff_t radius = (ptrdiff_t)shape->radius;
    struct met met = {{PTRDIFF_MIN, PTRDIFF_MIN, PTRDIFF_MIN}};
    for (ptrdiff_t x = -radius; x < radius; x++)
        visit(&met, shape, marks, x);
    for (ptrdiff_t x = 0; x < (ptrdiff_t)shape->width; x++) {
        visit(&met, shape, marks, x + radius);
        unsigned inside = marks_from(&met, x - radius);
        float value = value_of(inside);
        if (inside != 0)
            memcpy(row + (size_t)x * shape->channels * sizeof value, &value, sizeof value);
    }
}

void nonfinite_spread(const struct nonfinite_row *shape, const uint8_t *marks, void *row)
{
    for (size_t channel = 0; channel < shape->channels; channel++)
        spread_channel(shape, marks + channel, (unsigned char *)row + channel * sizeof(float));
}
