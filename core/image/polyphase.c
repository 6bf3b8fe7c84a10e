/* SPDX-License-Identifier: MIT
 * Splits a line of pixels into phases and merges them again. */
#include "image/polyphase.h"

#include <string.h>

/* bytes, the size of each copy, is at least a pixel; any excess is overwritten by the next copy. */
static inline void split(const int16_t *line, size_t channels, size_t bytes, size_t factor,
                         size_t count, int16_t *phases, size_t step)
{
    for (size_t phase = 0; phase < factor; phase++) {
        const int16_t *from = line + phase * channels;
        int16_t *to = phases + phase * step;
        for (size_t i = 0; i < count; i++)
            memcpy(to + i * channels, from + i * factor * channels, bytes);
    }
}

static inline void merge(const int16_t *phases, size_t step, size_t channels, size_t bytes,
                         size_t factor, size_t count, int16_t *line)
{
    for (size_t i = 0; i < count; i++)
        for (size_t phase = 0; phase < factor; phase++)
            memcpy(line + (i * factor + phase) * channels, phases + phase * step + i * channels,
                   bytes);
}

/* With a constant number of channels, each copy compiles to one load and one store. */
void polyphase_split(const int16_t *line, size_t channels, size_t factor, size_t count,
                     int16_t *phases, size_t step)
{
    switch (channels) {
    case 1:
        split(line, 1, 2, factor, count, phases, step);
        break;
    case 2:
        split(line, 2, 4, factor, count, phases, step);
        break;
    case 3:
        split(line, 3, 8, factor, count, phases, step);
        break;
    default:
        split(line, 4, 8, factor, count, phases, step);
    }
}

void polyphase_merge(const int16_t *phases, size_t step, size_t channels, size_t factor,
                     size_t count, int16_t *line)
{
    switch (channels) {
    case 1:
        merge(phases, step, 1, 2, factor, count, line);
        break;
    case 2:
        merge(phases, step, 2, 4, factor, count, line);
        break;
    case 3:
        merge(phases, step, 3, 8, factor, count, line);
        break;
    default:
        merge(phases, step, 4, 8, factor, count, line);
    }
}
