/* SPDX-License-Identifier: MIT
 * Folding shortens a kernel that reaches beyond the image without changing the result: far enough
 * beyond an edge, the border repeats samples that nearer taps already cover. No kernel then takes
 * more memory than one about twice the size of the image. */
#ifndef BLUR_FOLD_H
#define BLUR_FOLD_H

#include <stdbool.h>
#include <stddef.h>

/* How to fold a kernel along one axis. */
struct fold {
    size_t radius; /* of the original kernel */
    size_t folded; /* of the folded kernel, at most radius */
    size_t period; /* samples repeat with this period; 0: all beyond the folded radius are equal */
    bool drops;    /* taps beyond the folded radius are dropped */
};

/* For length positions with a border of enum blur_border. */
struct fold fold_make(size_t radius, size_t length, int border);

/* The tap in 0..2*folded that receives the weight of a tap in 0..2*radius. Returns false if none. A
 * symmetric kernel stays symmetric. */
bool fold_tap(const struct fold *fold, size_t tap, size_t *to);

/* Folds 2*radius + 1 weights in place. Returns where the result begins. */
double *fold_weights(const struct fold *fold, double *weights);

#endif
