/* SPDX-License-Identifier: MIT
 * What became of each job: its lines and its JSON object, in the order of the jobs, in whatever
 * order they are done. */
#ifndef BLUR_REPORT_H
#define BLUR_REPORT_H

#include "batch/job.h"

/* How many jobs may be under way or done while the first of them is not. */
enum { REPORT_WINDOW = 4096 };

/* False: no memory, which is reported. */
bool report_begin(const struct options *options, const struct jobs *jobs);

/* Instead of report_end(): nothing more will be reported. */
void report_discard(void);

/* The first job that is not done. Of those from it on, REPORT_WINDOW may be under way or done. */
size_t report_next(void);

/* A line about a job, as message_print() takes it. Threads may call it at the same time. */
void report_line(size_t job, bool is_error, const char *line);

/* A line about a job that its worker does not send. */
void report_message(size_t job, bool is_error, const char *reason);

/* The job is done. False: nobody reads standard output any more. Any other error in writing to it
 * is reported once, and does not stop the run. */
bool report_done(size_t job, const struct outcome *outcome);

/* After the last job: says how many were skipped, or prints the summary. False as above. */
bool report_end(void);

#endif
