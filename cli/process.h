/* SPDX-License-Identifier: MIT
 * One file, from its bytes to its bytes. */
#ifndef BLUR_PROCESS_H
#define BLUR_PROCESS_H

#include "job.h"

/* Reads, decodes, blurs, encodes and writes. False: said why, and the output is as it was. */
bool process_file(const struct job *job, const struct options *options);

#endif
