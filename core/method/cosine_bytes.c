/* SPDX-License-Identifier: MIT
 * Keeps a ring buffer of rows, and runs the cosine loops for bytes along y and x. */
#include "method/cosine_bytes.h"

#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "image/border.h"
#include "image/size.h"
#include "kernel/cosine_axis.h"
#include "kernel/cosine_kernel.h"
#include "kernel/edges.h"

struct cosine_bytes {
    struct method method; /* must be first: it is cast back to the cosine_bytes */
    const struct cosine_byte_loops *loops;
    struct cosine design_x, design_y;
    struct cosine_axis x, y;
    struct edges edges_y; /* if the border renormalizes */
    void *scale_x; /* for each pixel of a row: from a sum to a level; see cosine_axis.in_double */
    size_t width, channels, length; /* length: samples per row */
    int border;
    uint8_t beyond[4];
    size_t row_step; /* bytes from one row to the next in the ring */
    struct cosine_bytes_layout {
        size_t table, ring, down, columns, all;
    } at; /* offsets in the state */
};

/* The fraction of a tolerance that the kernel's design leaves to rounding. */
static const double rounding_share = 0.25;

/* The position in the image; the parts at the layout's offsets follow. */
struct cosine_bytes_state {
    ptrdiff_t next_row;  /* the row fetched next */
    size_t rows_fetched; /* since the start */
};

/* From radius + 1 rows above the group to radius + 1 below it: the recurrence reads one row beyond
 * the kernel on either side. */
static size_t window_rows(const struct cosine_bytes *own, size_t count)
{
    return 2 * own->y.radius + 2 + count;
}

static size_t ring_rows(const struct cosine_bytes *own)
{
    return window_rows(own, cosine_rows);
}

static struct cosine_columns columns_of(const struct cosine_bytes *own, void *state)
{
    return (struct cosine_columns){layout_part(state, own->at.columns), own->width, own->channels,
                                   own->x.radius + 1};
}

static size_t whole_tiles(size_t length)
{
    return (length + cosine_tile - 1) / cosine_tile * cosine_tile;
}

static size_t column_samples(const struct cosine_bytes *own)
{
    return ((own->width + 2 * (own->x.radius + 1)) * own->channels + cosine_block) * cosine_rows;
}

/* The table lists the rows of the ring twice, so that any window of them is contiguous. */
static void start(const struct method *method, void *state, const struct source *source,
                  size_t first)
{
    const struct cosine_bytes *own = (const struct cosine_bytes *)method;
    const int8_t **table = layout_part(state, own->at.table);
    (void)source;
    *(struct cosine_bytes_state *)state =
        (struct cosine_bytes_state){(ptrdiff_t)first - (ptrdiff_t)own->y.radius - 1, 0};
    for (size_t i = 0; i < 2 * ring_rows(own); i++)
        table[i] = (int8_t *)layout_part(state, own->at.ring) + i % ring_rows(own) * own->row_step;
    memset(layout_part(state, own->at.columns), 0, column_samples(own) * sizeof(int16_t));
}

/* Copies the next row into the ring: in place, its memory may be overwritten before it leaves the
 * window. */
static void fetch_row(const struct cosine_bytes *own, void *state, const struct source *source)
{
    struct cosine_bytes_state *position = state;
    const uint8_t *row = source->row(source, position->next_row);
    int8_t *samples = layout_part(state, own->at.ring);
    samples += position->rows_fetched % ring_rows(own) * own->row_step;
    position->next_row++;
    position->rows_fetched++;
    if (row)
        own->loops->make_signed(row, samples, own->length);
    for (size_t i = 0; !row && i < own->length; i++)
        samples[i] = (int8_t)(own->beyond[i % own->channels] - line_middle);
    memset(samples + own->length, 0, whole_tiles(own->length) - own->length);
}

