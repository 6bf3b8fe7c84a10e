/* SPDX-License-Identifier: MIT */
#include "batch/batch.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/mask_process.h"
#include "batch/output_folders.h"
#include "batch/report.h"
#include "batch/sandbox_rules.h"
#include "batch/skip.h"
#include "batch/worker_pool.h"
#include "files/folder.h"
#include "files/input.h"
#include "files/temporary.h"
#include "messages/message.h"
#include "messages/progress.h"
#include "os/memory_limit.h"
#include "os/sandbox.h"
#include "os/signals.h"
#include "pipeline/blur_file.h"

/* For one file among a million, reading their folder would take longer than the blur: no more than
 * so many entries are looked at, which takes some 0.2 ms. */
enum { most_entries_for_one = 1000 };

/* ---- What killed runs have left ------------------------------------------------------------- */

static void sweep(const struct jobs *jobs, const struct job_folders *folders)
{
    size_t most = jobs->count > 1 ? SIZE_MAX : most_entries_for_one;
    for (size_t i = 0; i < folders->count; i++)
        temporary_sweep(folders->names[i], most);
}

/* ---- Running -------------------------------------------------------------------------------- */

static void report_only(bool is_error, const char *line)
{
    report_line(0, is_error, line);
}

/* The input is opened, and all else that is not decoding done, before the sandbox. */
static bool process_confined(const struct job *job, const struct options *options,
                             struct outcome *outcome)
{
    int descriptor = input_open(job->input);
    if (descriptor < 0)
        return message_error(job->input, "%s", strerror(errno));
    memory_confine(options->max_memory);
    sandbox_enter();
    process_file(job, options, descriptor, outcome);
    return true;
}

static bool run_one(const struct jobs *jobs, const struct options *options)
{
    struct outcome outcome = {.status = OUTCOME_SKIPPED};
    message_set_sink(report_only);
    memory_set_limit(options->max_memory, 0);
    if (skip_is_due(options, &jobs->items[0]))
        message_note(jobs->items[0].input, "skipped: %s is there", jobs->items[0].output);
    else if (!process_confined(&jobs->items[0], options, &outcome))
        outcome.status = OUTCOME_FAILED;
    message_set_sink(NULL);
    return report_over(0, &outcome);
}

static bool prepare(const struct jobs *jobs, const struct options *options)
{
    struct job_folders folders;
    bool done = job_folders_find(jobs, options->replaces_links, &folders);
    if (done)
        sweep(jobs, &folders);
    done = done && rights_ask(options, jobs, &folders);
    job_folders_free(&folders);
    if (jobs->count > 0)
        message_detail("sandbox", "%s", sandbox_kind());
    return done;
}

/* One file is done by this process, unless somebody has to watch over it. Returns 0, or the signal
 * to end by. */
static int run_jobs(const struct jobs *jobs, const struct options *options, bool needs_watch)
{
    bool is_read = true;
    int signal = 0;
    /* JSON on the same terminal says enough. */
    bool is_said =
        options->progress == PROGRESS_AUTO && options->prints_json && isatty(STDOUT_FILENO);
    progress_begin(is_said ? PROGRESS_NEVER : options->progress, jobs->count);
    if (jobs->count == 1 && !needs_watch)
        is_read = run_one(jobs, options);
    else if (jobs->count > 0)
        signal = pool_run(jobs, options);
    if (signal == 0 && is_read)
        is_read = report_end();
    progress_end();
    if (signal == 0 && !is_read)
        signal = SIGPIPE; /* even where that is ignored: who reads no further wants no more */
    return signal;
}

/* The folder of -d is there before anybody may only fill it, and goes again if it stays empty: a
 * process in the sandbox could not do that. */
static int run_all(const struct jobs *jobs, const struct options *options)
{
    const bool has_outdir = options->outdir && jobs->count > 0;
    char *missing = has_outdir ? folder_first_missing(options->outdir) : NULL;
    int signal = 0;
    bool done = !has_outdir || folder_make(options->outdir, options->syncs) ||
                message_error(options->outdir, "%s", strerror(errno));
    if (done && prepare(jobs, options))
        signal = run_jobs(jobs, options, missing || options->timeout > 0);
    else
        report_abandon();
    if (missing)
        folder_unmake(options->outdir, missing);
    free(missing);
    return signal;
}

/* Once, before there are workers, which have it in memory with all else. */
static bool read_mask(struct options *options)
{
    memory_set_limit(options->max_memory, 0);
    return !options->mask_file || mask_read_apart(options);
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
