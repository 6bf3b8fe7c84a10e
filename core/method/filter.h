/* SPDX-License-Identifier: MIT
 * Methods for kernels of any weights, in floats or doubles. A filter says what is done with a row
 * and with a window of lines.
 *
 *   source row --prepare--> line     (reals, in a ring of 2*radius + 1 lines)
 *   2*radius + 1 lines --combine--> output row
 */
#ifndef BLUR_FILTER_H
#define BLUR_FILTER_H

#include "method/method.h"

struct filter {
    struct method method; /* first: a pointer to it is one to the whole */
    size_t radius;        /* an output row depends on this many rows above and below */
    size_t line_length;   /* reals in a line */
    size_t real_size;     /* bytes of one */
    size_t scratch_bytes; /* working memory of prepare and combine, aligned for any type */
    size_t cost;          /* multiplications a sample, roughly */

    /* Makes the line of a source row; row is NULL for one beyond the edge where the border has no
     * other in its place (renormalize, constant). */
    void (*prepare)(const struct filter *filter, const void *row, void *line, void *scratch);

    /* Makes output row y from lines[0..2*radius], the one of source row y being lines[radius].
     * source is row y of the source; it may be the same memory as row, which is written last. */
    void (*combine)(const struct filter *filter, size_t y, const void *const *lines,
                    const void *source, void *row, void *scratch);

    void (*free)(struct method *method);

    struct filter_layout {
        size_t table, ring, scratch, all;
    } at; /* where the parts of the state lie in it */
};

/* Fills in method and layout of a filter whose other fields are set. False: too large for memory.
 */
bool filter_make(struct filter *filter);

#endif
