/* SPDX-License-Identifier: MIT
 * The struct behind blur_plan, for the functions of blur.h and for tests. Not installed. */
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
    struct method *method; /* produces the output rows */
};

/* blur_plan_make() for options that call_options_read() has validated. */
int plan_make(const blur_options *options, const struct spec *spec, int sample, size_t width,
              size_t height, int channels, blur_plan **plan);

/* blur_plan_make() with the multirate method and the given factors, where blur_plan_make() itself
 * chooses by the kernel: 1, 2, 4, 8 or 16 along x, and 2, 4, 8 or 16 along y. */
int plan_make_multirate(const blur_options *options, int sample, size_t width, size_t height,
                        int channels, size_t factor_x, size_t factor_y, blur_plan **plan);

#endif
