/* SPDX-License-Identifier: MIT
 * The mask is read before there are workers, which have it in memory with all else; but it is
 * another picture that may be hostile, so a process of its own decodes it. */
#ifndef BLUR_MASK_PROCESS_H
#define BLUR_MASK_PROCESS_H

#include "options/options.h"

/* Reads the mask that the options name into them. False: said why. */
bool mask_read_apart(struct options *options);

#endif
