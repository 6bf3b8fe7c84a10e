/* SPDX-License-Identifier: MIT
 * What is said of files, in the order of the jobs, in whatever order they come to an end: the lines
 * of each, and its object of JSON. */
#ifndef BLUR_REPORT_H
#define BLUR_REPORT_H

#include "batch/job.h"
#include "pipeline/outcome.h"

/* How many jobs may be under way or over while one before them is not over. */
enum { REPORT_WINDOW = 4096 };

/* False: no memory, and said so. */
bool report_begin(const struct options *options, const struct jobs *jobs);

/* Nothing more will be said of the jobs. */
void report_abandon(void);

/* The first job that is not over: those from it on, REPORT_WINDOW of them, may be. */
size_t report_next(void);

/* A line about a job, as message_print() takes it. Threads may call it at the same time. */
void report_line(size_t job, bool is_error, const char *line);

/* A line about a job that is not said by who works on it. */
void report_say(size_t job, bool is_error, const char *reason);

/* The job is over. False: nobody reads standard output any more. That it cannot be written for
 * another reason is said once, and does not keep anything else from being done. */
bool report_over(size_t job, const struct outcome *outcome);

/* After the last job: says how many were skipped, or prints the summary. False as above. */
bool report_end(void);

#endif
