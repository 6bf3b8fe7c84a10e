/* SPDX-License-Identifier: MIT
 * A plan: what is done to images of one shape, made ready. */
#ifndef BLUR_PLAN_H
#define BLUR_PLAN_H

#include "run/bands.h"
#include "blur.h"
#include "composite/opaque_tiles.h"
#include "composite/composite.h"

struct blur_plan {
    size_t width, height, channels;
    int32_t sample, border, variant;
    int32_t kernel_size[2]; /* along x and y */
    double sigma[2];
    struct run run;

    enum plan_kind { PLAN_SOLVES, PLAN_PAINTS, PLAN_MIXES } kind;
    struct solver solver; /* which of these three */
    struct paint paint;
    struct mosaic mosaic;
};

/* What makes the rows. */
const struct method *plan_method(const struct blur_plan *plan);

/* Makes a plan of options that have been read. As blur_plan_make(). */
int plan_make(const blur_options *options, const struct recipe *recipe, int sample, size_t width,
              size_t height, int channels, blur_plan **plan);

#endif
