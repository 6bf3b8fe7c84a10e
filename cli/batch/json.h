/* SPDX-License-Identifier: MIT
 * What became of files, for programs: a line of JSON for each, and one for all. */
#ifndef BLUR_JSON_H
#define BLUR_JSON_H

#include <stdio.h>

#include "batch/job.h"
#include "pipeline/outcome.h"

struct totals {
    size_t files, done, skipped, failed;
    double pixels;  /* of the files that were done */
    double seconds; /* wall clock */
};

/* Prints the object of a file. error: what was said of its failure, without a newline; else NULL.
 * Bytes of names that are no UTF-8 are escaped as Python's "surrogateescape" has them. */
void json_print_file(FILE *out, const struct job *job, const struct outcome *outcome,
                     const char *error);

void json_print_summary(FILE *out, const struct totals *totals);

#endif
