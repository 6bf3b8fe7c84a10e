/* SPDX-License-Identifier: MIT
 * Runs a method over bands of rows, with one thread per band. Bands share nothing: each recomputes
 * what it needs from the rows above and below it (its halo). In place, these rows are copied before
 * any thread starts, since the neighbouring bands overwrite them. */
#ifndef BLUR_BANDS_H
#define BLUR_BANDS_H

#include "blur.h"
#include "image/view.h"
#include "method/method.h"

struct run {
    int threads; /* the maximum; 0: one per CPU */
    blur_progress progress;
    void *progress_data;
};

/* The number of bands, and so of threads, that a run uses; 0 threads: one per CPU. */
size_t bands_count(const struct method *method, const struct view *view, int threads);

/* The memory that a run with this many bands allocates. False: it exceeds the address space. */
bool bands_memory(const struct method *method, const struct view *view, size_t count,
                  size_t *bytes);

/* Applies the method to the view's source and writes its destination. Returns BLUR_OK,
 * BLUR_ERROR_MEMORY (dst is unchanged) or BLUR_ERROR_CANCELLED. */
int bands_run(const struct method *method, const struct view *view, int border,
              const struct run *run);

#endif
