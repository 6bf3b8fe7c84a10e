/* SPDX-License-Identifier: MIT
 * The library: sizes, strides, kernels and options as the input has them, on images between guard
 * pages. What is checked is what the header promises of any call. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core_call.h"
#include "core_images.h"
#include "fuzz.h"

static struct core_memory memory;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    core_memory_map(&memory);
    return 0;
}

static bool is_status(int status)
{
    return status <= BLUR_OK && status >= BLUR_ERROR_CANCELLED &&
           strcmp(blur_strerror(status), "unknown status") != 0;
}

/* The padding of dst, and all of it where nothing may be written, is what it was. */
static void check_untouched(const struct core_call *call, const struct core_image *image,
                            bool is_written)
{
    const size_t row = call->row_bytes;
    for (size_t y = 0; y < call->height; y++) {
        const uint8_t *at = core_row(image, y);
        for (size_t i = is_written ? row : 0; i < core_stride(image); i++)
            if (!(y + 1 == call->height && image->stride > 0 && i >= row) &&
                !(y == 0 && image->stride < 0 && i >= row))
                REQUIRE(at[i] == core_fill);
    }
}

/* Of floats, one NaN is as good as another. */
static bool is_same(const struct core_call *call, const uint8_t *one, const uint8_t *other)
{
    float a, b;
    if (memcmp(one, other, call->row_bytes) == 0)
        return true;
    for (size_t i = 0; call->sample == BLUR_FLOAT32 && i < call->row_bytes; i += sizeof a) {
        memcpy(&a, one + i, sizeof a);
        memcpy(&b, other + i, sizeof b);
        if (!(isnan(a) && isnan(b)) && memcmp(&a, &b, sizeof a) != 0)
            return false;
    }
    return call->sample == BLUR_FLOAT32;
}

static void check_same(const struct core_call *call, const struct core_image *one,
                       const struct core_image *other)
{
    for (size_t y = 0; y < call->height; y++)
        REQUIRE(is_same(call, core_row(one, y), core_row(other, y)));
}

/* A Gaussian of a picture of one value is that picture, but where it is mixed with another colour,
 * or light and alpha may move floats by their last place. */
static void check_flat(const struct core_call *call)
{
    const blur_options *options = &call->options;
    const bool is_plain = call->kernel == NULL && options->border != BLUR_BORDER_CONSTANT &&
                          (call->channels % 2 == 1 || options->alpha == BLUR_ALPHA_STRAIGHT);
    if (call->is_flat && is_plain && call->sample != BLUR_FLOAT32)
        check_same(call, &call->source, &call->result);
}

/* Rows in and out give the bytes of the image as a whole. */
static void check_stream(const struct core_call *call, const blur_plan *plan)
{
    blur_stream *stream = NULL;
    uint8_t *row = guarded_take(&memory.row, call->row_bytes, true);
    const int status = blur_stream_open(plan, &stream);
    REQUIRE(is_status(status));
    size_t pulled = 0;
    for (size_t y = 0; status == BLUR_OK && y < call->height; y++) {
        memcpy(row, core_row(&call->source, y), call->row_bytes);
        REQUIRE(blur_stream_push(stream, row) == BLUR_OK);
        while (blur_stream_rows(stream) > 0) {
            REQUIRE(blur_stream_pull(stream, row) == BLUR_OK);
            REQUIRE(is_same(call, row, core_row(&call->result, pulled++)));
        }
    }
    REQUIRE(status != BLUR_OK || pulled == call->height);
    REQUIRE(status != BLUR_OK || blur_stream_push(stream, row) == BLUR_ERROR_ARGUMENT);
    blur_stream_close(stream);
}

static int make_plan(const struct core_call *call, blur_plan **plan)
{
    if (call->kernel)
        return blur_plan_make_convolution(&call->options, call->sample, call->width, call->height,
                                          call->channels, call->kernel, call->kernel_width,
                                          call->kernel_height, plan);
    return blur_plan_make(&call->options, call->sample, call->width, call->height, call->channels,
                          plan);
}

static void check_plan(const struct core_call *call)
{
    blur_plan *plan = NULL;
    blur_plan_info info = {.size = sizeof info};
    if (make_plan(call, &plan) == BLUR_OK) {
        REQUIRE(blur_plan_describe(plan, &info) == BLUR_OK);
        REQUIRE(info.bound >= 0 && isfinite(info.bound));
        check_stream(call, plan);
    }
    blur_plan_free(plan);
}

static int run(const struct core_call *call, const struct core_image *source,
               const struct core_image *result)
{
    if (call->kernel)
        return blur_convolve(&call->options, call->sample, call->width, call->height,
                             call->channels, call->kernel, call->kernel_width, call->kernel_height,
                             source->top, source->stride, result->top, result->stride);
    return blur_gaussian(&call->options, call->sample, call->width, call->height, call->channels,
                         source->top, source->stride, result->top, result->stride);
}

/* In place, with one thread and with plain loops: all the same bytes. */
static void check_in_place(struct core_call *call)
{
    struct core_image place = call->source;
    place.bytes = guarded_take(&memory.place, call->source.size, call->is_at_end);
    memcpy(place.bytes, call->source.bytes, place.size);
    place.top = place.bytes + (call->source.top - call->source.bytes);
    call->options.progress = NULL; /* which may cancel this time */
    call->options.threads = 1;
    call->options.variant = BLUR_VARIANT_PLAIN;
    REQUIRE(run(call, &place, &place) == BLUR_OK);
    check_same(call, &place, &call->result);
}

/* What is wrong in one argument is refused, and nothing is written. */
static void check_refused(const struct core_call *call, unsigned fault)
{
    struct core_call bad = *call;
    switch (fault % 8) {
    case 0:
        bad.channels = fault & 8 ? 0 : 5 + (int)(fault / 16);
        break;
    case 1:
        bad.sample = fault & 8 ? 0 : BLUR_FLOAT32 + 1 + (int)(fault / 16);
        break;
    case 2:
        *(fault & 8 ? &bad.width : &bad.height) = 0;
        break;
    case 3:
        bad.source.stride =
            bad.source.stride < 0 ? 1 - (ptrdiff_t)bad.row_bytes : (ptrdiff_t)bad.row_bytes - 1;
        bad.height += bad.height == 1; /* of one row the stride does not matter */
        break;
    case 4:
        *(fault & 8 ? &bad.width : &bad.height) = SIZE_MAX;
        break;
    case 5:
        bad.result = bad.source;
        bad.result.top += bad.source.size > 1; /* overlaps */
        bad.channels *= bad.source.size > 1;
        break;
    case 6:
        bad.options.size = fault / 16 % sizeof bad.options.size;
        break;
    default:
        bad.source.top = NULL;
    }
    REQUIRE(run(&bad, &bad.source, &bad.result) < BLUR_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct core_call call;
    struct fuzz_input input = {data, size};
    core_call_read(&input, &memory, &call);
    uint8_t *before = malloc(call.source.size + 1);
    memcpy(before, call.source.bytes, call.source.size);
    const int status = run(&call, &call.source, &call.result);
    REQUIRE(is_status(status));
    check_refused(&call, (unsigned)size & 0xff);
    REQUIRE(memcmp(before, call.source.bytes, call.source.size) == 0);
    if (status != BLUR_ERROR_CANCELLED)
        check_untouched(&call, &call.result, status == BLUR_OK);
    if (status == BLUR_OK) {
        check_flat(&call);
        check_plan(&call);
        if (call.kernel && call.sample == BLUR_UINT8)
            core_check_convolution(&call);
        check_in_place(&call);
    }
    free(before);
    return 0;
}
