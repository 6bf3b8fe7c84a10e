/* SPDX-License-Identifier: MIT
 * The folders that the outputs of all jobs go to. */
#ifndef BLUR_OUTPUT_FOLDERS_H
#define BLUR_OUTPUT_FOLDERS_H

#include "batch/job.h"

struct output_folders {
    char **names;
    size_t count;
};

/* Each once, as the names spell them; of outputs that are symbolic links, those of what they point
 * to, unless they are replaced. To be freed either way. False: no memory, which is reported. */
bool output_folders_find(const struct jobs *jobs, bool replaces_links,
                         struct output_folders *folders);

void output_folders_free(struct output_folders *folders);

#endif
