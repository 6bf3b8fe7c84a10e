/* SPDX-License-Identifier: MIT */
#include "pipeline/blur_file.h"

#include <string.h>

#include "files/input.h"
#include "files/output.h"
#include "formats/metadata/metadata_policy.h"
#include "messages/message.h"
#include "os/clock.h"
#include "os/memory_limit.h"
#include "pipeline/blur_setup.h"
#include "pipeline/flatten.h"
#include "pipeline/orientation.h"
#include "pipeline/pipeline.h"

/* Of JPEG, where the input has none. */
enum { default_quality = 90 };

/* One file under way, in the order in which things come to be. */
struct work {
    const struct job *job;
    const struct options *options;
    int descriptor; /* of the input, as for input_read() */
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
    bool narrows; /* the blurred samples to 8 bits */
    struct bytes output;
};

/* ---- Reading ------------------------------------------------------------------------------- */

/* Asked when the input has proved to be an image: any other fault of it says more. */
static bool extension_known(const struct job *job)
{
    return !job->unknown_extension ||
           message_error(job->input, "unknown extension: use --format, or -o FILE");
}

static bool open_reader(struct work *work)
{
    const struct options *options = work->options;
    const struct format *format;
    if (!input_read(work->job->input, work->descriptor, &work->input, &format, &work->input_info))
        return false;
    const struct reading reading = {work->label, options->max_pixels, options->is_lenient};
    work->reader = codec_for_reading(format, options->codec)->open(&reading, &work->input);
    work->format = work->job->format ? work->job->format : format;
    return work->reader && extension_known(work->job);
}

/* Puts a reader of the reader in its place. */
static bool read_through(struct work *work, struct reader *reader)
{
    if (reader)
        work->reader = reader;
    return reader || message_error(work->label, "out of memory");
}

/* Metadata that the output shall not or cannot hold go; where the orientation goes with them, the
 * picture is turned instead. */
static bool settle_metadata(struct work *work)
{
    const struct options *options = work->options;
    int orientation =
        keep_metadata(work->label, options->strip, work->format, options_see_orientation(options),
                      &work->reader->picture.metadata);
    return orientation == 1 ||
           read_through(work, upright_open(work->reader, orientation, work->label));
}

static bool settle_alpha(struct work *work)
{
    if (work->format->has_alpha || work->reader->picture.channels % 2 != 0)
        return true;
    return read_through(work, opaque_open(work->reader, work->options->background, work->label,
                                          work->format->name));
}

static bool make_plan(struct work *work)
{
    bool done = blurring_open(work->options, &work->reader->picture, work->label, &work->plan,
                              &work->stream);
    work->info.size = sizeof work->info;
    return done && blur_plan_describe(work->plan, &work->info) == BLUR_OK;
}

/* ---- Writing ------------------------------------------------------------------------------- */

/* The codec for the samples that come out of the blur; where there is none, for 8 bits. */
static const struct codec *settle_depth(struct work *work, struct picture *output)
{
    enum codec_choice choice = work->options->codec;
    const struct codec *codec = codec_for_writing(work->format, output->sample, choice);
    work->narrows = !codec;
    if (codec)
        return codec;
    message_warning(work->label, "16-bit samples are reduced to 8 bits");
    output->sample = BLUR_UINT8;
    return codec_for_writing(work->format, BLUR_UINT8, choice);
}

static bool create_writer(struct work *work)
{
    struct picture output = work->reader->picture;
    struct writing writing = {work->label, work->options->quality};
    if (writing.quality == 0)
        writing.quality = output.jpeg.quality > 0 ? output.jpeg.quality : default_quality;
    const struct codec *codec = settle_depth(work, &output);
    work->writer = codec->create(&writing, &output);
    return work->writer;
}

/* What is taken from here on: the ring of rows that the kernel reaches over, and what the codecs
 * hold. The last term is what else a process takes. */
static bool admit(const struct work *work)
{
    const struct picture *picture = &work->reader->picture;
    const size_t base = (size_t)1 << 20;
    struct picture ring = *picture;
    ring.height = 2 * (blurring_reach(work->options, &work->info) + 64);
    ring.height = ring.height < picture->height ? ring.height : picture->height;
    size_t need = picture_add(work->input.capacity, picture_quarters(&ring, 4));
    need = picture_add(need, picture_add(work->reader->memory, work->writer->memory));
    return memory_admit(work->label, picture_add(need, picture_add(work->info.memory, base)));
}

