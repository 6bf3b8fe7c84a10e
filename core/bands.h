/* SPDX-License-Identifier: MIT
 * Runs a filter over bands of rows, one thread a band. A band shares nothing with its neighbours:
 * it makes the lines of the radius rows above and below itself anew. Where the work is done in
 * place those rows are copied before any thread starts, as a neighbour will overwrite them. */
#ifndef BLUR_BANDS_H
#define BLUR_BANDS_H

#include "filter.h"

/* As filter_run(). */
int bands_run(const struct filter *filter, const struct view *view, const struct run *run);

#endif
