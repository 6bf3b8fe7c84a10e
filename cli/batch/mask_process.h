/* SPDX-License-Identifier: MIT
 * The mask is read before there are workers, which inherit it; but it may be as hostile as any
 * other picture, so a process of its own decodes it. */
#ifndef BLUR_MASK_PROCESS_H
#define BLUR_MASK_PROCESS_H

#include "options/options.h"
#include "pipeline/mask.h"

/* Decodes the mask that the options name. False: reported. */
bool mask_process_read(const struct options *options, struct mask *mask);

#endif
