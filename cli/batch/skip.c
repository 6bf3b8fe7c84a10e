/* SPDX-License-Identifier: MIT */
#include "batch/skip.h"

#include "files/output.h"

/* What file systems keep of a second: nanoseconds, or coarser. */
static const long grains[] = {1, 100, 1000, 1000000, 10000000, 1000000000};

/* An output that was given the time of its input, by a file system that cuts it off. */
static bool is_cut(long cut, long whole)
{
    for (size_t i = 0; i < sizeof grains / sizeof *grains; i++)
        if (cut == whole - whole % grains[i])
            return true;
    return false;
}

/* At the same time is not older. */
static bool is_older(const struct stat *output, const struct stat *input)
{
    if (output->st_mtim.tv_sec != input->st_mtim.tv_sec)
        return output->st_mtim.tv_sec < input->st_mtim.tv_sec;
    return output->st_mtim.tv_nsec < input->st_mtim.tv_nsec &&
           !is_cut(output->st_mtim.tv_nsec, input->st_mtim.tv_nsec);
}

bool skip_is_due(const struct options *options, const struct job *job)
{
    struct stat output, input;
    if (output_is_standard(job->output))
        return false;
    if (options->keeps_existing && output_exists(job->output))
        return true;
    int found = options->replaces_links ? lstat(job->output, &output) : stat(job->output, &output);
    return options->keeps_newer && found == 0 && S_ISREG(output.st_mode) &&
           stat(job->input, &input) == 0 && !is_older(&output, &input);
}
