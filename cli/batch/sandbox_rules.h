/* SPDX-License-Identifier: MIT
 * Which files and folders the sandbox leaves open for the jobs. */
#ifndef BLUR_SANDBOX_RULES_H
#define BLUR_SANDBOX_RULES_H

#include "batch/output_folders.h"

/* Allows what all jobs need: to fill the folders of the outputs, to write to outputs that are
 * devices or FIFOs, and to read such inputs. False: reported. */
bool sandbox_rules_allow_jobs(const struct options *options, const struct jobs *jobs,
                              const struct output_folders *folders);

#endif
