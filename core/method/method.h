/* SPDX-License-Identifier: MIT
 * The interface of a method: how output rows are computed from source rows. A method is independent
 * of bands, threads, in-place calls and where rows come from.
 *
 *   source rows --make--> a group of output rows, from the top down
 */
#ifndef BLUR_METHOD_H
#define BLUR_METHOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blur.h"

/* Supplies source rows: bytes of the method's sample type, not necessarily aligned for it. */
struct source {
    /* Row index, which may lie beyond the image: then the row that the border puts there, or NULL
     * if there is none (renormalize, constant). */
    const void *(*row)(const struct source *source, ptrdiff_t index);

    /* The output is so large that no cache holds it, and is not the source's memory: it may be
     * written with non-temporal stores. */
    bool writes_far;
};

/* What blur_plan_describe() reports about a method. */
struct method_facts {
    int32_t method;             /* enum blur_method, never AUTO */
    int32_t factor_x, factor_y; /* multirate: the downsampling factors; else 1 */
    int32_t terms;              /* cosine: the number of cosines; else 0 */
};

struct method {
    size_t group;           /* rows made per call; a group begins at a multiple of it */
    size_t restart;         /* a run may begin at any multiple of it; itself a multiple of group */
    size_t reach;           /* source rows that a group depends on, above and below it */
    size_t state_bytes;     /* working memory of one run, aligned for any type */
    double cost;            /* approximate nanoseconds per sample */
    size_t head_start;      /* work wasted by a run that begins in mid-image, in rows */
    bool reads_output_rows; /* make() may read source rows whose output is already written */

    double bound; /* of the error, in levels, or relative for floats; see blur_gaussian() */
    struct method_facts facts;

    void (*free)(struct method *method);

    /* Prepares state for rows from first on, a multiple of restart. May read rows up to reach away
     * from it. */
    void (*start)(const struct method *method, void *state, const struct source *source,
                  size_t first);

    /* Makes the next count rows, where first is the end of the last call; count is group, or less
     * at the end of the image. Needs only rows first - reach to first + count - 1 + reach; it may
     * ask for others ahead of time, to fetch them into a cache, which may be NULL. In place, rows
     * is the source's own memory: whatever is needed of rows up to first + count - 1 is read before
     * any is written, and unless reads_output_rows, later calls do not read them. */
    void (*make)(const struct method *method, void *state, const struct source *source,
                 size_t first, size_t count, void *rows, ptrdiff_t stride);
};

/* NULL is allowed. */
static inline void method_free(struct method *method)
{
    if (method)
        method->free(method);
}

/* Keeps a method whose bound is at most max_bound. BLUR_OK; or frees it and sets *method to NULL:
 * BLUR_ERROR_UNSUPPORTED, or BLUR_ERROR_MEMORY where there is none. */
static inline int method_within(struct method **method, double max_bound)
{
    if (!*method)
        return BLUR_ERROR_MEMORY;
    if ((*method)->bound <= max_bound)
        return BLUR_OK;
    method_free(*method);
    *method = NULL;
    return BLUR_ERROR_UNSUPPORTED;
}

#endif
