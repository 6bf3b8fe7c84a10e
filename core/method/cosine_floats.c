/* SPDX-License-Identifier: MIT
 * Keeps a ring buffer of rows, runs the cosine loops in doubles along y and x, and restores
 * non-finite floats. */
#include "method/cosine_floats.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "image/border.h"
#include "image/sample.h"
#include "image/size.h"
#include "kernel/cosine_design.h"
#include "kernel/cosine_double_axis.h"
#include "kernel/cosine_kernel.h"
#include "kernel/edges.h"
#include "method/nonfinite.h"

struct cosine_floats {
    struct method method; /* must be first: it is cast back to the cosine_floats */
    const struct cosine_double_loops *loops;
    size_t type; /* index of the sample type in the tables of loops */
    struct cosine design_x, design_y;
    struct cosine_double_axis x, y;
    struct edges edges_y;                        /* if the border renormalizes */
    double *scale_x;                             /* for each pixel of a row */
    size_t width, channels, length, sample_size; /* length: samples per row */
    int border;
    double beyond[4];
    size_t row_step; /* bytes from one row to the next in the ring */
    struct cosine_floats_layout {
        size_t table, ring, rows, marks, marked, down, columns, all;
    } at; /* offsets in the state */
};

/* The position in the image; the parts at the layout's offsets follow. */
struct cosine_floats_state {
    ptrdiff_t next_row;  /* the row fetched next */
    size_t rows_fetched; /* since the start */
    float largest;       /* the largest magnitude in the sums since their last restart */
};

/* What is known about a row in the ring. */
struct row {
    float largest;
    bool all_finite;
};

/* From radius + 1 rows above the group to radius + 1 below it: the recurrence reads one row beyond
 * the kernel on either side. */
static size_t window_rows(const struct cosine_floats *own, size_t count)
{
    return 2 * own->y.radius + 2 + count;
}

static size_t ring_rows(const struct cosine_floats *own)
{
    return window_rows(own, cosine_double_rows);
}

static size_t whole_tiles(size_t length)
{
    return (length + cosine_double_tile - 1) / cosine_double_tile * cosine_double_tile;
}

static struct cosine_double_columns columns_of(const struct cosine_floats *own, void *state)
{
    return (struct cosine_double_columns){layout_part(state, own->at.columns), own->width,
                                          own->channels, own->x.radius + 1};
}

/* The table lists the rows of the ring twice, so that any window of them is contiguous. The tails
 * of rows and columns are zeroed: they are computed with, then discarded. */
static void start(const struct method *method, void *state, const struct source *source,
                  size_t first)
{
    const struct cosine_floats *own = (const struct cosine_floats *)method;
    void **table = layout_part(state, own->at.table);
    (void)source;
    memset(layout_part(state, own->at.ring), 0, own->at.all - own->at.ring);
    *(struct cosine_floats_state *)state =
        (struct cosine_floats_state){(ptrdiff_t)first - (ptrdiff_t)own->y.radius - 1, 0, 0};
    for (size_t i = 0; i < 2 * ring_rows(own); i++)
        table[i] = layout_part(state, own->at.ring + i % ring_rows(own) * own->row_step);
}

/* ---- Rows -------------------------------------------------------------------------------- */

static uint8_t *marks_in_ring(const struct cosine_floats *own, void *state, size_t slot)
{
    return layout_part(state, own->at.marks + slot * own->length);
}

static struct row *rows_of(const struct cosine_floats *own, void *state)
{
    return layout_part(state, own->at.rows);
}

/* A row of the pixel beyond the edge. */
static void fill_beyond(const struct cosine_floats *own, void *samples)
{
    for (size_t i = 0; i < own->length; i++)
        if (own->type == 1)
            ((float *)samples)[i] = (float)own->beyond[i % own->channels];
        else
            ((uint16_t *)samples)[i] = (uint16_t)own->beyond[i % own->channels];
}

/* Copies the next row into the ring: in place, its memory may be overwritten before it leaves the
 * window. */
