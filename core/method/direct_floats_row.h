/* SPDX-License-Identifier: MIT
 * The direct method for wider samples along x. */
#ifndef BLUR_DIRECT_FLOATS_ROW_H
#define BLUR_DIRECT_FLOATS_ROW_H

#include "method/direct_floats.h"

/* A part of a state. */
static inline unsigned char *direct_floats_part(void *state, size_t offset)
{
    return (unsigned char *)state + offset;
}

/* Of a kernel near an edge. */
struct direct_float_cut direct_floats_cut_at(const struct edges *edges, size_t position,
                                             size_t radius);

/* Makes the line of a row, NULL where the border has none but constant samples; lead is how many
 * samples the line begins behind a place aligned to direct_float_alignment. */
void direct_floats_row(const struct direct_floats *direct, void *state, const void *row,
                       size_t lead, unsigned char *line);

#endif
