/* SPDX-License-Identifier: MIT */
#include "dense.h"

#include <math.h>
#include <string.h>

#include "axis.h"
#include "float_loops.h"
#include "size.h"

struct dense {
    struct filter filter; /* first: a pointer to it is one to the whole */
    const float *weights;
    size_t width, height, channels;
};

/* The scratch of combine(): the kernel's columns, summed over the rows of it that are inside. */
struct columns {
    double *sum, *magnitude;
    float *sample_scale, *sample_sum;
};

static size_t taps_of(const struct dense *dense)
{
    return 2 * dense->filter.radius + 1;
}

static struct columns columns_in(const struct dense *dense, void *scratch)
{
    struct columns columns = {.sum = scratch};
    columns.magnitude = columns.sum + taps_of(dense);
    columns.sample_scale = (float *)(columns.magnitude + taps_of(dense));
    columns.sample_sum = columns.sample_scale + dense->width * dense->channels;
    return columns;
}

static bool size_scratch(struct dense *dense)
{
    size_t columns, samples;
    return size_multiply(taps_of(dense), 2 * sizeof(double), &columns) &&
           size_multiply(dense->width, dense->channels, &samples) &&
           size_multiply(samples, 2 * sizeof(float), &samples) &&
           size_add(columns, samples, &dense->filter.scratch_bytes);
}

/* A line is the padded row itself. */
static void prepare(const struct filter *filter, const uint8_t *row, float *line, void *scratch)
{
    const struct dense *dense = (const struct dense *)filter;
    (void)scratch;
    if (row)
        float_pad_row(row, dense->width, dense->channels, filter->radius, line);
    else
        memset(line, 0, filter->line_length * sizeof *line);
}

static void sum_columns(const struct dense *dense, size_t first, size_t end,
                        const struct columns *columns)
{
    size_t taps = taps_of(dense);
    memset(columns->sum, 0, taps * sizeof *columns->sum);
    memset(columns->magnitude, 0, taps * sizeof *columns->magnitude);
    for (size_t i = first; i < end; i++)
        for (size_t j = 0; j < taps; j++) {
            columns->sum[j] += dense->weights[i * taps + j];
            columns->magnitude[j] += fabsf(dense->weights[i * taps + j]);
        }
}

static float scale_of_columns(const struct columns *columns, size_t first, size_t end)
{
    double sum = 0, magnitude = 0;
    for (size_t j = first; j < end; j++) {
        sum += columns->sum[j];
        magnitude += columns->magnitude[j];
    }
    return axis_mean_scale(sum, magnitude);
}

/* True where some sample has no mean and is to be copied. */
static bool scale_samples(const struct dense *dense, const struct columns *columns)
{
    size_t taps = taps_of(dense), first, end;
    float whole = scale_of_columns(columns, 0, taps);
    bool copies = false;
    for (size_t x = 0; x < dense->width; x++) {
        axis_inside(x, dense->width, dense->filter.radius, &first, &end);
        float scale = end - first == taps ? whole : scale_of_columns(columns, first, end);
        copies |= scale == 0;
        for (size_t channel = 0; channel < dense->channels; channel++)
            columns->sample_scale[x * dense->channels + channel] = scale;
    }
    return copies;
}

static void combine(const struct filter *filter, size_t y, const float *const *lines,
                    const uint8_t *source, uint8_t *row, void *scratch)
{
    const struct dense *dense = (const struct dense *)filter;
    struct columns columns = columns_in(dense, scratch);
    size_t taps = taps_of(dense), samples = dense->width * dense->channels, first, end;
    axis_inside(y, dense->height, filter->radius, &first, &end);
    sum_columns(dense, first, end, &columns);
    bool copies = scale_samples(dense, &columns);

    memset(columns.sample_sum, 0, samples * sizeof *columns.sample_sum);
    for (size_t i = first; i < end; i++)
        loop_add_shifts(lines[i], dense->channels, dense->weights + i * taps, taps,
                        columns.sample_sum, samples);
    if (copies)
        loop_finish_or_copy_u8(columns.sample_sum, columns.sample_scale, 1, source, row, samples);
    else
        loop_finish_u8(columns.sample_sum, columns.sample_scale, 1, row, samples);
}

int dense_run(const struct view *view, const float *weights, size_t radius, const struct run *run)
{
    size_t taps = 2 * radius + 1, padded, cost;
    struct dense dense = {
        .filter = {.radius = radius, .prepare = prepare, .combine = combine},
        .weights = weights,
        .width = view->width,
        .height = view->height,
        .channels = view->channels,
    };
    if (!size_add(view->width, 2 * radius, &padded) ||
        !size_multiply(padded, view->channels, &dense.filter.line_length) ||
        !size_multiply(taps, taps, &cost) || !size_scratch(&dense))
        return BLUR_ERROR_MEMORY;
    dense.filter.cost = cost;
    return filter_run(&dense.filter, view, run);
}
