/* SPDX-License-Identifier: MIT */
#include "batch/report.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/json.h"
#include "files/stdio_name.h"
#include "messages/message.h"
#include "messages/progress.h"
#include "os/clock.h"
#include "os/descriptor.h"
#include "os/signals.h"

/* A job that may be under way. Its lines are queued while a job before it is not done: each with a
 * byte in front that says whether it is an error, and its zero byte. */
struct report_entry {
    struct bytes lines;
    bool has_error;
    char *error; /* for JSON; owned; NULL also where there was no memory */
    struct outcome outcome;
    bool is_done;
};

static struct {
    bool prints_json; /* until standard output fails */
    FILE *json;       /* not written yet, in memory: stdio drops what it cannot write */
    char *text;
    size_t text_size;
    const struct jobs *jobs;
    struct report_entry *window; /* of job i: i % REPORT_WINDOW */
    size_t next;
    double start;
    struct report_totals totals;
} report;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

void report_discard(void)
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
    report_discard();
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

/* No file has that much to report, unless its decoder is corrupted: the rest is not queued, so it
 * is printed too early. */
static const size_t max_queued = (size_t)1 << 20;

static bool queue_line(struct bytes *lines, bool is_error, const char *line)
{
    size_t size = strlen(line) + 1;
    return lines->size < max_queued && bytes_reserve(lines, 1 + size) &&
           bytes_append(lines, is_error ? "\1" : "\0", 1) && bytes_append(lines, line, size);
}

static void add_line(size_t job, struct report_entry *entry, bool is_error, const char *line)
{
    if (is_error)
        entry->error = error_text(line);
    entry->has_error = entry->has_error || is_error;
    /* Without memory, better too early than not at all. */
    if (job == report.next || !queue_line(&entry->lines, is_error, line))
        message_print(is_error, line);
}

/* A file fails once: it is no second error that both of its threads found something wrong, or that
 * the worker died after it had reported why. */
void report_line(size_t job, bool is_error, const char *line)
{
    struct report_entry *entry = &report.window[job % REPORT_WINDOW];
    pthread_mutex_lock(&mutex);
    if (!is_error || !entry->has_error)
        add_line(job, entry, is_error, line);
    pthread_mutex_unlock(&mutex);
}

void report_message(size_t job, bool is_error, const char *reason)
{
    char line[MESSAGE_MAX];
    message_format_line(line, input_label(report.jobs->items[job].input), reason);
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
    struct report_totals *totals = &report.totals;
    totals->files++;
    totals->done += outcome->status == OUTCOME_DONE;
    totals->skipped += outcome->status == OUTCOME_SKIPPED;
    totals->failed += outcome->status == OUTCOME_FAILED;
    if (outcome->status == OUTCOME_DONE)
        totals->pixels += (double)outcome->width * (double)outcome->height;
}

/* Empties the buffer, written or not. False: errno. */
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

/* Each line is written at once, for whoever follows along. */
static bool flush(bool is_end)
{
    if (!report.prints_json)
        return true;
    bool done = write_json() && (!is_end || fclose(stdout) == 0 || errno == EINTR);
    report.prints_json = done;
    if (!done && errno != EPIPE && signals_pending() == 0)
        message_error("standard output", "%s", strerror(errno));
    return done || errno != EPIPE;
}

static void release(size_t job)
{
    struct report_entry *entry = &report.window[job % REPORT_WINDOW];
    print_lines(&entry->lines);
    if (report.prints_json)
        json_print_file(report.json, &report.jobs->items[job], &entry->outcome, entry->error);
    count(&entry->outcome);
    bytes_free(&entry->lines);
    free(entry->error);
    *entry = (struct report_entry){0};
}

bool report_done(size_t job, const struct outcome *outcome)
{
    struct report_entry *entry = &report.window[job % REPORT_WINDOW];
    entry->outcome = *outcome;
    entry->is_done = true;
    progress_file(outcome->status == OUTCOME_DONE ? (double)outcome->width * (double)outcome->height
                                                  : 0);
    size_t before = report.next;
    while (report.window[report.next % REPORT_WINDOW].is_done)
        release(report.next++);
    /* The lines of the job that is first now need not wait any more. */
    print_lines(&report.window[report.next % REPORT_WINDOW].lines);
    bytes_free(&report.window[report.next % REPORT_WINDOW].lines);
    return report.next == before || flush(false);
}

bool report_end(void)
{
    struct report_totals *totals = &report.totals;
    totals->seconds = (clock_ms() - report.start) / 1e3;
    progress_end();
    if (report.prints_json)
        json_print_summary(report.json, totals);
    else if (totals->skipped > 0 && totals->files > 1)
        message_note(NULL, "%zu of %zu files skipped: their outputs were there", totals->skipped,
                     totals->files);
    bool has_reader = flush(true);
    report_discard();
    return has_reader;
}
