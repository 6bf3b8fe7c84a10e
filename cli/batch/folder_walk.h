/* SPDX-License-Identifier: MIT
 * The images below a folder. */
#ifndef BLUR_FOLDER_WALK_H
#define BLUR_FOLDER_WALK_H

#include "batch/input_list.h"

/* Adds all images below a folder, recognised by their extensions, in the order of their names, but
 * for those below the folder outdir, which need not exist. A folder that cannot be read is
 * reported, and the rest is added all the same. False: no memory, which is reported. */
bool folder_walk(const char *folder, const char *outdir, struct input_list *inputs);

#endif
