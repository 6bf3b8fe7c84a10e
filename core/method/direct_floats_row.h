/* SPDX-License-Identifier: MIT
 * The direct method for wider samples along x. */
#ifndef BLUR_DIRECT_FLOATS_ROW_H
#define BLUR_DIRECT_FLOATS_ROW_H

#include "method/direct_floats.h"

/* A part of a state. */
static inline unsigned char *wide_part(void *state, size_t offset)
{
    return (unsigned char *)state + offset;
}

/* Of a kernel near an edge. */
struct wide_cut wide_cut_at(const struct edges *edges, size_t position, size_t radius);

/* Makes the line of a row, NULL where the border has none but constant samples; lead is how many
 * samples the line begins behind a place aligned to wide_alignment. */
void wide_weigh_row(const struct wide *wide, void *state, const void *row, size_t lead,
                    unsigned char *line);

#endif
