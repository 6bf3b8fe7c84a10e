/* SPDX-License-Identifier: MIT
 * Kernels that reach further than the image, made shorter with the same result: far enough beyond
 * an edge, the border's rule comes back to samples that nearer taps meet as well. So no kernel
 * takes more memory than one of about twice the image's size. */
#ifndef BLUR_FOLD_H
#define BLUR_FOLD_H

#include <stdbool.h>
#include <stddef.h>

/* How a kernel along one axis is folded. */
struct fold {
    size_t radius; /* of the kernel as it is */
    size_t folded; /* of what it becomes, at most radius */
    size_t period; /* samples repeat after so many; 0: all from the folded radius on are the same */
    bool drops;    /* taps beyond the folded radius do not count */
};

/* For a kernel over length positions by an enum blur_border. */
struct fold fold_make(size_t radius, size_t length, int border);

/* Which tap of 0..2*folded the weight of a tap of 0..2*radius belongs to. False: none. A symmetric
 * kernel stays symmetric. */
bool fold_tap(const struct fold *fold, size_t tap, size_t *to);

/* Folds 2*radius + 1 weights where they are. The result begins at the pointer returned. */
double *fold_weights(const struct fold *fold, double *weights);

#endif
