/* SPDX-License-Identifier: MIT */
#include "pipeline/blur_file.h"

#include <string.h>

#include "files/output.h"
#include "files/stdio_name.h"
#include "formats/metadata/metadata_policy.h"
#include "messages/message.h"
#include "os/clock.h"
#include "pipeline/blur_setup.h"
#include "pipeline/flatten.h"
#include "pipeline/image_file.h"
#include "pipeline/memory_request.h"
#include "pipeline/orientation.h"
#include "pipeline/pipeline.h"

/* For JPEG, where the input has none. */
enum { default_quality = 90 };

/* A file under way, in the order of the steps. */
struct blur_file {
    const struct blur_task *task;
    const struct options *options;
    struct outcome *outcome;
    const char *label;           /* of the input */
    const struct format *format; /* of the output */
    struct bytes input;
    struct stat input_info;
    struct reader *reader;
    blur_plan *plan;
    blur_stream *stream;
    blur_plan_info info;
    struct writer *writer;
    bool reduces_depth; /* the blurred samples to 8 bits */
    struct bytes output;
};

/* ---- Reading ------------------------------------------------------------------------------- */

/* After the input has proved to be an image: any other fault is more important. */
static bool check_extension(const struct blur_task *task)
{
    return !task->has_unknown_extension ||
           message_error(task->input, "unknown extension: use --format, or -o FILE");
}

static bool open_reader(struct blur_file *file)
{
    const struct options *options = file->options;
    const struct format *format;
    if (!image_file_read(file->task->input, file->task->descriptor, &file->input, &format,
                         &file->input_info))
        return false;
    const struct reading reading = {file->label, options->max_pixels, options->is_lenient};
    file->reader = format_read_codec(format, options->codec)->open(&reading, &file->input);
    file->format = file->task->format ? file->task->format : format;
    return file->reader && check_extension(file->task);
}

/* Replaces the reader by one that reads from it. */
static bool wrap_reader(struct blur_file *file, struct reader *reader)
{
    if (reader)
        file->reader = reader;
    return reader || message_error(file->label, "out of memory");
}

/* Drops metadata; where the orientation is dropped, the picture is turned instead. */
static bool apply_metadata_policy(struct blur_file *file)
{
    const struct options *options = file->options;
    int orientation = metadata_policy_apply(file->label, options->strip, file->format,
                                            options_depend_on_orientation(options),
                                            &file->reader->picture.metadata);
    return orientation == 1 ||
           wrap_reader(file, orientation_open(file->reader, orientation, file->label));
}

static bool flatten_alpha(struct blur_file *file)
{
    if (file->format->has_alpha || file->reader->picture.channels % 2 != 0)
        return true;
    return wrap_reader(file, flatten_open(file->reader, file->options->background, file->label,
                                          file->format->name));
}

static bool make_plan(struct blur_file *file)
{
    bool done = blur_setup_open(file->options, file->task->mask, &file->reader->picture,
                                file->label, &file->plan, &file->stream);
    file->info.size = sizeof file->info;
    return done && blur_plan_describe(file->plan, &file->info) == BLUR_OK;
}

/* ---- Writing ------------------------------------------------------------------------------- */

/* The codec for the samples of the result; where there is none, for 8 bits. */
static const struct codec *choose_write_codec(struct blur_file *file, struct picture *output)
{
    enum codec_choice choice = file->options->codec;
    const struct codec *codec = format_write_codec(file->format, output->sample, choice);
    file->reduces_depth = !codec;
    if (codec)
        return codec;
    message_warning(file->label, "16-bit samples are reduced to 8 bits");
    output->sample = BLUR_UINT8;
    return format_write_codec(file->format, BLUR_UINT8, choice);
}

static bool create_writer(struct blur_file *file)
{
    struct picture output = file->reader->picture;
    struct writing writing = {file->label, file->options->quality};
    if (writing.quality == 0)
        writing.quality = output.jpeg.quality > 0 ? output.jpeg.quality : default_quality;
    const struct codec *codec = choose_write_codec(file, &output);
    file->writer = codec->create(&writing, &output);
    return file->writer;
}

/* The memory from here on: the rows within reach of the kernel, and what the codecs hold. The
 * last term is what any process needs. */
static bool request_memory(const struct blur_file *file)
{
    const struct picture *picture = &file->reader->picture;
    const size_t base = (size_t)1 << 20;
    struct picture ring = *picture;
    ring.height = 2 * (blur_setup_reach(file->options, &file->info) + 64);
    ring.height = ring.height < picture->height ? ring.height : picture->height;
    size_t need = picture_add(file->input.capacity, picture_quarter_bytes(&ring, 4));
    need = picture_add(need, picture_add(file->reader->memory, file->writer->memory));
    return memory_request(file->label, picture_add(need, picture_add(file->info.memory, base)));
}

