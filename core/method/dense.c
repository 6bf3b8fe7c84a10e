/* SPDX-License-Identifier: MIT
 * The filter of a kernel that is not separable. */
#include "method/dense.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "image/size.h"
#include "kernel/axis_weights.h"
#include "method/filter.h"
#include "method/padding.h"
#include "simd/sum_loops.h"

struct dense {
    struct filter filter; /* must be first: it is cast back to the dense */
    const struct sum_loops *sums;
    double *weights;
    double gain;    /* multiplies the sums; 0: divide them by the sum of the weights */
    double min_sum; /* weights that sum to less than this are taken to sum to 0 */
    size_t height;
    struct padding padding;
};

/* The scratch memory of combine(): the kernel's columns, summed over those of its rows that lie
 * inside the image. */
struct columns {
    double *sum, *magnitude;
    void *sample_scale, *sample_sum; /* reals */
};

static size_t taps_x(const struct dense *dense)
{
    return 2 * dense->padding.pixels + 1;
}

static size_t row_samples(const struct dense *dense)
{
    return dense->padding.width * dense->padding.channels;
}

static struct columns columns_in(const struct dense *dense, void *scratch)
{
    struct columns columns = {.sum = scratch};
    columns.magnitude = columns.sum + taps_x(dense);
    columns.sample_scale = columns.magnitude + taps_x(dense);
    columns.sample_sum =
        (unsigned char *)columns.sample_scale + row_samples(dense) * dense->sums->real_size;
    return columns;
}

static bool size_scratch(struct dense *dense)
{
    size_t columns, samples;
    return size_multiply(taps_x(dense), 2 * sizeof(double), &columns) &&
           size_multiply(row_samples(dense), 2 * dense->sums->real_size, &samples) &&
           size_add(columns, samples, &dense->filter.scratch_bytes);
}

/* A line is the padded row. */
static void prepare(const struct filter *filter, const void *row, void *line, void *scratch)
{
    const struct dense *dense = (const struct dense *)filter;
    (void)scratch;
    if (row || dense->padding.border != BLUR_BORDER_RENORMALIZE)
        padding_of_row(&dense->padding, dense->sums, row, line);
    else
        memset(line, 0, filter->line_length * filter->real_size);
}

/* The kernel's rows that lie inside the image for row y; all, unless the border renormalizes. */
static void find_rows(const struct dense *dense, size_t y, size_t *first, size_t *end)
{
    *first = 0;
    *end = 2 * dense->filter.radius + 1;
    if (dense->padding.border == BLUR_BORDER_RENORMALIZE)
        axis_inside(y, dense->height, dense->filter.radius, first, end);
}

static void sum_columns(const struct dense *dense, size_t first, size_t end,
                        const struct columns *columns)
{
    size_t taps = taps_x(dense);
    memset(columns->sum, 0, taps * sizeof *columns->sum);
    memset(columns->magnitude, 0, taps * sizeof *columns->magnitude);
    for (size_t i = first; i < end; i++)
        for (size_t j = 0; j < taps; j++) {
            columns->sum[j] += dense->weights[i * taps + j];
            columns->magnitude[j] += fabs(dense->weights[i * taps + j]);
        }
}

static double scale_of_columns(const struct dense *dense, const struct columns *columns,
                               size_t first, size_t end)
{
    double sum = 0, magnitude = 0;
    if (dense->gain != 0)
        return dense->gain;
    for (size_t j = first; j < end; j++) {
        sum += columns->sum[j];
        magnitude += columns->magnitude[j];
    }
    return axis_mean_scale(sum, magnitude, dense->min_sum);
}

/* For pixels first..end-1, near an edge. True if some pixel's weights sum to 0. */
static bool scale_edge(const struct dense *dense, const struct columns *columns, size_t first,
                       size_t end)
{
    size_t channels = dense->padding.channels, first_tap, end_tap;
    bool copies = false;
    for (size_t x = first; x < end; x++) {
        axis_inside(x, dense->padding.width, dense->padding.pixels, &first_tap, &end_tap);
        double scale = scale_of_columns(dense, columns, first_tap, end_tap);
        copies |= scale == 0;
        dense->sums->fill(columns->sample_scale, x * channels, (x + 1) * channels, scale);
    }
    return copies;
}

/* True if some sample's weights sum to 0, so that it has to be copied. */
static bool scale_samples(const struct dense *dense, const struct columns *columns)
{
    size_t width = dense->padding.width, low = size_min(dense->padding.pixels, width);
    double whole = scale_of_columns(dense, columns, 0, taps_x(dense));
    bool copies = whole == 0;
    dense->sums->fill(columns->sample_scale, 0, row_samples(dense), whole);
    if (dense->padding.border == BLUR_BORDER_RENORMALIZE) {
        copies |= scale_edge(dense, columns, 0, low);
        copies |= scale_edge(dense, columns, size_max(low, width - low), width);
    }
    return copies;
}

static void combine(const struct filter *filter, size_t y, const void *const *lines,
                    const void *source, void *row, void *scratch)
{
    const struct dense *dense = (const struct dense *)filter;
    struct columns columns = columns_in(dense, scratch);
    const struct sum_loops *sums = dense->sums;
    size_t taps = taps_x(dense), samples = row_samples(dense), first, end;
    find_rows(dense, y, &first, &end);
    sum_columns(dense, first, end, &columns);
    bool copies = scale_samples(dense, &columns);

    memset(columns.sample_sum, 0, samples * sums->real_size);
    for (size_t i = first; i < end; i++)
        sums->add_shifts(lines[i], dense->padding.channels, dense->weights + i * taps, taps,
                         columns.sample_sum, samples);
    if (copies)
        sums->finish_or_copy(columns.sample_sum, columns.sample_scale, 1, source, row, samples);
    else
        sums->finish(columns.sample_sum, columns.sample_scale, 1, row, samples);
}

static double largest_of(const double *weights, size_t count)
{
    double largest = 0;
    for (size_t i = 0; i < count; i++)
        largest = fmax(largest, fabs(weights[i]));
    return largest;
}

static void dense_free(struct method *method)
{
    struct dense *dense = (struct dense *)method;
    free(dense->weights);
    free(dense);
}

static bool make_filter(struct dense *dense)
{
    struct filter *filter = &dense->filter;
    filter->real_size = dense->sums->real_size;
    if (!padding_length(&dense->padding, &filter->line_length) || !size_scratch(dense) ||
        !size_multiply(taps_x(dense), 2 * filter->radius + 1, &filter->cost))
        return false;
    dense->min_sum = axis_least(largest_of(dense->weights, filter->cost));
    return filter_make(filter);
}

struct method *dense_make(const struct problem *problem, double *weights, size_t radius_x,
                          size_t radius_y, double gain)
{
    struct dense *dense = malloc(sizeof *dense);
    if (!dense) {
        free(weights);
        return NULL;
    }
    *dense = (struct dense){
        .filter = {.radius = radius_y, .prepare = prepare, .combine = combine, .free = dense_free},
        .sums = sum_loops_for(problem->sample),
        .weights = weights,
        .gain = gain,
        .height = problem->height,
        .padding = {problem->width, problem->channels, radius_x, problem->border, {0}},
    };
    memcpy(dense->padding.beyond, problem->beyond, sizeof dense->padding.beyond);
    if (!make_filter(dense)) {
        dense_free(&dense->filter.method);
        return NULL;
    }
    return &dense->filter.method;
}
