/* SPDX-License-Identifier: MIT
 * One file, from its bytes to its bytes. */
#ifndef BLUR_PROCESS_H
#define BLUR_PROCESS_H

#include "batch/job.h"
#include "pipeline/outcome.h"

/* Reads, decodes, blurs, encodes and writes; descriptor as for input_read(). OUTCOME_FAILED: said
 * why, and the output is as it was. */
void process_file(const struct job *job, const struct options *options, int descriptor,
                  struct outcome *outcome);

#endif
