/* SPDX-License-Identifier: MIT */
#include "batch/batch.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/gather_inputs.h"
#include "batch/mask_process.h"
#include "batch/output_folders.h"
#include "batch/plan_jobs.h"
#include "batch/report.h"
#include "batch/sandbox_rules.h"
#include "batch/skip.h"
#include "batch/worker_loop.h"
#include "files/folder.h"
#include "files/input.h"
#include "files/temporary.h"
#include "formats/format_table.h"
#include "messages/message.h"
#include "messages/progress.h"
#include "os/memory_limit.h"
#include "os/sandbox.h"
#include "os/signals.h"
#include "pipeline/memory_request.h"

/* One file should not wait for a folder of a million to be read: no more than so many entries
 * are looked at, which takes some 0.2 ms. */
enum { max_entries_for_one = 1000 };

static void remove_stale_temporaries(const struct jobs *jobs, const struct output_folders *folders)
{
    size_t max_entries = jobs->count > 1 ? SIZE_MAX : max_entries_for_one;
    for (size_t i = 0; i < folders->count; i++)
        temporary_remove_stale(folders->names[i], max_entries);
}

static void report_single(bool is_error, const char *line)
{
    report_line(0, is_error, line);
}

/* Everything but decoding comes before the sandbox, opening the input too. */
static bool run_in_sandbox(const struct jobs *jobs, const struct options *options,
                           struct outcome *outcome)
{
    const char *input = jobs->items[0].input;
    int descriptor = input_open(input);
    if (descriptor < 0)
        return message_error(input, "%s", strerror(errno));
    memory_limit_enforce(options->max_memory);
    sandbox_enter();
    job_run(jobs, 0, options, descriptor, outcome);
    return true;
}

static bool run_single_job(const struct jobs *jobs, const struct options *options)
{
    struct outcome outcome = {.status = OUTCOME_SKIPPED};
    message_set_sink(report_single);
    memory_request_init(options->max_memory, 0);
    if (should_skip(options, &jobs->items[0]))
        message_note(jobs->items[0].input, "skipped: %s is there", jobs->items[0].output);
    else if (!run_in_sandbox(jobs, options, &outcome))
        outcome.status = OUTCOME_FAILED;
    message_set_sink(NULL);
    return report_done(0, &outcome);
}

static bool prepare(const struct jobs *jobs, const struct options *options)
{
    struct output_folders folders;
    bool done = output_folders_find(jobs, options->replaces_links, &folders);
    if (done)
        remove_stale_temporaries(jobs, &folders);
    done = done && sandbox_rules_allow_jobs(options, jobs, &folders);
    output_folders_free(&folders);
    if (jobs->count > 0)
        message_detail("sandbox", "%s", sandbox_description());
    return done;
}

/* One file is done by this process, unless a parent has to watch over it. Returns 0, or the signal
 * to end by. */
static int run_jobs(const struct jobs *jobs, const struct options *options, bool needs_parent)
{
    bool has_reader = true;
    int signal = 0;
    /* JSON on the same terminal shows the progress. */
    bool is_shown =
        options->progress == PROGRESS_AUTO && options->prints_json && isatty(STDOUT_FILENO);
    progress_begin(is_shown ? PROGRESS_NEVER : options->progress, jobs->count);
    if (jobs->count == 1 && !needs_parent)
        has_reader = run_single_job(jobs, options);
    else if (jobs->count > 0)
        signal = worker_loop_run(jobs, options);
    if (signal == 0 && has_reader)
        has_reader = report_end();
    progress_end();
    if (signal == 0 && !has_reader)
        signal = SIGPIPE; /* even where that is ignored: nobody reads the rest */
    return signal;
}

/* The folder of -d is made here, and removed again if it stays empty: a process in the sandbox
 * could do neither. */
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
        report_discard();
    if (missing)
        folder_remove_empty(options->outdir, missing);
    free(missing);
    return signal;
}

/* Before there are workers, which inherit it. */
static bool read_mask(const struct options *options, struct mask *mask)
{
    memory_request_init(options->max_memory, 0);
    return !options->mask_file || mask_process_read(options, mask);
}

void batch_run(const struct options *options)
{
    struct input_list inputs;
    struct jobs jobs = {0};
    int signal = 0;
    format_expect_sigma(options_sigma(options));
    if (gather_inputs(options, &inputs) && plan_jobs(options, &inputs, &jobs) &&
        read_mask(options, &jobs.mask) && report_begin(options, &jobs))
        signal = run_all(&jobs, options);
    jobs_free(&jobs);
    input_list_free(&inputs);
    if (signal != 0)
        signals_die(signal);
}
