/* SPDX-License-Identifier: MIT
 * The multirate method along x, on lines that stand for one in factor_y rows: from a line to a
 * short one that is blurred already, and back to a line of all pixels. Where the factor is 1 all
 * pixels are kept, and the blur is done tap by tap. */
#ifndef BLUR_MULTIRATE_ROW_H
#define BLUR_MULTIRATE_ROW_H

#include "kernel/edges.h"
#include "kernel/multirate_design.h"
#include "method/padding.h"
#include "method/problem.h"

struct multirate_row {
    const struct byte_loops *loops;
    size_t factor, channels;
    struct padding padding;       /* of the line that is narrowed */
    struct resampling resampling; /* factor > 1 */
    struct fixed_taps taps;       /* factor 1 */
    bool renormalizes;
    struct edges edges;           /* where it does */
    struct edge_scale edge_scale; /* factor 1: for samples near an edge */
    float *phase_scale;           /* factor > 1: the same, phase by phase */
    size_t length;                /* samples of a row */
    size_t short_length;          /* samples of a short line */
    size_t padded_length; /* samples that the line to be narrowed takes, ends and slack included */
    size_t long_length;   /* samples that the widened line takes, slack included */
    struct multirate_row_layout {
        size_t pointers, phases, low, all;
    } at;              /* parts of the scratch memory */
    size_t phase_step; /* samples from a phase to the next */
};

/* False: no memory. To be freed in any case. */
bool multirate_row_make(struct multirate_row *own, const struct problem *problem, size_t factor);

void multirate_row_free(struct multirate_row *own);

/* Where the samples of a row begin in the line to be narrowed. */
size_t multirate_row_offset(const struct multirate_row *own);

/* Makes a short line from a line whose ends it fills in. */
void multirate_row_narrow(const struct multirate_row *own, int16_t *padded, int16_t *narrow,
                          void *scratch);

/* Makes a line from a short one. */
void multirate_row_widen(const struct multirate_row *own, const int16_t *narrow, int16_t *line,
                         void *scratch);

#endif
