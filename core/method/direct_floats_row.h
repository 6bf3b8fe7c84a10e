/* SPDX-License-Identifier: MIT
 * The pass along x of the direct method for wider samples. */
#ifndef BLUR_DIRECT_FLOATS_ROW_H
#define BLUR_DIRECT_FLOATS_ROW_H

#include "method/direct_floats.h"

/* The part of a state at an offset. */
static inline unsigned char *direct_floats_part(void *state, size_t offset)
{
    return (unsigned char *)state + offset;
}

/* The taps of a kernel that lie inside the image, and the scale that normalizes them. */
struct direct_float_cut direct_floats_cut_at(const struct edges *edges, size_t position,
                                             size_t radius);

/* Makes the line of a row; NULL stands for a row of the border's pixel. The line begins lead
 * samples past an address aligned to direct_float_alignment. */
void direct_floats_row(const struct direct_floats *direct, void *state, const void *row,
                       size_t lead, unsigned char *line);

#endif
