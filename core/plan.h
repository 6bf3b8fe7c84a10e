/* SPDX-License-Identifier: MIT
 * A plan: a problem, and the method that solves it. */
#ifndef BLUR_PLAN_H
#define BLUR_PLAN_H

#include "bands.h"
#include "cosine.h"
#include "direct.h"
#include "multirate.h"
#include "problem.h"
#include "slide.h"
#include "wide.h"

struct blur_plan {
    struct problem problem;
    int32_t kernel_size;
    double sigma;
    struct run run;

    int32_t kind; /* enum blur_method: which of the union; AUTO: none yet */
    union {
        struct method method; /* the first field of each */
        struct direct direct;
        struct multirate multirate;
        struct cosine_method cosine;
        struct wide wide; /* direct and cosine of samples wider than a byte */
        struct slide slide;
    } by;
    double bound;
};

/* Gives a plan whose problem is set a method: the cheapest whose bound is within the accuracy, or
 * the one asked for. BLUR_OK, BLUR_ERROR_MEMORY, or BLUR_ERROR_UNSUPPORTED where the one asked for
 * is not within the accuracy. */
int plan_choose_method(struct blur_plan *plan, const blur_options *options);

void plan_free_method(struct blur_plan *plan);

#endif
