/* SPDX-License-Identifier: MIT
 * Runs a filter whose window is at least as high as the image: every line is needed for most output
 * rows, so each is made once and all are kept. The ring of bands.c would make and hold a line for
 * every row beyond the edge, which for a kernel of thousands on an icon is nearly all of them. */
#ifndef BLUR_WHOLE_H
#define BLUR_WHOLE_H

#include "filter.h"

/* As filter_run(), on the calling thread. */
int whole_run(const struct filter *filter, const struct view *view, const struct run *run);

#endif
