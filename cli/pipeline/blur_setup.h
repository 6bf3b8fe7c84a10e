/* SPDX-License-Identifier: MIT
 * From what was asked for, and a picture, to the library's plan. */
#ifndef BLUR_BLURRING_H
#define BLUR_BLURRING_H

#include "blur.h"
#include "formats/picture.h"
#include "options/options.h"

/* Makes a plan and a stream for the rows of a picture. False: said why; what is there is to be
 * closed. label names the file. */
bool blurring_open(const struct options *options, const struct picture *picture, const char *label,
                   blur_plan **plan, blur_stream **stream);

/* Rows that a row of the result may depend on, above it and below. */
size_t blurring_reach(const struct options *options, const blur_plan_info *info);

/* Says how it is done, to whom wants details. */
void blurring_describe(const struct options *options, const struct picture *picture,
                       const blur_plan_info *info, const char *label, int threads);

#endif
