/* SPDX-License-Identifier: MIT
 * From the options and a picture to the library's plan. */
#ifndef BLUR_BLUR_SETUP_H
#define BLUR_BLUR_SETUP_H

#include "blur.h"
#include "formats/picture.h"
#include "options/options.h"
#include "pipeline/mask.h"

/* Makes a plan and a stream for the rows of a picture; a mask without weights is none. label
 * names the file in messages. False: reported; what has been made is to be closed. */
bool blur_setup_open(const struct options *options, const struct mask *mask,
                     const struct picture *picture, const char *label, blur_plan **plan,
                     blur_stream **stream);

/* Rows above and below on which a row of the result may depend. */
size_t blur_setup_reach(const struct options *options, const blur_plan_info *info);

/* Tells, with -v, how it is done. */
void blur_setup_describe(const struct options *options, const struct picture *picture,
                         const blur_plan_info *info, const char *label, int threads);

#endif