static void fetch_row(const struct cosine_floats *own, void *state, const struct source *source)
{
    struct cosine_floats_state *position = state;
    const size_t slot = position->rows_fetched % ring_rows(own);
    const void *row = source->row(source, position->next_row);
    void *samples = layout_part(state, own->at.ring + slot * own->row_step);
    struct row *known = &rows_of(own, state)[slot];
    position->next_row++;
    position->rows_fetched++;
    *known = (struct row){0, true};
    if (!row)
        fill_beyond(own, samples);
    if (own->type == 1)
        known->largest =
            own->loops->take_floats(row ? row : samples, samples, own->length, &known->all_finite);
    else if (row)
        memcpy(samples, row, own->length * own->sample_size);
    if (!known->all_finite)
        nonfinite_find(row, own->length, marks_in_ring(own, state, slot));
}

/* Updates the largest magnitude that has entered the sums since their restart: in the window at
 * that time, and in the rows fetched since. It does not depend on other bands. */
static void find_largest(const struct cosine_floats *own, void *state, size_t first, size_t count)
{
    struct cosine_floats_state *position = state;
    const struct row *rows = rows_of(own, state);
    const size_t window = window_rows(own, count);
    if (first % own->method.restart == 0)
        position->largest = 0;
    for (size_t i = 0; i < window; i++)
        position->largest =
            fmaxf(position->largest,
                  rows[(position->rows_fetched - window + i) % ring_rows(own)].largest);
    for (size_t i = 0; i < own->channels; i++)
        position->largest = fmaxf(position->largest, fabsf((float)own->beyond[i]));
}

/* ---- Along both axes --------------------------------------------------------------------- */

/* Overflow is only possible near FLT_MAX: the error of a design is far below half of the largest
 * sample. */
static struct cosine_double_limits limits_of(const struct cosine_floats_state *position,
                                             const struct cosine_double_axis *axis)
{
    return (struct cosine_double_limits){.snap = axis->rounding * (double)position->largest,
                                         .largest = (double)position->largest,
                                         .overflows = position->largest > FLT_MAX / 2};
}

static void blur_down(const struct cosine_floats *own, void *state, size_t first, size_t count,
                      const struct cosine_double_columns *columns)
{
    const struct cosine_floats_state *position = state;
    const void *const *rows = layout_part(state, own->at.table);
    const struct cosine_double_limits limits = limits_of(position, &own->y);
    double scale[cosine_double_rows];
    rows += (position->rows_fetched - window_rows(own, count)) % ring_rows(own);
    for (size_t i = 0; i < count; i++)
        scale[i] =
            own->border == BLUR_BORDER_RENORMALIZE ? 1 / edges_inside(&own->edges_y, first + i) : 1;
    if (first % own->method.restart == 0)
        own->loops->start_down[own->type](&own->y, rows, own->length,
                                          layout_part(state, own->at.down));
    own->loops->blur_down[own->type](&own->y, rows, own->length, layout_part(state, own->at.down),
                                     scale, count, columns, &limits);
}

/* Pads one pixel of the columns; position is relative to the first pixel of the image. */
static void pad_pixel(const struct cosine_floats *own, const struct cosine_double_columns *columns,
                      ptrdiff_t position)
{
    ptrdiff_t index = border_index(position, own->width, own->border);
    size_t step = own->channels * cosine_double_rows;
    float *inside = columns->samples + columns->pad * step;
    float *samples = inside + position * (ptrdiff_t)step;
    if (index >= 0) {
        memcpy(samples, inside + (size_t)index * step, step * sizeof *samples);
        return;
    }
    for (size_t i = 0; i < step; i++)
        samples[i] = (float)own->beyond[i / cosine_double_rows];
}

static void blur_across(const struct cosine_floats *own, const struct cosine_floats_state *position,
                        const struct cosine_double_columns *columns)
{
    const struct cosine_double_limits limits = limits_of(position, &own->x);
    for (size_t i = 0; i < columns->pad; i++) {
        pad_pixel(own, columns, -(ptrdiff_t)i - 1);
        pad_pixel(own, columns, (ptrdiff_t)(own->width + i));
    }
    own->loops->blur_across[own->type](&own->x, own->scale_x, columns, &limits);
}

