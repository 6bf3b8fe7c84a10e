/* SPDX-License-Identifier: MIT */
#include "skip.h"

#include "output.h"

/* At the same time is not older: such is an output that has been given the times of its input. */
static bool is_older(const struct stat *output, const struct stat *input)
{
    if (output->st_mtim.tv_sec != input->st_mtim.tv_sec)
        return output->st_mtim.tv_sec < input->st_mtim.tv_sec;
    return output->st_mtim.tv_nsec < input->st_mtim.tv_nsec;
}

bool skip_is_due(const struct options *options, const struct job *job)
{
    struct stat output, input;
    if (output_is_standard(job->output))
        return false;
    if (options->keeps_existing && output_exists(job->output))
        return true;
    return options->keeps_newer && stat(job->output, &output) == 0 && S_ISREG(output.st_mode) &&
           stat(job->input, &input) == 0 && !is_older(&output, &input);
}
