/* SPDX-License-Identifier: MIT
 * The filter of a separable kernel. */
#include "method/separable.h"

#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "image/size.h"
#include "kernel/axis_weights.h"
#include "method/filter.h"
#include "method/padding.h"
#include "simd/sum_loops.h"

struct separable {
    struct filter filter; /* must be first: it is cast back to the separable */
    struct axis_weights x, y;
    const struct sum_loops *sums;
    void *sample_scale; /* x.scale, repeated for each sample of a row, as reals */
    bool copies;        /* some position's weights sum to 0: its sample is copied */
    struct padding padding;
};

static bool has_zero(const double *scale, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (scale[i] == 0)
            return true;
    return false;
}

/* Does not scale: combine() applies the scales of both axes at once. */
static void prepare(const struct filter *filter, const void *row, void *line, void *scratch)
{
    const struct separable *separable = (const struct separable *)filter;
    const struct padding *padding = &separable->padding;
    const struct sum_loops *sums = separable->sums;
    memset(line, 0, filter->line_length * filter->real_size);
    if (!row && padding->border == BLUR_BORDER_RENORMALIZE)
        return;
    padding_of_row(padding, sums, row, scratch);
    sums->add_shifts(scratch, padding->channels, separable->x.weights, 2 * separable->x.radius + 1,
                     line, filter->line_length);
}

static void combine(const struct filter *filter, size_t y, const void *const *lines,
                    const void *source, void *row, void *scratch)
{
    const struct separable *separable = (const struct separable *)filter;
    const struct sum_loops *sums = separable->sums;
    double row_scale = separable->y.scale[y];
    if (row_scale == 0) {
        memmove(row, source, filter->line_length * sums->sample_size);
        return;
    }
    sums->convolve_lines(lines, separable->y.weights, 2 * separable->y.radius + 1, scratch,
                         filter->line_length);
    if (separable->copies)
        sums->finish_or_copy(scratch, separable->sample_scale, row_scale, source, row,
                             filter->line_length);
    else
        sums->finish(scratch, separable->sample_scale, row_scale, row, filter->line_length);
}

/* The padded row of prepare() and the sums of combine() share the scratch memory. */
static bool size_scratch(struct separable *separable)
{
    size_t padded;
    return padding_length(&separable->padding, &padded) &&
           size_multiply(padded, separable->sums->real_size, &separable->filter.scratch_bytes);
}

static bool scale_samples(struct separable *separable)
{
    const size_t width = separable->padding.width, channels = separable->padding.channels;
    size_t bytes;
    if (!size_multiply(width * channels, separable->sums->real_size, &bytes))
        return false;
    separable->sample_scale = malloc(bytes);
    if (!separable->sample_scale)
        return false;
    for (size_t x = 0; x < width; x++)
        separable->sums->fill(separable->sample_scale, x * channels, (x + 1) * channels,
                              separable->x.scale[x]);
    separable->copies = has_zero(separable->x.scale, width);
    return true;
}

static bool make_filter(struct separable *separable)
{
    struct filter *filter = &separable->filter;
    filter->radius = separable->y.radius;
    filter->line_length = separable->padding.width * separable->padding.channels;
    filter->real_size = separable->sums->real_size;
    filter->cost = 2 * (separable->x.radius + separable->y.radius + 1);
    filter->prepare = prepare;
    filter->combine = combine;
    separable->padding.pixels = separable->x.radius;
    return size_scratch(separable) && scale_samples(separable) && filter_make(filter);
}

static void separable_free(struct method *method)
{
    struct separable *separable = (struct separable *)method;
    free(separable->sample_scale);
    axis_weights_free(&separable->x);
    axis_weights_free(&separable->y);
    free(separable);
}

static bool make_axes(struct separable *separable, const struct problem *problem,
                      const struct product *product)
{
    const bool renormalizes = problem->border == BLUR_BORDER_RENORMALIZE;
    const bool in_double = separable->sums->in_double;
    return axis_weights_make(&separable->x, product->row, product->radius_x, problem->width,
                             renormalizes, product->gain != 0 ? 1 : 0, in_double) &&
           axis_weights_make(&separable->y, product->column, product->radius_y, problem->height,
                             renormalizes, product->gain, in_double);
}

struct method *separable_make(const struct problem *problem, const struct product *product)
{
    struct separable *separable = malloc(sizeof *separable);
    if (!separable)
        return NULL;
    *separable = (struct separable){
        .filter = {.free = separable_free},
        .sums = sum_loops_for(problem->sample),
        .padding = {problem->width, problem->channels, product->radius_x, problem->border, {0}}};
    memcpy(separable->padding.beyond, problem->beyond, sizeof separable->padding.beyond);
    if (!make_axes(separable, problem, product) || !make_filter(separable)) {
        separable_free(&separable->filter.method);
        return NULL;
    }
    return &separable->filter.method;
}
