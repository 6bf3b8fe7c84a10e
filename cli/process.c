/* SPDX-License-Identifier: MIT */
#include "process.h"

#include <string.h>

#include "input.h"
#include "message.h"
#include "output.h"

static bool decode(const struct job *job, const struct options *options, struct picture *picture,
                   const struct codec **format)
{
    struct bytes bytes = {0};
    bool done = input_read(job->input, &bytes, format) &&
                (*format)->decode(input_label(job->input), &bytes, options->max_pixels, picture);
    bytes_free(&bytes);
    return done;
}

/* How it will be done. */
static void report_plan(const char *label, const blur_plan *plan)
{
    blur_plan_info info = {.size = sizeof info};
    blur_plan_describe(plan, &info);
    message_detail(label, "method %s, factors %d x %d, loops %s, threads %d, error at most %.3f",
                   blur_method_name(info.method), (int)info.factor_x, (int)info.factor_y,
                   blur_variant_name(info.variant), (int)info.threads, info.bound);
}

static int run_plan(const char *label, const blur_options *how, struct picture *picture)
{
    blur_plan *plan;
    ptrdiff_t stride = (ptrdiff_t)picture->width * picture->channels;
    int status =
        blur_plan_make(how, BLUR_UINT8, picture->width, picture->height, picture->channels, &plan);
    if (status != BLUR_OK)
        return status;
    report_plan(label, plan);
    status = blur_plan_run(plan, picture->samples, stride, picture->samples, stride);
    blur_plan_free(plan);
    return status;
}

static bool blur(const struct job *job, const struct options *options, struct picture *picture)
{
    const char *label = input_label(job->input);
    blur_options how = {.size = sizeof how,
                        .given = options->given,
                        .kernel_size = options->kernel_size,
                        .sigma = options->sigma,
                        .border = options->border,
                        .accuracy = options->accuracy,
                        .threads = options->threads};
    color_pixel(options->border_color, picture->channels, how.border_color);
    int status = run_plan(label, &how, picture);
    return status == BLUR_OK || message_error(label, "%s", blur_strerror(status));
}

static bool encode(const struct job *job, const struct options *options,
                   const struct picture *picture, const struct codec *format)
{
    struct bytes bytes = {0};
    bool done = format->encode(output_label(job->output), picture, options->quality, &bytes) &&
                output_write(job->output, &bytes);
    bytes_free(&bytes);
    return done;
}

static void report(const struct job *job, const struct options *options,
                   const struct picture *picture)
{
    const char *label = input_label(job->input);
    message_detail(label, "%zu x %zu, %d channels, kernel %d, sigma %g, border %s", picture->width,
                   picture->height, picture->channels, (int)options->kernel_size, options->sigma,
                   options_border_name(options->border));
    if (!options->output && strcmp(job->output, "-") != 0)
        message_note(label, "written to %s", job->output);
    else
        message_detail(label, "written to %s", output_label(job->output));
}

/* Asked when the input has proved to be an image: any other fault of it says more. */
static bool extension_known(const struct job *job)
{
    return !job->unknown_extension ||
           message_error(job->input, "unknown extension: use --format, or -o FILE");
}

bool process_file(const struct job *job, const struct options *options)
{
    struct picture picture = {0};
    const struct codec *input_format;
    bool done = decode(job, options, &picture, &input_format) && extension_known(job) &&
                blur(job, options, &picture) &&
                encode(job, options, &picture, job->format ? job->format : input_format);
    if (done)
        report(job, options, &picture);
    picture_free(&picture);
    return done;
}