static bool write_output(struct work *work)
{
    const struct options *options = work->options;
    struct output output = {.name = work->job->output,
                            .makes_folders = options->outdir != NULL,
                            .keeps_existing = options->keeps_existing,
                            .replaces_links = options->replaces_links,
                            .syncs = options->syncs,
                            .preserves = options->preserves,
                            .input = work->input_info};
    if (!work->writer->finish(work->writer, &work->output))
        return false;
    enum output_result result = output_write(&output, &work->output);
    work->outcome->status = result == OUTPUT_KEPT ? OUTCOME_SKIPPED : OUTCOME_DONE;
    return result != OUTPUT_FAILED;
}

/* ---- All of it ----------------------------------------------------------------------------- */

static void close_input(struct work *work)
{
    if (work->reader)
        work->reader->close(work->reader);
    work->reader = NULL;
    bytes_free(&work->input);
    blur_stream_close(work->stream);
    work->stream = NULL;
}

static void free_work(struct work *work)
{
    close_input(work);
    blur_plan_free(work->plan);
    if (work->writer)
        work->writer->close(work->writer);
    bytes_free(&work->output);
}

static bool move_rows(struct work *work)
{
    const struct options *options = work->options;
    int threads = flow_threads(&work->reader->picture, options->threads);
    struct flow flow = {.label = work->label,
                        .reader = work->reader,
                        .stream = work->stream,
                        .writer = work->writer,
                        .narrows = work->narrows,
                        .is_timed = options->prints_json || message_is_verbose()};
    blurring_describe(options, &work->reader->picture, &work->info, work->label, threads);
    bool done = flow_run(&flow, threads);
    work->outcome->read_ms += flow.read_ms;
    work->outcome->blur_ms += flow.blur_ms;
    work->outcome->write_ms += flow.write_ms;
    close_input(work);
    return done;
}

static void report(const struct work *work)
{
    const struct options *options = work->options;
    const struct outcome *outcome = work->outcome;
    const char *output = output_label(work->job->output);
    message_detail(work->label, "read in %.1f ms, blurred in %.1f ms, written in %.1f ms",
                   outcome->read_ms, outcome->blur_ms, outcome->write_ms);
    if (outcome->status == OUTCOME_SKIPPED)
        message_detail(work->label, "skipped: %s has come to be meanwhile", output);
    else if (!options->output && !options->outdir && !job_is_stdio(work->job->output))
        message_note(work->label, "written to %s", output);
    else
        message_detail(work->label, "written to %s", output);
}

static void describe(const struct work *work)
{
    struct outcome *outcome = work->outcome;
    outcome->width = work->reader->picture.width;
    outcome->height = work->reader->picture.height;
    outcome->channels = work->reader->picture.channels;
    outcome->depth = work->reader->picture.sample == BLUR_UINT16 && !work->narrows ? 16 : 8;
    outcome->kernel_size = work->info.kernel_size;
    outcome->sigma = work->info.sigma;
    if (work->options->effect != EFFECT_GAUSSIAN)
        outcome->kernel_size = 0;
}

/* Adds the time since *start to a sum, and starts anew. */
static bool timed(double *sum, double *start, bool done)
{
    double end = clock_ms();
    *sum += end - *start;
    *start = end;
    return done;
}

static bool do_all(struct work *work)
{
    struct outcome *outcome = work->outcome;
    double start = clock_ms();
    if (!timed(&outcome->read_ms, &start,
               open_reader(work) && settle_metadata(work) && settle_alpha(work)) ||
        !timed(&outcome->blur_ms, &start, make_plan(work)) ||
        !timed(&outcome->write_ms, &start, create_writer(work)))
        return false;
    describe(work);
    if (!admit(work) || !move_rows(work))
        return false;
    start = clock_ms();
    return timed(&outcome->write_ms, &start, write_output(work));
}

void process_file(const struct job *job, const struct options *options, int descriptor,
                  struct outcome *outcome)
{
    struct work work = {.job = job,
                        .options = options,
                        .descriptor = descriptor,
                        .outcome = outcome,
                        .label = input_label(job->input)};
    *outcome = (struct outcome){.status = OUTCOME_FAILED};
    if (do_all(&work))
        report(&work);
    else
        outcome->status = OUTCOME_FAILED;
    free_work(&work);
}
