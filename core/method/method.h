/* SPDX-License-Identifier: MIT
 * A way to compute an output row from source rows. A method says what is done; it knows nothing of
 * bands, threads, working in place, or where rows come from.
 *
 *   source rows --make--> a group of output rows, from the top down
 */
#ifndef BLUR_METHOD_H
#define BLUR_METHOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where rows come from: bytes of samples of the method's type, which need not be aligned for it. */
struct source {
    /* Row number index, which may lie beyond the image: then by the border's rule, and NULL where
     * that has none (renormalize, constant). */
    const void *(*row)(const struct source *source, ptrdiff_t index);

    /* The rows that are written lie in no cache, as those of a large image of their own: they may
     * be written past the caches. */
    bool writes_far;
};

/* What blur_plan_describe() says of a method. */
struct method_facts {
    int32_t method;             /* enum blur_method, never AUTO */
    int32_t factor_x, factor_y; /* multirate: one in so many pixels and rows is kept; else 1 */
    int32_t terms;              /* cosine: how many; else 0 */
};

struct method {
    size_t group;   /* rows are made so many at a time, a group beginning at a multiple of it */
    size_t restart; /* a run may begin at any multiple of it, itself a multiple of group */
    size_t reach;   /* a group depends on so many source rows above its first and below its last */
    size_t state_bytes;     /* working memory of a run, aligned for any type; not shared */
    double cost;            /* nanoseconds a sample, roughly */
    size_t head_start;      /* rows that a run beginning in the middle has to make for nothing */
    bool reads_output_rows; /* it reads rows above those that it makes: see make() */

    double bound; /* of its error: in levels, of floats relative; see blur_gaussian() */
    struct method_facts facts;

    void (*free)(struct method *method);

    /* Makes state ready for rows from first on, a multiple of restart. It may read rows up to
     * reach above and below it. */
    void (*start)(const struct method *method, void *state, const struct source *source,
                  size_t first);

    /* Makes the next count rows, first being where the last call ended; count is group but at the
     * end of the image. Reads no row above first - reach, none below first + count - 1 + reach, and
     * all that it needs of the rows first..first+count-1 and above before it writes any: these
     * may be the output's own memory. One that looks back also reads rows written before. */
    void (*make)(const struct method *method, void *state, const struct source *source,
                 size_t first, size_t count, void *rows, ptrdiff_t stride);
};

/* NULL is fine. */
static inline void method_free(struct method *method)
{
    if (method)
        method->free(method);
}

#endif
