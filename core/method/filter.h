/* SPDX-License-Identifier: MIT
 * A framework for methods with arbitrary kernels, in floats or doubles ("reals"). A filter supplies
 * the two steps:
 *
 *   source row --prepare--> line     (reals, in a ring buffer of 2*radius + 1 lines)
 *   2*radius + 1 lines --combine--> output row
 */
#ifndef BLUR_FILTER_H
#define BLUR_FILTER_H

#include "method/method.h"

struct filter {
    struct method method; /* must be first: it is cast back to the filter */
    size_t radius;        /* rows above and below that an output row depends on */
    size_t line_length;   /* reals per line */
    size_t real_size;     /* sizeof(float) or sizeof(double) */
    size_t scratch_bytes; /* working memory of prepare and combine, aligned for any type */
    size_t cost;          /* approximate multiplications per sample */

    /* Makes the line of a source row; row is NULL beyond the edge if the border substitutes no
     * other row (renormalize, constant). */
    void (*prepare)(const struct filter *filter, const void *row, void *line, void *scratch);

    /* Makes output row y from lines[0..2*radius], where lines[radius] is that of source row y.
     * source is row y of the source; it may be the same memory as row, which is written last. */
    void (*combine)(const struct filter *filter, size_t y, const void *const *lines,
                    const void *source, void *row, void *scratch);

    void (*free)(struct method *method);

    struct filter_layout {
        size_t table, ring, scratch, all;
    } at; /* offsets in the state */
};

/* Fills in the method and the layout of a filter whose other fields are set. False: its state
 * exceeds the address space. */
bool filter_make(struct filter *filter);

#endif
