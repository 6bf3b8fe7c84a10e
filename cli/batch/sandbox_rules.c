/* SPDX-License-Identifier: MIT */
#include "batch/sandbox_rules.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "messages/message.h"
#include "os/sandbox.h"

static bool is_special(const char *name)
{
    struct stat info;
    return stat(name, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

bool rights_leave_opening(const char *input)
{
    return is_special(input);
}

/* What is not there, or cannot be reached, fails by itself, with a better reason. */
static bool is_fine(bool allowed, const char *name)
{
    return allowed || errno == ENOENT || errno == ENOTDIR || errno == EACCES || errno == ELOOP ||
           errno == ENAMETOOLONG || message_error(name, "%s", strerror(errno));
}

static bool allow_files(const struct job *job)
{
    return (job_is_stdio(job->input) || !is_special(job->input) ||
            is_fine(sandbox_allow_reading(job->input), job->input)) &&
           (job_is_stdio(job->output) || !is_special(job->output) ||
            is_fine(sandbox_allow_writing(job->output), job->output));
}

/* Folders that are to be made lie below that of -d, which is there by now. */
bool rights_ask(const struct options *options, const struct jobs *jobs,
                const struct job_folders *folders)
{
    const char *outdir = options->outdir;
    bool done = !outdir || is_fine(sandbox_allow_folder(outdir), outdir);
    for (size_t i = 0; done && i < folders->count; i++)
        done = is_fine(sandbox_allow_folder(folders->names[i]), folders->names[i]);
    for (size_t i = 0; done && i < jobs->count; i++)
        done = allow_files(&jobs->items[i]);
    return done;
}