/* Sets the non-finite results of row i of a group, from the marks of the rows that it depends on.
 */
static void restore_nonfinite(const struct cosine_floats *own, void *state, size_t i, size_t count,
                              void *row)
{
    const struct nonfinite_row shape = {own->width, own->channels, own->x.radius, own->border};
    const struct cosine_floats_state *position = state;
    const struct row *rows = rows_of(own, state);
    const size_t oldest = position->rows_fetched - window_rows(own, count);
    uint8_t *marked = layout_part(state, own->at.marked);
    bool any = false;
    for (size_t j = 1 + i; j <= 1 + i + 2 * own->y.radius; j++) {
        const size_t slot = (oldest + j) % ring_rows(own);
        if (rows[slot].all_finite)
            continue;
        if (!any)
            memset(marked, 0, own->length);
        any = true;
        nonfinite_merge(marks_in_ring(own, state, slot), own->length, marked);
    }
    if (any)
        nonfinite_spread(&shape, marked, row);
}

static void make(const struct method *method, void *state, const struct source *source,
                 size_t first, size_t count, void *rows, ptrdiff_t stride)
{
    const struct cosine_floats *own = (const struct cosine_floats *)method;
    const struct cosine_double_columns columns = columns_of(own, state);
    struct cosine_floats_state *position = state;
    while (position->next_row <= (ptrdiff_t)(first + count + own->y.radius))
        fetch_row(own, state, source);
    find_largest(own, state, first, count);
    blur_down(own, state, first, count, &columns);
    blur_across(own, position, &columns);
    own->loops->make_rows[own->type](&columns, count, rows, stride);
    for (size_t i = 0; own->type == 1 && i < count; i++)
        restore_nonfinite(own, state, i, count, (unsigned char *)rows + (ptrdiff_t)i * stride);
}

/* ---- Making ------------------------------------------------------------------------------ */

static bool lay_out(struct cosine_floats *own)
{
    struct cosine_floats_layout *at = &own->at;
    const size_t rows = ring_rows(own), of_floats = own->type == 1;
    size_t table, ring, marks, down, columns, bytes, offset;
    *at = (struct cosine_floats_layout){0};
    return own->length <= SIZE_MAX / 16 &&
           line_step(whole_tiles(own->length) * own->sample_size / sizeof(int16_t),
                     &own->row_step) &&
           size_multiply(own->row_step, sizeof(int16_t), &own->row_step) &&
           size_multiply(2 * rows, sizeof(void *), &table) &&
           size_multiply(rows, own->row_step, &ring) &&
           size_multiply(of_floats * rows, own->length, &marks) &&
           size_multiply(whole_tiles(own->length), cosine_double_state_count(&own->y), &down) &&
           size_multiply(down, sizeof(double), &down) &&
           size_add(own->width, 2 * (own->x.radius + 1), &bytes) &&
           size_multiply(bytes, own->channels, &columns) &&
           size_add(columns, cosine_double_block, &columns) &&
           size_multiply(columns, cosine_double_rows * sizeof(float), &columns) &&
           layout_reserve(&at->all, sizeof(struct cosine_floats_state), &offset) &&
           layout_reserve(&at->all, table, &at->table) &&
           layout_reserve(&at->all, rows * sizeof(struct row), &at->rows) &&
           layout_reserve(&at->all, marks, &at->marks) &&
           layout_reserve(&at->all, of_floats * own->length, &at->marked) &&
           layout_reserve(&at->all, ring, &at->ring) && layout_reserve(&at->all, down, &at->down) &&
           layout_reserve(&at->all, columns, &at->columns);
}

static bool make_scale(struct cosine_floats *own, const struct edges *edges)
{
    own->scale_x = malloc(own->width * sizeof *own->scale_x);
    for (size_t i = 0; own->scale_x && i < own->width; i++)
        own->scale_x[i] = edges->inside ? 1 / edges_inside(edges, i) : 1;
    return own->scale_x;
}