static bool write_output(struct blur_file *file)
{
    const struct options *options = file->options;
    struct output output = {.name = file->task->output,
                            .makes_folders = options->outdir != NULL,
                            .no_clobber = options->no_clobber,
                            .replaces_links = options->replaces_links,
                            .syncs = options->syncs,
                            .preserves = options->preserves,
                            .input = file->input_info};
    if (!file->writer->finish(file->writer, &file->output))
        return false;
    enum output_result result = output_write(&output, &file->output);
    file->outcome->status = result == OUTPUT_EXISTS ? OUTCOME_SKIPPED : OUTCOME_DONE;
    return result != OUTPUT_FAILED;
}

/* ---- All of it ----------------------------------------------------------------------------- */

static void close_input(struct blur_file *file)
{
    if (file->reader)
        file->reader->close(file->reader);
    file->reader = NULL;
    bytes_free(&file->input);
    blur_stream_close(file->stream);
    file->stream = NULL;
}

static void close_all(struct blur_file *file)
{
    close_input(file);
    blur_plan_free(file->plan);
    if (file->writer)
        file->writer->close(file->writer);
    bytes_free(&file->output);
}

static bool run_pipeline(struct blur_file *file)
{
    const struct options *options = file->options;
    int threads = pipeline_threads(&file->reader->picture, options->threads);
    struct pipeline pipeline = {.label = file->label,
                                .reader = file->reader,
                                .stream = file->stream,
                                .writer = file->writer,
                                .reduces_depth = file->reduces_depth,
                                .is_timed = options->prints_json || message_is_verbose()};
    blur_setup_describe(options, &file->reader->picture, &file->info, file->label, threads);
    bool done = pipeline_run(&pipeline, threads);
    file->outcome->read_ms += pipeline.read_ms;
    file->outcome->blur_ms += pipeline.blur_ms;
    file->outcome->write_ms += pipeline.write_ms;
    close_input(file);
    return done;
}

static void report_done(const struct blur_file *file)
{
    const struct options *options = file->options;
    const struct outcome *outcome = file->outcome;
    const char *output = output_label(file->task->output);
    message_detail(file->label, "read in %.1f ms, blurred in %.1f ms, written in %.1f ms",
                   outcome->read_ms, outcome->blur_ms, outcome->write_ms);
    if (outcome->status == OUTCOME_SKIPPED)
        message_detail(file->label, "skipped: %s was created meanwhile", output);
    else if (!options->output && !options->outdir && !is_stdio_name(file->task->output))
        message_note(file->label, "written to %s", output);
    else
        message_detail(file->label, "written to %s", output);
}

static void fill_outcome(const struct blur_file *file)
{
    struct outcome *outcome = file->outcome;
    outcome->width = file->reader->picture.width;
    outcome->height = file->reader->picture.height;
    outcome->channels = file->reader->picture.channels;
    outcome->depth = file->reader->picture.sample == BLUR_UINT16 && !file->reduces_depth ? 16 : 8;
    outcome->kernel_size = file->info.kernel_size;
    outcome->sigma = file->info.sigma;
    if (file->options->effect != EFFECT_GAUSSIAN)
        outcome->kernel_size = 0;
}

/* Adds the time since *start to a sum, and sets *start to now. */
static bool add_time(double *sum, double *start, bool done)
{
    double end = clock_ms();
    *sum += end - *start;
    *start = end;
    return done;
}

static bool run(struct blur_file *file)
{
    struct outcome *outcome = file->outcome;
    double start = clock_ms();
    if (!add_time(&outcome->read_ms, &start,
                  open_reader(file) && apply_metadata_policy(file) && flatten_alpha(file)) ||
        !add_time(&outcome->blur_ms, &start, make_plan(file)) ||
        !add_time(&outcome->write_ms, &start, create_writer(file)))
        return false;
    fill_outcome(file);
    if (!request_memory(file) || !run_pipeline(file))
        return false;
    start = clock_ms();
    return add_time(&outcome->write_ms, &start, write_output(file));
}

void blur_file_run(const struct blur_task *task, const struct options *options,
                   struct outcome *outcome)
{
    struct blur_file file = {
        .task = task, .options = options, .outcome = outcome, .label = input_label(task->input)};
    *outcome = (struct outcome){.status = OUTCOME_FAILED};
    if (run(&file))
        report_done(&file);
    else
        outcome->status = OUTCOME_FAILED;
    close_all(&file);
}
