/* SPDX-License-Identifier: MIT
 * A problem, and the method that solves it. */
#ifndef BLUR_SOLVER_H
#define BLUR_SOLVER_H

#include "method/pixelate.h"
#include "blur.h"
#include "method/cosine_bytes.h"
#include "method/dense.h"
#include "method/direct_bytes.h"
#include "method/multirate.h"
#include "method/problem.h"
#include "method/separable.h"
#include "method/cosine_floats.h"
#include "method/direct_floats.h"

enum solver_kind {
    SOLVER_NONE, /* not made yet */
    SOLVER_DIRECT,
    SOLVER_MULTIRATE,
    SOLVER_COSINE,
    SOLVER_WIDE,  /* direct, of samples wider than a byte */
    SOLVER_SLIDE, /* cosine, of these */
    SOLVER_SEPARABLE,
    SOLVER_DENSE,
    SOLVER_BLOCKS
};

struct solver {
    struct problem problem;
    enum solver_kind kind; /* which of the union */
    union {
        struct method method; /* the first field of each */
        struct direct direct;
        struct multirate multirate;
        struct cosine_method cosine;
        struct wide wide;
        struct slide slide;
        struct separable separable;
        struct dense dense;
        struct blocks blocks;
    } by;
    struct half_kernel folded_x, folded_y; /* of direct sums; without weights: the problem's */
    double bound;                          /* of its error: in levels, of floats relative */
};

/* The methods of a Gaussian, for a problem whose kernels are made. BLUR_OK or BLUR_ERROR_MEMORY. */
int solver_use_direct(struct solver *solver, bool is_short);
int solver_use_wide(struct solver *solver, bool in_double);
int solver_use_multirate(struct solver *solver, size_t factor_x, size_t factor_y);
int solver_use_cosine(struct solver *solver, double tolerance);
int solver_use_slide(struct solver *solver, double tolerance);

/* What a caller asks for. */
struct gaussian_way {
    int32_t method; /* enum blur_method */
    size_t factor_x, factor_y;
};

/* The most that a bound may be: of direct sums in floats another than else, see paint.c. */
struct tolerance {
    double all, direct;
};

/* Gives a problem whose kernels are made a method: the cheapest whose bound is within the
 * tolerance, or the one asked for. BLUR_OK, BLUR_ERROR_MEMORY, or BLUR_ERROR_UNSUPPORTED where the
 * one asked for is not within the tolerance. */
int solver_choose(struct solver *solver, const struct gaussian_way *asked,
                  const struct tolerance *tolerance);

/* Which enum blur_method it has. */
int32_t solver_method(const struct solver *solver);

/* Frees the method alone, and that and the kernels of the problem. */
void solver_free_method(struct solver *solver);
void solver_free(struct solver *solver);

#endif