static void blur_down(const struct cosine_bytes *own, void *state, size_t first, size_t count,
                      const struct cosine_columns *columns)
{
    const struct cosine_bytes_state *position = state;
    const int8_t *const *rows = layout_part(state, own->at.table);
    double scale[cosine_rows];
    rows += (position->rows_fetched - window_rows(own, count)) % ring_rows(own);
    for (size_t i = 0; i < count; i++)
        scale[i] =
            (1 << line_bits) /
            (own->border == BLUR_BORDER_RENORMALIZE ? edges_inside(&own->edges_y, first + i) : 1);
    if (first % own->method.restart == 0)
        own->loops->start_down[own->y.in_double](&own->y, rows, whole_tiles(own->length),
                                                 layout_part(state, own->at.down));
    own->loops->blur_down[own->y.in_double](
        &own->y, rows, own->length, layout_part(state, own->at.down), scale, count, columns);
}

/* Pads one pixel of the columns; position is relative to the first pixel of the image. */
static void pad_pixel(const struct cosine_bytes *own, const struct cosine_columns *columns,
                      ptrdiff_t position)
{
    ptrdiff_t index = border_index(position, own->width, own->border);
    size_t step = own->channels * cosine_rows;
    int16_t *inside = columns->samples + columns->pad * step;
    int16_t *samples = inside + position * (ptrdiff_t)step;
    if (index >= 0) {
        memcpy(samples, inside + (size_t)index * step, step * sizeof *samples);
        return;
    }
    for (size_t i = 0; i < step; i++)
        samples[i] = (int16_t)((own->beyond[i / cosine_rows] - line_middle) * (1 << line_bits));
}

static void make(const struct method *method, void *state, const struct source *source,
                 size_t first, size_t count, void *rows, ptrdiff_t stride)
{
    const struct cosine_bytes *own = (const struct cosine_bytes *)method;
    const struct cosine_columns columns = columns_of(own, state);
    struct cosine_bytes_state *position = state;
    while (position->next_row <= (ptrdiff_t)(first + count + own->y.radius))
        fetch_row(own, state, source);
    blur_down(own, state, first, count, &columns);
    for (size_t i = 0; i < columns.pad; i++) {
        pad_pixel(own, &columns, -(ptrdiff_t)i - 1);
        pad_pixel(own, &columns, (ptrdiff_t)(own->width + i));
    }
    own->loops->blur_across[own->x.in_double](&own->x, own->scale_x, &columns);
    own->loops->make_rows(&columns, count, rows, stride);
}

static bool lay_out(struct cosine_bytes *own)
{
    struct cosine_bytes_layout *at = &own->at;
    size_t table, ring, down, columns, pixels, offset;
    *at = (struct cosine_bytes_layout){0};
    return own->length <= SIZE_MAX / 4 &&
           line_step(whole_tiles(own->length) / sizeof(int16_t), &own->row_step) &&
           size_multiply(own->row_step, sizeof(int16_t), &own->row_step) &&
           size_multiply(2 * ring_rows(own), sizeof(void *), &table) &&
           size_multiply(ring_rows(own), own->row_step, &ring) &&
           size_multiply(whole_tiles(own->length), cosine_state_bytes(&own->y), &down) &&
           size_add(own->width, 2 * (own->x.radius + 1), &pixels) &&
           size_multiply(pixels, own->channels, &columns) &&
           size_add(columns, cosine_block, &columns) &&
           size_multiply(columns, cosine_rows * sizeof(int16_t), &columns) &&
           layout_reserve(&at->all, sizeof(struct cosine_bytes_state), &offset) &&
           layout_reserve(&at->all, table, &at->table) &&
           layout_reserve(&at->all, ring, &at->ring) && layout_reserve(&at->all, down, &at->down) &&
           layout_reserve(&at->all, columns, &at->columns);
}

/* ---- Making -------------------------------------------------------------------------------- */

static bool make_scale(struct cosine_bytes *own, const struct edges *edges)
{
    own->scale_x = cosine_reals(&own->x, own->width);
    for (size_t i = 0; own->scale_x && i < own->width; i++)
        cosine_put(&own->x, own->scale_x, i,
                   1.0 / (1 << line_bits) / (edges->inside ? edges_inside(edges, i) : 1));
    return own->scale_x;
}

