/* SPDX-License-Identifier: MIT */
#include "batch/report.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/json.h"
#include "files/input.h"
#include "messages/message.h"
#include "messages/progress.h"
#include "os/clock.h"
#include "os/descriptor.h"
#include "os/signals.h"

/* A job that may be under way. Lines are kept while one before it is not over: each with a byte in
 * front, whether it is an error, and its zero byte. */
struct entry {
    struct bytes lines;
    bool has_error;
    char *error; /* as JSON tells it; owned; NULL also without memory */
    struct outcome outcome;
    bool is_over;
};

static struct {
    bool prints_json; /* as long as that can be done */
    FILE *json;       /* what is not written yet, in memory: stdio forgets what it cannot write */
    char *text;
    size_t text_size;
    const struct jobs *jobs;
    struct entry *window; /* of job i: i % REPORT_WINDOW */
    size_t next;
    double start;
    struct totals totals;
} report;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

void report_abandon(void)
{
    free(report.window);
    report.window = NULL;
    if (report.json)
        fclose(report.json);
    report.json = NULL;
    free(report.text);
    report.text = NULL;
}

bool report_begin(const struct options *options, const struct jobs *jobs)
{
    report.prints_json = options->prints_json;
    report.jobs = jobs;
    report.start = clock_ms();
    report.window = calloc(jobs->count < REPORT_WINDOW ? jobs->count + 1 : REPORT_WINDOW,
                           sizeof *report.window);
    if (report.prints_json)
        report.json = open_memstream(&report.text, &report.text_size);
    if (report.window && (report.json || !report.prints_json))
        return true;
    report_abandon();
    return message_error(NULL, "out of memory");
}

size_t report_next(void)
{
    return report.next;
}

/* Without "blur: " and the newline. */
static char *error_text(const char *line)
{
    static const char own_name[] = "blur: ";
    const char *text =
        strncmp(line, own_name, strlen(own_name)) == 0 ? line + strlen(own_name) : line;
    return strndup(text, strcspn(text, "\n"));
}

/* No file has that much to say, unless its decoder has gone astray: the rest is not kept, and so
 * said too early. */
static const size_t most_kept = (size_t)1 << 20;

static bool keep_line(struct bytes *lines, bool is_error, const char *line)
{
    size_t size = strlen(line) + 1;
    return lines->size < most_kept && bytes_reserve(lines, 1 + size) &&
           bytes_append(lines, is_error ? "\1" : "\0", 1) && bytes_append(lines, line, size);
}

static void take_line(size_t job, struct entry *entry, bool is_error, const char *line)
{
    if (is_error)
        entry->error = error_text(line);
    entry->has_error = entry->has_error || is_error;
    /* Without memory it is better said too early than not at all. */
    if (job == report.next || !keep_line(&entry->lines, is_error, line))
        message_print(is_error, line);
}

/* A file fails once: that its threads both found something amiss, or that the worker died after it
 * had said why, is no second error. */
void report_line(size_t job, bool is_error, const char *line)
{
    struct entry *entry = &report.window[job % REPORT_WINDOW];
    pthread_mutex_lock(&mutex);
    if (!is_error || !entry->has_error)
        take_line(job, entry, is_error, line);
    pthread_mutex_unlock(&mutex);
}

void report_say(size_t job, bool is_error, const char *reason)
{
    char line[MESSAGE_MOST];
    message_compose(line, input_label(report.jobs->items[job].input), reason);
    report_line(job, is_error, line);
}

static void print_lines(const struct bytes *lines)
{
    for (size_t at = 0; at < lines->size;) {
        bool is_error = lines->data[at];
        const char *line = (const char *)lines->data + at + 1;
        message_print(is_error, line);
        at += strlen(line) + 2;
    }
}

static void count(const struct outcome *outcome)
{
    struct totals *totals = &report.totals;
    totals->files++;
    totals->done += outcome->status == OUTCOME_DONE;
    totals->skipped += outcome->status == OUTCOME_SKIPPED;
    totals->failed += outcome->status == OUTCOME_FAILED;
    if (outcome->status == OUTCOME_DONE)
        totals->pixels += (double)outcome->width * (double)outcome->height;
}

/* What there is in memory begins anew. False: errno. */
static bool write_json(void)
{
    bool is_whole = fflush(report.json) == 0 && !ferror(report.json);
    if (!is_whole)
        errno = ENOMEM;
    bool done = is_whole && descriptor_write(STDOUT_FILENO, report.text, report.text_size);
    int saved_errno = errno;
    rewind(report.json);
    errno = saved_errno;
    return done;
}

/* Each line is written at once: whoever reads them may want to know now. */
static bool flush(bool is_end)
{
    if (!report.prints_json)
        return true;
    bool done = write_json() && (!is_end || fclose(stdout) == 0 || errno == EINTR);
    report.prints_json = done;
    if (!done && errno != EPIPE && signals_noted() == 0)
        message_error("standard output", "%s", strerror(errno));
    return done || errno != EPIPE;
}

static void release(size_t job)
{
    struct entry *entry = &report.window[job % REPORT_WINDOW];
    print_lines(&entry->lines);
    if (report.prints_json)
        json_print_file(report.json, &report.jobs->items[job], &entry->outcome, entry->error);
    count(&entry->outcome);
    bytes_free(&entry->lines);
    free(entry->error);
    *entry = (struct entry){0};
}

bool report_over(size_t job, const struct outcome *outcome)
{
    struct entry *entry = &report.window[job % REPORT_WINDOW];
    entry->outcome = *outcome;
    entry->is_over = true;
    progress_file(outcome->status == OUTCOME_DONE ? (double)outcome->width * (double)outcome->height
                                                  : 0);
    size_t before = report.next;
    while (report.window[report.next % REPORT_WINDOW].is_over)
        release(report.next++);
    /* What is known of the job that is now the first need not wait any more. */
    print_lines(&report.window[report.next % REPORT_WINDOW].lines);
    bytes_free(&report.window[report.next % REPORT_WINDOW].lines);
    return report.next == before || flush(false);
}

bool report_end(void)
{
    struct totals *totals = &report.totals;
    totals->seconds = (clock_ms() - report.start) / 1e3;
    progress_end();
    if (report.prints_json)
        json_print_summary(report.json, totals);
    else if (totals->skipped > 0 && totals->files > 1)
        message_note(NULL, "%zu of %zu files skipped: their outputs were there", totals->skipped,
                     totals->files);
    bool is_read = flush(true);
    report_abandon();
    return is_read;
}
