/* SPDX-License-Identifier: MIT
 * From operands, a list and folders to the names of all inputs. */
#ifndef BLUR_GATHER_INPUTS_H
#define BLUR_GATHER_INPUTS_H

#include "batch/input_list.h"
#include "options/options.h"

/* Gathers operands first, then the list of --files-from; with -r a folder stands for the images
 * below it. False: reported, and nothing shall be done. The inputs are to be freed either way. */
bool gather_inputs(const struct options *options, struct input_list *inputs);

#endif
