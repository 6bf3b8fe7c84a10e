/* SPDX-License-Identifier: MIT
 * A plan: what is done to images of one shape, made ready. Not installed: for the functions of
 * blur.h, and for tests. */
#ifndef BLUR_PLAN_H
#define BLUR_PLAN_H

#include "blur.h"
#include "image/view.h"
#include "method/spec.h"
#include "run/bands.h"

struct blur_plan {
    size_t width, height, channels;
    int32_t sample, border, variant;
    int32_t kernel_size[2]; /* along x and y */
    double sigma[2];
    struct run run;
    struct method *method; /* what makes the rows */
};

/* Makes a plan of options that have been read. As blur_plan_make(). */
int plan_make(const blur_options *options, const struct spec *spec, int sample, size_t width,
              size_t height, int channels, blur_plan **plan);

/* As blur_plan_make(), but by the multirate method with these factors: 1, 2, 4, 8 or 16 along x,
 * and 2, 4, 8 or 16 along y. What the plan would choose by itself depends on the kernel. */
int plan_make_multirate(const blur_options *options, int sample, size_t width, size_t height,
                        int channels, size_t factor_x, size_t factor_y, blur_plan **plan);

#endif
