/* SPDX-License-Identifier: MIT
 * Jobs that would overwrite each other's files, however the names are spelled. */
#ifndef BLUR_OUTPUT_CONFLICTS_H
#define BLUR_OUTPUT_CONFLICTS_H

#include "batch/job.h"

/* Whether no two jobs write to one file, and none to another's input; of outputs that are symbolic
 * links, what they point to counts unless they are replaced. False: reported. */
bool check_output_conflicts(const struct jobs *jobs, bool replaces_links);

#endif