static bool make_axes(struct cosine_floats *own, const struct problem *problem,
                      const struct edges *edges_x)
{
    size_t across = size_max(2048, 2 * problem->x.radius);
    return cosine_double_axis_make(&own->x, &own->design_x, across, cosine_kernel_gain(edges_x)) &&
           cosine_double_axis_make(&own->y, &own->design_y,
                                   cosine_kernel_interval(problem->height, problem->y.radius),
                                   cosine_kernel_gain(&own->edges_y));
}

static bool make_parts(struct cosine_floats *own, const struct problem *problem, double tolerance)
{
    struct edges edges_x = {0};
    bool renormalizes = problem->border == BLUR_BORDER_RENORMALIZE, made = false;
    cosine_kernel_design(&own->design_x, &problem->x, tolerance);
    cosine_kernel_design(&own->design_y, &problem->y, tolerance);
    if (!renormalizes || (cosine_kernel_edges(&edges_x, &own->design_x, problem->width) &&
                          cosine_kernel_edges(&own->edges_y, &own->design_y, problem->height)))
        made = make_axes(own, problem, &edges_x) && make_scale(own, &edges_x) && lay_out(own);
    edges_free(&edges_x);
    return made;
}

/* Measured with AVX-512 at 3 GHz. */
static double cost_of(const struct cosine_floats *own, int32_t variant)
{
    double unit = variant == BLUR_VARIANT_AVX512 ? 0.18 : variant == BLUR_VARIANT_AVX2 ? 0.25 : 0.6;
    return unit * (6 + own->x.terms + own->y.terms);
}

/* The error of a line passes through the weights of x, whose magnitudes sum to at most 1 plus the
 * kernel's error. Lines are floats, and so are results before they are rounded to integers. Float
 * results within the rounding error of the middle sample snap to it, which doubles that error.
 * Integer samples are at most twice the half range. */
static double bound_of(const struct cosine_floats *own, const struct problem *problem)
{
    const bool of_floats = own->type == 1;
    const double half_range = sample_half_range(problem->sample);
    const double magnitude = of_floats ? 1 : 2 * half_range;
    const double x = cosine_kernel_bound(&problem->x, &own->design_x);
    const double y = cosine_kernel_bound(&problem->y, &own->design_y);
    const double unit = ldexp(magnitude, -24), times = of_floats ? 2 : 1;
    double lines = y + times * own->y.rounding * magnitude + unit;
    double results = x + times * own->x.rounding * magnitude + unit;
    return (1 + 2 * x / half_range) * lines + results + (of_floats ? 0 : 0.5);
}

static void cosine_floats_free(struct method *method)
{
    struct cosine_floats *own = (struct cosine_floats *)method;
    cosine_double_axis_free(&own->x);
    cosine_double_axis_free(&own->y);
    free(own->scale_x);
    edges_free(&own->edges_y);
    free(own);
}

static void set_method(struct cosine_floats *own, const struct problem *problem)
{
    const int x = own->design_x.terms, y = own->design_y.terms;
    own->method = (struct method){.group = cosine_double_rows,
                                  .restart = own->y.interval,
                                  .reach = own->y.radius + 1,
                                  .state_bytes = own->at.all,
                                  .cost = cost_of(own, problem->loops->variant),
                                  .head_start = own->y.radius / 4,
                                  .bound = bound_of(own, problem),
                                  .facts = {BLUR_METHOD_COSINE, 1, 1, x > y ? x : y},
                                  .free = cosine_floats_free,
                                  .start = start,
                                  .make = make};
}

struct method *cosine_floats_make(const struct problem *problem, double tolerance)
{
    struct cosine_floats *own = malloc(sizeof *own);
    if (!own)
        return NULL;
    *own = (struct cosine_floats){.loops = problem->loops->cosine_doubles,
                                  .type = problem->sample == BLUR_FLOAT32,
                                  .width = problem->width,
                                  .channels = problem->channels,
                                  .length = problem->width * problem->channels,
                                  .sample_size = sample_size(problem->sample),
                                  .border = problem->border};
    memcpy(own->beyond, problem->beyond, sizeof own->beyond);
    if (!make_parts(own, problem, tolerance)) {
        cosine_floats_free(&own->method);
        return NULL;
    }
    set_method(own, problem);
    return &own->method;
}
