/* SPDX-License-Identifier: MIT
 * What the sandbox has to leave for the files of the jobs. */
#ifndef BLUR_RIGHTS_H
#define BLUR_RIGHTS_H

#include "batch/output_folders.h"

/* Whether who decodes an input opens it, too: what is no file on a disk may be long in opening. All
 * else is opened before the sandbox, or outside of it. */
bool rights_leave_opening(const char *input);

/* Allows what all jobs need: to fill the folders of the outputs, to write those that are devices
 * or FIFOs, and to read such inputs. False: said why. */
bool rights_ask(const struct options *options, const struct jobs *jobs,
                const struct job_folders *folders);

#endif
