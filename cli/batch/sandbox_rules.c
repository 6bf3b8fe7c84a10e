/* SPDX-License-Identifier: MIT */
#include "batch/sandbox_rules.h"

#include <errno.h>
#include <string.h>

#include "files/input.h"
#include "files/stdio_name.h"
#include "messages/message.h"
#include "os/sandbox.h"

/* What is missing or out of reach fails by itself, with a better reason. */
static bool allowed_or_missing(bool allowed, const char *name)
{
    return allowed || errno == ENOENT || errno == ENOTDIR || errno == EACCES || errno == ELOOP ||
           errno == ENAMETOOLONG || message_error(name, "%s", strerror(errno));
}

static bool allow_files(const struct job *job)
{
    return (is_stdio_name(job->input) || !is_special_file(job->input) ||
            allowed_or_missing(sandbox_allow(job->input, SANDBOX_READ), job->input)) &&
           (is_stdio_name(job->output) || !is_special_file(job->output) ||
            allowed_or_missing(sandbox_allow(job->output, SANDBOX_WRITE), job->output));
}

/* Folders that are to be made lie below that of -d, which is there by now. */
bool sandbox_rules_allow_jobs(const struct options *options, const struct jobs *jobs,
                              const struct output_folders *folders)
{
    const char *outdir = options->outdir;
    bool done = !outdir || allowed_or_missing(sandbox_allow(outdir, SANDBOX_FILL), outdir);
    for (size_t i = 0; done && i < folders->count; i++)
        done =
            allowed_or_missing(sandbox_allow(folders->names[i], SANDBOX_FILL), folders->names[i]);
    for (size_t i = 0; done && i < jobs->count; i++)
        done = allow_files(&jobs->items[i]);
    return done;
}
