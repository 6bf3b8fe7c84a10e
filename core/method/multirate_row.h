/* SPDX-License-Identifier: MIT
 * The passes along x of the multirate method, on lines that are already downsampled along y: from a
 * line to a short one, convolved, and back to a line of full length. With factor 1 all pixels are
 * kept, and the kernel is applied tap by tap. */
#ifndef BLUR_MULTIRATE_ROW_H
#define BLUR_MULTIRATE_ROW_H

#include "kernel/edges.h"
#include "kernel/multirate_design.h"
#include "method/padding.h"
#include "method/problem.h"

struct multirate_row {
    const struct byte_loops *loops;
    size_t factor, channels;
    struct padding padding;       /* of the line to be narrowed */
    struct resampling resampling; /* factor > 1 */
    struct fixed_taps taps;       /* factor 1 */
    bool renormalizes;
    struct edges edges;           /* if it renormalizes */
    struct edge_scale edge_scale; /* factor 1: for samples near an edge */
    float *phase_scale;           /* factor > 1: the same, phase by phase */
    size_t length;                /* samples of a row */
    size_t short_length;          /* samples of a short line */
    size_t padded_length;         /* samples of the line to be narrowed, with padding and slack */
    size_t long_length;           /* samples of the widened line, with slack */
    struct multirate_row_layout {
        size_t pointers, phases, low, all;
    } at;              /* offsets in the scratch memory */
    size_t phase_step; /* samples from one phase to the next */
};

/* False: out of memory; it must be freed either way. */
bool multirate_row_make(struct multirate_row *own, const struct problem *problem, size_t factor);

void multirate_row_free(struct multirate_row *own);

/* The index of the row's first sample in the line to be narrowed. */
size_t multirate_row_offset(const struct multirate_row *own);

/* Makes a short line from a line, whose padding it fills in. */
void multirate_row_narrow(const struct multirate_row *own, int16_t *padded, int16_t *narrow,
                          void *scratch);

/* Makes a line from a short one. */
void multirate_row_widen(const struct multirate_row *own, const int16_t *narrow, int16_t *line,
                         void *scratch);

#endif
