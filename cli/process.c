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

static bool blur(const struct job *job, const struct options *options, struct picture *picture)
{
    blur_options how = {.size = sizeof how,
                        .given = options->given,
                        .kernel_size = options->kernel_size,
                        .sigma = options->sigma,
                        .border = options->border,
                        .threads = options->threads};
    color_pixel(options->border_color, picture->channels, how.border_color);
    ptrdiff_t stride = (ptrdiff_t)picture->width * picture->channels;
    int status = blur_gaussian(&how, BLUR_UINT8, picture->width, picture->height, picture->channels,
                               picture->samples, stride, picture->samples, stride);
    return status == BLUR_OK || message_error(input_label(job->input), "%s", blur_strerror(status));
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