/* Rounding may use what the kernels leave of the tolerance. */
static bool make_axes(struct cosine_bytes *own, const struct problem *problem, double tolerance,
                      const struct edges *edges_x)
{
    struct cosine_use x = {.length = problem->width,
                           .longest = size_max(1024, 2 * problem->x.radius),
                           .rounding_most =
                               tolerance - cosine_kernel_bound(&problem->x, &own->design_x),
                           .gain = cosine_kernel_gain(edges_x)};
    struct cosine_use y = {.length = problem->height,
                           .longest = cosine_kernel_interval(problem->height, problem->y.radius),
                           .rounding_most =
                               tolerance - cosine_kernel_bound(&problem->y, &own->design_y),
                           .gain = cosine_kernel_gain(&own->edges_y)};
    return cosine_axis_make(&own->x, &own->design_x, &x) &&
           cosine_axis_make(&own->y, &own->design_y, &y);
}

static bool make_parts(struct cosine_bytes *own, const struct problem *problem, double tolerance)
{
    struct edges edges_x = {0};
    bool renormalizes = problem->border == BLUR_BORDER_RENORMALIZE, made = false;
    const double kernel_tolerance = (1 - rounding_share) * tolerance;
    cosine_kernel_design(&own->design_x, &problem->x, kernel_tolerance);
    cosine_kernel_design(&own->design_y, &problem->y, kernel_tolerance);
    if (!renormalizes || (cosine_kernel_edges(&edges_x, &own->design_x, problem->width) &&
                          cosine_kernel_edges(&own->edges_y, &own->design_y, problem->height)))
        made = make_axes(own, problem, tolerance, &edges_x) && make_scale(own, &edges_x) &&
               lay_out(own);
    edges_free(&edges_x);
    return made;
}

/* Per sample: a constant, plus a time per term, which includes the direct sums of restarts. */
static double cost_of_axis(const struct cosine_axis *axis)
{
    double starts = 0.4 * (double)axis->radius / (double)axis->interval;
    return (axis->in_double ? 2.1 : 1) * (2 + axis->terms * (1 + starts));
}

static double cost_of(const struct cosine_bytes *own, int32_t variant)
{
    double unit = variant == BLUR_VARIANT_AVX512 ? 0.28 : variant == BLUR_VARIANT_AVX2 ? 0.36 : 1;
    return unit * (cost_of_axis(&own->x) + cost_of_axis(&own->y)) / 2;
}

/* The error of a line passes through the weights of x, whose magnitudes sum to at most 1 plus the
 * kernel's error. */
static double bound_of(const struct cosine_bytes *own, const struct problem *problem)
{
    double x = cosine_kernel_bound(&problem->x, &own->design_x);
    double y = cosine_kernel_bound(&problem->y, &own->design_y);
    double passed = 1 + x / 127.5;
    return BOUND_OF_BYTE + passed * (BOUND_OF_LINE + y + own->y.rounding) + x + own->x.rounding;
}

static void cosine_bytes_free(struct method *method)
{
    struct cosine_bytes *own = (struct cosine_bytes *)method;
    cosine_axis_free(&own->x);
    cosine_axis_free(&own->y);
    free(own->scale_x);
    edges_free(&own->edges_y);
    free(own);
}

static void set_method(struct cosine_bytes *own, const struct problem *problem)
{
    const int x = own->design_x.terms, y = own->design_y.terms;
    own->method = (struct method){.group = cosine_rows,
                                  .restart = own->y.interval,
                                  .reach = own->y.radius + 1,
                                  .state_bytes = own->at.all,
                                  .cost = cost_of(own, problem->loops->variant),
                                  .head_start = own->y.radius / 4,
                                  .bound = bound_of(own, problem),
                                  .facts = {BLUR_METHOD_COSINE, 1, 1, x > y ? x : y},
                                  .free = cosine_bytes_free,
                                  .start = start,
                                  .make = make};
}

struct method *cosine_bytes_make(const struct problem *problem, double tolerance)
{
    struct cosine_bytes *own = malloc(sizeof *own);
    if (!own)
        return NULL;
    *own = (struct cosine_bytes){.loops = problem->loops->cosine_bytes,
                                 .width = problem->width,
                                 .channels = problem->channels,
                                 .length = problem->width * problem->channels,
                                 .border = problem->border};
    for (size_t i = 0; i < 4; i++)
        own->beyond[i] = (uint8_t)problem->beyond[i];
    if (!make_parts(own, problem, tolerance)) {
        cosine_bytes_free(&own->method);
        return NULL;
    }
    set_method(own, problem);
    return &own->method;
}
