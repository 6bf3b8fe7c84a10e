/* SPDX-License-Identifier: MIT */
#include "separable.h"

#include <stdlib.h>
#include <string.h>

#include "axis.h"
#include "padding.h"
#include "size.h"
#include "sums.h"

struct separable {
    struct filter filter; /* first: a pointer to it is one to the whole */
    struct axis x, y;
    const struct sums *sums;
    void *sample_scale; /* x.scale, once for each sample of a row, as reals */
    bool copies;        /* some position has no mean: its sample is copied */
    struct padding padding;
};

static bool has_zero(const double *scale, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (scale[i] == 0)
            return true;
    return false;
}

/* Scaling comes last, in combine(), where both axes' scales are applied in one go. */
static void prepare(const struct filter *filter, const void *row, void *line, void *scratch)
{
    const struct separable *separable = (const struct separable *)filter;
    const struct padding *padding = &separable->padding;
    const struct sums *sums = separable->sums;
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
    const struct sums *sums = separable->sums;
    double row_scale = separable->y.scale[y];
    if (row_scale == 0) {
        memmove(row, source, filter->line_length * sums->sample_size);
        return;
    }
    sums->weigh_lines(lines, separable->y.weights, 2 * separable->y.radius + 1, scratch,
                      filter->line_length);
    if (separable->copies)
        sums->finish_or_copy(scratch, separable->sample_scale, row_scale, source, row,
                             filter->line_length);
    else
        sums->finish(scratch, separable->sample_scale, row_scale, row, filter->line_length);
}

/* Scratch: the padded row of prepare(), then the sums of combine(), which never live at once. */
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

static int run_with_axes(struct separable *separable, const struct view *view,
                         const struct run *run)
{
    separable->filter.radius = separable->y.radius;
    separable->filter.line_length = view_row_length(view);
    separable->filter.real_size = separable->sums->real_size;
    separable->filter.cost = 2 * (separable->x.radius + separable->y.radius + 1);
    separable->filter.prepare = prepare;
    separable->filter.combine = combine;
    separable->padding.pixels = separable->x.radius;
    if (!size_scratch(separable) || !scale_samples(separable))
        return BLUR_ERROR_MEMORY;
    int status = filter_run(&separable->filter, view, separable->padding.border, run);
    free(separable->sample_scale);
    return status;
}

int separable_run(const struct view *view, const struct problem *problem, const double *column,
                  size_t radius_y, const double *row, size_t radius_x, const struct run *run)
{
    int status = BLUR_ERROR_MEMORY;
    bool renormalizes = problem->border == BLUR_BORDER_RENORMALIZE;
    struct separable separable = {
        .sums = sums_for(problem->sample),
        .padding = {view->width, view->channels, radius_x, problem->border, {0}}};
    memcpy(separable.padding.beyond, problem->beyond, sizeof separable.padding.beyond);
    if (axis_make(&separable.x, row, radius_x, view->width, renormalizes, separable.sums)) {
        if (axis_make(&separable.y, column, radius_y, view->height, renormalizes, separable.sums)) {
            status = run_with_axes(&separable, view, run);
            axis_free(&separable.y);
        }
        axis_free(&separable.x);
    }
    return status;
}
