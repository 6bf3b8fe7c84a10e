/* SPDX-License-Identifier: MIT */
#include "core_call.h"

#include <math.h>
#include <string.h>

/* Small enough for thousands of calls a second, and so that kernels are larger than images. */
enum { max_side = 80, longest_row = max_side * 4 * 4, max_padding = 20, max_regions = 6 };

void core_memory_map(struct core_memory *memory)
{
    const size_t image = (longest_row + max_padding) * (size_t)max_side;
    guarded_map(&memory->source, image);
    guarded_map(&memory->result, image);
    guarded_map(&memory->place, image);
    guarded_map(&memory->row, longest_row);
    guarded_map(&memory->kernel, sizeof(float) * core_most_weights);
    guarded_map(&memory->mask, (max_side + max_padding) * (size_t)max_side);
    guarded_map(&memory->regions, max_regions * sizeof(blur_region));
}

/* One call in so many has a number where it is anything: most calls shall be valid. */
static int32_t choice(struct fuzz_input *input, int most)
{
    const uint32_t byte = fuzz_number(input, 1);
    return byte == 0xff ? (int32_t)fuzz_number(input, 4) : (int32_t)(byte % ((uint32_t)most + 1));
}

static float any_float(struct fuzz_input *input)
{
    const uint32_t bits = fuzz_number(input, 4);
    float number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

/* Small, or large, or anything at all. */
static double any_sigma(struct fuzz_input *input)
{
    switch (fuzz_number(input, 1) % 8) {
    case 0:
        return (double)any_float(input);
    case 1:
        return fuzz_number(input, 2) / 64.0;
    default:
        return fuzz_number(input, 1) / 16.0;
    }
}

static int32_t any_kernel_size(struct fuzz_input *input)
{
    const uint32_t kind = fuzz_number(input, 1);
    if (kind % 16 == 0)
        return (int32_t)fuzz_number(input, kind < 128 ? 2 : 4);
    return 2 * (int32_t)(fuzz_number(input, 1) % (kind % 16 == 1 ? 256 : 24)) + 1;
}

static void read_gaussian(struct fuzz_input *input, blur_options *options)
{
    options->given = (uint32_t)choice(input, 15);
    options->kernel_size = any_kernel_size(input);
    options->kernel_size_y = any_kernel_size(input);
    options->sigma = any_sigma(input);
    options->sigma_y = any_sigma(input);
    options->method = choice(input, 3);
}

static void read_border(struct fuzz_input *input, int sample, blur_options *options)
{
    options->border = choice(input, 5);
    for (int i = 0; i < 4; i++) {
        options->border_color[i] = (uint8_t)fuzz_number(input, 1);
        options->border_value[i] =
            sample == BLUR_UINT16 ? fuzz_number(input, 2) : (double)any_float(input);
    }
}

static void read_regions(struct fuzz_input *input, const struct core_memory *memory,
                         blur_options *options)
{
    const size_t count = fuzz_number(input, 1) % (max_regions + 1);
    blur_region *regions =
        (blur_region *)(void *)guarded_take(&memory->regions, count * sizeof *regions, true);
    for (size_t i = 0; i < count; i++)
        regions[i] =
            (blur_region){fuzz_between(input, -20, max_side), fuzz_between(input, -20, max_side),
                          fuzz_between(input, 0, 60), fuzz_between(input, 0, 60)};
    if (count > 0 && fuzz_number(input, 1) == 0xff)
        regions[0].x = (int64_t)((uint64_t)fuzz_number(input, 4) << 32);
    options->regions = regions;
    options->region_count = count;
    options->feather = choice(input, 12);
}

static void read_mask(struct fuzz_input *input, const struct core_memory *memory,
                      struct core_call *call)
{
    blur_options *options = &call->options;
    const size_t stride = call->width + fuzz_number(input, 1) % max_padding;
    const size_t size = stride * (call->height - 1) + call->width;
    uint8_t *mask = guarded_take(&memory->mask, size, true);
    for (size_t i = 0; i < size; i++)
        mask[i] = (uint8_t)(fuzz_number(input, 1) * (i / 16 % 3)); /* with whole areas of none */
    options->mask = mask;
    options->mask_stride = (ptrdiff_t)stride;
    options->mask_width = call->width;
    options->mask_height = call->height;
}

static void read_kernel(struct fuzz_input *input, const struct core_memory *memory,
                        struct core_call *call)
{
    call->kernel_width = 2 * fuzz_between(input, 0, core_largest_kernel / 2) + 1;
    call->kernel_height = 2 * fuzz_between(input, 0, core_largest_kernel / 2) + 1;
    const size_t count = (size_t)call->kernel_width * (size_t)call->kernel_height;
    float *kernel = (float *)(void *)guarded_take(&memory->kernel, count * sizeof *kernel, true);
    const uint32_t kind = fuzz_number(input, 1);
    for (size_t i = 0; i < count; i++)
        kernel[i] = kind == 0 ? any_float(input) : (float)(int8_t)fuzz_number(input, 1);
    for (size_t i = (size_t)call->kernel_width; kind % 2 == 1 && i < count; i++)
        kernel[i] = kernel[i - (size_t)call->kernel_width]; /* a product */
    call->kernel = kernel;
    call->options.raw = choice(input, 1);
    call->options.bias = call->options.raw ? fuzz_between(input, -64, 64) / 64.0 : 0;
}

/* Cancels at the first or at a later report. */
static int count_down(size_t done, size_t all, void *data)
{
    uint32_t *left = data;
    REQUIRE(done <= all);
    return *left != 0 && --*left == 0;
}

static void read_options(struct fuzz_input *input, const struct core_memory *memory,
                         struct core_call *call)
{
    static uint32_t reports_left;
    blur_options *options = &call->options;
    const uint32_t kind = fuzz_number(input, 1);
    options->size = sizeof *options;
    options->threads = choice(input, 4);
    options->accuracy = choice(input, 1);
    options->variant = choice(input, 3);
    options->alpha = choice(input, 1);
    options->light = choice(input, 1);
    options->dither = choice(input, 1);
    read_border(input, call->sample, options);
    if (kind % 4 == 0)
        read_kernel(input, memory, call);
    else if (kind % 4 == 1)
        options->pixelate = choice(input, 40);
    else
        read_gaussian(input, options);
    if (kind / 4 % 4 == 0)
        read_regions(input, memory, options);
    else if (kind / 4 % 4 == 1)
        read_mask(input, memory, call);
    options->inverts = kind / 4 % 4 < 2 && kind / 16 % 2;
    reports_left = kind / 32 == 0 ? fuzz_number(input, 1) : 0;
    if (kind / 32 < 2) {
        options->progress = count_down;
        options->progress_data = &reports_left;
    }
}

static void lay_out(struct fuzz_input *input, const struct guarded *memory,
                    const struct core_call *call, struct core_image *image)
{
    const uint32_t kind = fuzz_number(input, 1);
    const size_t stride = call->row_bytes + kind / 2 % max_padding;
    image->size = call->height > 0 ? stride * (call->height - 1) + call->row_bytes : 0;
    image->bytes = guarded_take(memory, image->size, call->is_at_end);
    image->stride = kind % 2 == 0 ? (ptrdiff_t)stride : -(ptrdiff_t)stride;
    image->top = image->bytes;
    if (image->stride < 0 && call->height > 0)
        image->top += (call->height - 1) * stride;
}

/* What the input has no bytes for repeats with a period that no row has. */
static void fill(struct fuzz_input *input, struct core_call *call)
{
    struct core_image *source = &call->source;
    const size_t pixel = (size_t)call->channels * (call->sample == BLUR_FLOAT32  ? 4
                                                   : call->sample == BLUR_UINT16 ? 2
                                                                                 : 1);
    for (size_t i = 0; i < source->size; i++)
        source->bytes[i] = input->size > 0 ? (uint8_t)fuzz_number(input, 1)
                           : i < 61        ? (uint8_t)(i * 37)
                                           : source->bytes[i - 61];
    for (size_t y = 0; call->is_flat && y < call->height; y++)
        for (size_t i = 0; i < call->row_bytes; i++)
            core_row(source, y)[i] = core_row(source, 0)[i % pixel];
}

void core_call_read(struct fuzz_input *input, const struct core_memory *memory,
                    struct core_call *call)
{
    *call = (struct core_call){.sample = fuzz_between(input, BLUR_UINT8, BLUR_FLOAT32),
                               .channels = fuzz_between(input, 1, 4),
                               .width = (size_t)fuzz_between(input, 1, max_side),
                               .height = (size_t)fuzz_between(input, 1, max_side)};
    const uint32_t kind = fuzz_number(input, 1);
    static const size_t bytes[] = {
        [BLUR_UINT8] = 1, [BLUR_UINT16] = 2, [BLUR_FLOAT32] = sizeof(float)};
    call->row_bytes = call->width * (size_t)call->channels * bytes[call->sample];
    call->is_flat = kind % 4 == 0;
    call->is_at_end = kind / 4 % 2 == 0;
    read_options(input, memory, call);
    lay_out(input, &memory->source, call, &call->source);
    lay_out(input, &memory->result, call, &call->result);
    memset(call->result.bytes, core_fill, call->result.size);
    fill(input, call);
}
