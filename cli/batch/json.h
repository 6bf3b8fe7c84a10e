/* SPDX-License-Identifier: MIT
 * The output of --json: an object for each file, a line each, and a summary. */
#ifndef BLUR_JSON_H
#define BLUR_JSON_H

#include <stdio.h>

#include "batch/job.h"

struct report_totals {
    size_t files, done, skipped, failed;
    double pixels;  /* of the files that were done */
    double seconds; /* wall clock */
};

/* Prints the object of a file. error: the message of its failure, without a newline; else NULL.
 * Bytes of names that are not valid UTF-8 are escaped as by Python's "surrogateescape". */
void json_print_file(FILE *out, const struct job *job, const struct outcome *outcome,
                     const char *error);

void json_print_summary(FILE *out, const struct report_totals *totals);

#endif
