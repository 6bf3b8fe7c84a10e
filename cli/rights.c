/* SPDX-License-Identifier: MIT */
#include "rights.h"

#include <sys/stat.h>

#include "sandbox.h"

static bool is_special(const char *name)
{
    struct stat info;
    return stat(name, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

bool rights_leave_opening(const char *input)
{
    return is_special(input);
}

/* Folders that are to be made lie below that of -d, which is there by now. */
void rights_ask(const struct options *options, const struct jobs *jobs,
                const struct job_folders *folders)
{
    if (options->outdir)
        sandbox_allow_folder(options->outdir);
    for (size_t i = 0; i < folders->count; i++)
        sandbox_allow_folder(folders->names[i]);
    for (size_t i = 0; i < jobs->count; i++) {
        const struct job *job = &jobs->items[i];
        if (!job_is_stdio(job->input) && is_special(job->input))
            sandbox_allow_reading(job->input);
        if (!job_is_stdio(job->output) && is_special(job->output))
            sandbox_allow_writing(job->output);
    }
}
