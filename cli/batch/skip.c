/* SPDX-License-Identifier: MIT */
#include "batch/skip.h"

#include "files/output.h"

/* The time stamp granularity of file systems, in nanoseconds. */
static const long time_steps[] = {1, 100, 1000, 1000000, 10000000, 1000000000};

/* An output that was given the time of its input, truncated by the file system. */
static bool is_truncated(long truncated, long whole)
{
    for (size_t i = 0; i < sizeof time_steps / sizeof *time_steps; i++)
        if (truncated == whole - whole % time_steps[i])
            return true;
    return false;
}

/* The same time does not count as older. */
static bool is_older(const struct stat *output, const struct stat *input)
{
    if (output->st_mtim.tv_sec != input->st_mtim.tv_sec)
        return output->st_mtim.tv_sec < input->st_mtim.tv_sec;
    return output->st_mtim.tv_nsec < input->st_mtim.tv_nsec &&
           !is_truncated(output->st_mtim.tv_nsec, input->st_mtim.tv_nsec);
}

bool should_skip(const struct options *options, const struct job *job)
{
    struct stat output, input;
    if (output_is_standard(job->output))
        return false;
    if (options->no_clobber && output_exists(job->output))
        return true;
    int found = options->replaces_links ? lstat(job->output, &output) : stat(job->output, &output);
    return options->skips_newer && found == 0 && S_ISREG(output.st_mode) &&
           stat(job->input, &input) == 0 && !is_older(&output, &input);
}
