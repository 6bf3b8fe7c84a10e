/* SPDX-License-Identifier: MIT
 * Runs a method over bands of rows, one thread a band. A band shares nothing with its neighbours:
 * it makes what it needs of the rows above and below itself anew. Where the work is done in place
 * those rows are copied before any thread starts, as a neighbour will overwrite them. */
#ifndef BLUR_BANDS_H
#define BLUR_BANDS_H

#include "blur.h"
#include "image/view.h"
#include "method/method.h"

struct run {
    int threads; /* at most; 0: as many as there are CPUs */
    blur_progress progress;
    void *progress_data;
};

/* How many threads a run will use where they can be had. */
size_t bands_count(const struct method *method, const struct view *view, int threads);

/* How much memory a run allocates. False: more than there can be. */
bool bands_memory(const struct method *method, const struct view *view, size_t count,
                  size_t *bytes);

/* Passes the view's source through the method into its destination. BLUR_OK, BLUR_ERROR_MEMORY (dst
 * untouched) or BLUR_ERROR_CANCELLED. */
int bands_run(const struct method *method, const struct view *view, int border,
              const struct run *run);

#endif
