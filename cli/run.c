/* SPDX-License-Identifier: MIT */
#include "run.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"
#include "job.h"
#include "memory.h"
#include "message.h"
#include "pool.h"
#include "process.h"
#include "progress.h"
#include "report.h"
#include "signals.h"
#include "skip.h"
#include "temporary.h"

/* For one file among a million, reading their folder would take longer than the blur: no more than
 * so many entries are looked at, which takes some 0.2 ms. */
enum { most_entries_for_one = 1000 };

/* ---- What killed runs have left ------------------------------------------------------------- */

/* The folder of the file that a name leads to, to be freed; NULL: there is nothing to do. */
static char *folder_behind(const char *name, bool replaces_links)
{
    struct stat info;
    if (job_is_stdio(name))
        return NULL;
    bool is_link = !replaces_links && lstat(name, &info) == 0 && S_ISLNK(info.st_mode);
    char *target = is_link ? realpath(name, NULL) : NULL;
    char *folder = folder_of(target ? target : name);
    free(target);
    return folder;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Each folder once. Without memory for that it does not happen, and does not matter. */
static void sweep(const struct jobs *jobs, bool replaces_links)
{
    size_t count = 0, most = jobs->count > 1 ? SIZE_MAX : most_entries_for_one;
    char **folders = calloc(jobs->count + 1, sizeof *folders);
    for (size_t i = 0; folders && i < jobs->count; i++) {
        char *folder = folder_behind(jobs->items[i].output, replaces_links);
        if (folder && (count == 0 || strcmp(folder, folders[count - 1]) != 0))
            folders[count++] = folder;
        else
            free(folder);
    }
    if (folders)
        qsort(folders, count, sizeof *folders, by_text);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || strcmp(folders[i], folders[i - 1]) != 0)
            temporary_sweep(folders[i], most);
    for (size_t i = 0; i < count; i++)
        free(folders[i]);
    free(folders);
}

/* ---- Running -------------------------------------------------------------------------------- */

static void report_only(bool is_error, const char *line)
{
    report_line(0, is_error, line);
}

static bool run_one(const struct jobs *jobs, const struct options *options)
{
    struct outcome outcome = {.status = OUTCOME_SKIPPED};
    message_set_sink(report_only);
    memory_set_limit(options->max_memory, 0);
    if (skip_is_due(options, &jobs->items[0]))
        message_note(jobs->items[0].input, "skipped: %s is there", jobs->items[0].output);
    else
        process_file(&jobs->items[0], options, &outcome);
    message_set_sink(NULL);
    return report_over(0, &outcome);
}

/* Returns 0, or the signal to end by. */
static int run_all(const struct jobs *jobs, const struct options *options)
{
    bool is_read = true;
    int signal = 0;
    sweep(jobs, options->replaces_links);
    /* JSON on the same terminal says enough. */
    bool is_said =
        options->progress == PROGRESS_AUTO && options->prints_json && isatty(STDOUT_FILENO);
    progress_begin(is_said ? PROGRESS_NEVER : options->progress, jobs->count);
    if (jobs->count == 1)
        is_read = run_one(jobs, options);
    else if (jobs->count > 1)
        signal = pool_run(jobs, options);
    if (signal == 0 && is_read)
        is_read = report_end();
    progress_end();
    if (signal == 0 && !is_read)
        signal = SIGPIPE; /* even where that is ignored: who reads no further wants no more */
    return signal;
}

/* Once, before there are workers, which have it in memory with all else. */
static bool read_mask(struct options *options)
{
    memory_set_limit(options->max_memory, 0);
    return !options->mask_file ||
           mask_read(options->mask_file, options->max_pixels, options->codec, &options->mask);
}

void run(struct options *options)
{
    struct inputs inputs;
    struct jobs jobs = {0};
    int signal = 0;
    codec_expect(options_sigma(options));
    if (inputs_gather(options, &inputs) && jobs_plan(options, &inputs, &jobs) &&
        read_mask(options) && report_begin(options, &jobs))
        signal = run_all(&jobs, options);
    jobs_free(&jobs);
    inputs_free(&inputs);
    if (signal != 0)
        signals_die(signal);
}
