/* SPDX-License-Identifier: MIT */
#include "method/cosine_floats.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "image/border.h"
#include "kernel/cosine_kernel.h"
#include "image/sample.h"
#include "image/size.h"
#include "method/nonfinite.h"

/* A run's state: its place in the image, and the parts that the layout finds in it. */
struct state {
    ptrdiff_t next; /* the row that is fetched next */
    size_t made;    /* rows fetched since the start */
    float largest;  /* magnitude of a float, of all those since the last start by direct sums */
};

/* What is known of a row in the ring. */
struct row {
    float largest;
    bool all_finite;
};

static void *part(void *state, size_t offset)
{
    return (unsigned char *)state + offset;
}

/* From radius + 1 rows above a group to radius + 1 below its last: those that a step beyond a row
 * depends on. */
static size_t window_rows(const struct slide *slide, size_t count)
{
    return 2 * slide->y.radius + 2 + count;
}

static size_t ring_rows(const struct slide *slide)
{
    return window_rows(slide, slide_rows);
}

static size_t whole_tiles(size_t length)
{
    return (length + slide_tile - 1) / slide_tile * slide_tile;
}

static struct slide_columns columns_of(const struct slide *slide, void *state)
{
    return (struct slide_columns){part(state, slide->at.columns), slide->width, slide->channels,
                                  slide->x.radius + 1};
}

/* The table holds the ring's rows twice over, so that any window of them is contiguous. What lies
 * behind rows and columns is worked on, but counts for nothing: it has to be numbers. */
static void start(const struct method *method, void *state, const struct source *source,
                  size_t first)
{
    const struct slide *slide = (const struct slide *)method;
    void **table = part(state, slide->at.table);
    (void)source;
    memset(part(state, slide->at.ring), 0, slide->at.all - slide->at.ring);
    *(struct state *)state =
        (struct state){(ptrdiff_t)first - (ptrdiff_t)slide->y.radius - 1, 0, 0};
    for (size_t i = 0; i < 2 * ring_rows(slide); i++)
        table[i] = part(state, slide->at.ring + i % ring_rows(slide) * slide->row_step);
}

/* ---- Rows -------------------------------------------------------------------------------- */

static uint8_t *marks_in_ring(const struct slide *slide, void *state, size_t slot)
{
    return part(state, slide->at.marks + slot * slide->length);
}

static struct row *rows_of(const struct slide *slide, void *state)
{
    return part(state, slide->at.rows);
}

/* A row beyond the edge, where the border has none there. */
static void fill_beyond(const struct slide *slide, void *samples)
{
    for (size_t i = 0; i < slide->length; i++)
        if (slide->type == 1)
            ((float *)samples)[i] = (float)slide->beyond[i % slide->channels];
        else
            ((uint16_t *)samples)[i] = (uint16_t)slide->beyond[i % slide->channels];
}

/* Copies the next row into the ring: working in place, its own memory may be gone when it leaves.
 */
static void fetch_row(const struct slide *slide, void *state, const struct source *source)
{
    struct state *place = state;
    const size_t slot = place->made % ring_rows(slide);
    const void *row = source->row(source, place->next);
    void *samples = part(state, slide->at.ring + slot * slide->row_step);
    struct row *known = &rows_of(slide, state)[slot];
    place->next++;
    place->made++;
    *known = (struct row){0, true};
    if (!row)
        fill_beyond(slide, samples);
    if (slide->type == 1)
        known->largest = slide->loops->take_floats(row ? row : samples, samples, slide->length,
                                                   &known->all_finite);
    else if (row)
        memcpy(samples, row, slide->length * slide->sample_size);
    if (!known->all_finite)
        slide_marks_of(row, slide->length, marks_in_ring(slide, state, slot));
}

/* The largest magnitude of what has gone into the sums since their start: of the rows in the
 * window then, and of those fetched since. It depends on no other band. */
static void find_largest(const struct slide *slide, void *state, size_t first, size_t count)
{
    struct state *place = state;
    const struct row *rows = rows_of(slide, state);
    const size_t window = window_rows(slide, count);
    if (first % slide->method.restart == 0)
        place->largest = 0;
    for (size_t i = 0; i < window; i++)
        place->largest =
            fmaxf(place->largest, rows[(place->made - window + i) % ring_rows(slide)].largest);
    for (size_t i = 0; i < slide->channels; i++)
        place->largest = fmaxf(place->largest, fabsf((float)slide->beyond[i]));
}

/* ---- Along both axes --------------------------------------------------------------------- */

/* A design may be off by far less than half of the largest sample. */
static struct slide_limits limits_of(const struct state *place, const struct slide_axis *axis)
{
    return (struct slide_limits){.snap = axis->rounding * (double)place->largest,
                                 .largest = (double)place->largest,
                                 .overflows = place->largest > FLT_MAX / 2};
}

static void go_down(const struct slide *slide, void *state, size_t first, size_t count,
                    const struct slide_columns *columns)
{
    const struct state *place = state;
    const void *const *rows = part(state, slide->at.table);
    const struct slide_limits limits = limits_of(place, &slide->y);
    double scale[slide_rows];
    rows += (place->made - window_rows(slide, count)) % ring_rows(slide);
    for (size_t i = 0; i < count; i++)
        scale[i] = slide->border == BLUR_BORDER_RENORMALIZE
                       ? 1 / edges_inside(&slide->edges_y, first + i)
                       : 1;
    if (first % slide->method.restart == 0)
        slide->loops->start_down[slide->type](&slide->y, rows, slide->length,
                                              part(state, slide->at.down));
    slide->loops->go_down[slide->type](&slide->y, rows, slide->length, part(state, slide->at.down),
                                       scale, count, columns, &limits);
}

/* One pixel of the columns, beyond an end: position counts from the first one inside. */
static void pad_pixel(const struct slide *slide, const struct slide_columns *columns,
                      ptrdiff_t position)
{
    ptrdiff_t index = border_index(position, slide->width, slide->border);
    size_t step = slide->channels * slide_rows;
    float *inside = columns->samples + columns->pad * step;
    float *samples = inside + position * (ptrdiff_t)step;
    if (index >= 0) {
        memcpy(samples, inside + (size_t)index * step, step * sizeof *samples);
        return;
    }
    for (size_t i = 0; i < step; i++)
        samples[i] = (float)slide->beyond[i / slide_rows];
}

static void go_across(const struct slide *slide, const struct state *place,
                      const struct slide_columns *columns)
{
    const struct slide_limits limits = limits_of(place, &slide->x);
    for (size_t i = 0; i < columns->pad; i++) {
        pad_pixel(slide, columns, -(ptrdiff_t)i - 1);
        pad_pixel(slide, columns, (ptrdiff_t)(slide->width + i));
    }
    slide->loops->go_across[slide->type](&slide->x, slide->scale_x, columns, &limits);
}

/* Row i of a group, from the marks of the rows that it depends on. */
static void put_marks(const struct slide *slide, void *state, size_t i, size_t count, void *row)
{
    const struct slide_marked shape = {slide->width, slide->channels, slide->x.radius,
                                       slide->border};
    const struct state *place = state;
    const struct row *rows = rows_of(slide, state);
    const size_t oldest = place->made - window_rows(slide, count);
    uint8_t *marked = part(state, slide->at.marked);
    bool any = false;
    for (size_t j = 1 + i; j <= 1 + i + 2 * slide->y.radius; j++) {
        const size_t slot = (oldest + j) % ring_rows(slide);
        if (rows[slot].all_finite)
            continue;
        if (!any)
            memset(marked, 0, slide->length);
        any = true;
        slide_marks_add(marks_in_ring(slide, state, slot), slide->length, marked);
    }
    if (any)
        slide_marks_put(&shape, marked, row);
}

static void make(const struct method *method, void *state, const struct source *source,
                 size_t first, size_t count, void *rows, ptrdiff_t stride)
{
    const struct slide *slide = (const struct slide *)method;
    const struct slide_columns columns = columns_of(slide, state);
    struct state *place = state;
    while (place->next <= (ptrdiff_t)(first + count + slide->y.radius))
        fetch_row(slide, state, source);
    find_largest(slide, state, first, count);
    go_down(slide, state, first, count, &columns);
    go_across(slide, place, &columns);
    slide->loops->make_rows[slide->type](&columns, count, rows, stride);
    for (size_t i = 0; slide->type == 1 && i < count; i++)
        put_marks(slide, state, i, count, (unsigned char *)rows + (ptrdiff_t)i * stride);
}

/* ---- Making ------------------------------------------------------------------------------ */

static bool lay_out(struct slide *slide)
{
    struct slide_layout *at = &slide->at;
    const size_t rows = ring_rows(slide), of_floats = slide->type == 1;
    size_t table, ring, marks, down, columns, bytes, place;
    *at = (struct slide_layout){0};
    return slide->length <= SIZE_MAX / 16 &&
           line_step(whole_tiles(slide->length) * slide->sample_size / sizeof(int16_t),
                     &slide->row_step) &&
           size_multiply(slide->row_step, sizeof(int16_t), &slide->row_step) &&
           size_multiply(2 * rows, sizeof(void *), &table) &&
           size_multiply(rows, slide->row_step, &ring) &&
           size_multiply(of_floats * rows, slide->length, &marks) &&
           size_multiply(whole_tiles(slide->length), slide_state_doubles(&slide->y), &down) &&
           size_multiply(down, sizeof(double), &down) &&
           size_add(slide->width, 2 * (slide->x.radius + 1), &bytes) &&
           size_multiply(bytes, slide->channels, &columns) &&
           size_add(columns, slide_block, &columns) &&
           size_multiply(columns, slide_rows * sizeof(float), &columns) &&
           size_set_aside(&at->all, sizeof(struct state), &place) &&
           size_set_aside(&at->all, table, &at->table) &&
           size_set_aside(&at->all, rows * sizeof(struct row), &at->rows) &&
           size_set_aside(&at->all, marks, &at->marks) &&
           size_set_aside(&at->all, of_floats * slide->length, &at->marked) &&
           size_set_aside(&at->all, ring, &at->ring) && size_set_aside(&at->all, down, &at->down) &&
           size_set_aside(&at->all, columns, &at->columns);
}

static bool make_scale(struct slide *slide, const struct edges *edges)
{
    slide->scale_x = malloc(slide->width * sizeof *slide->scale_x);
    for (size_t i = 0; slide->scale_x && i < slide->width; i++)
        slide->scale_x[i] = edges->inside ? 1 / edges_inside(edges, i) : 1;
    return slide->scale_x;
}

/* Direct sums take radius / interval of the rest of the time, or somewhat less; but bands begin
 * where they are along y, and there should be some places for that. */
static size_t longest_down(size_t height, size_t radius)
{
    size_t long_enough = size_smaller(2 * radius, size_larger(radius, height / 8));
    return size_larger(256, long_enough);
}

static bool make_axes(struct slide *slide, const struct problem *problem,
                      const struct edges *edges_x)
{
    size_t across = size_larger(2048, 2 * problem->x.radius);
    return slide_axis_make(&slide->x, &slide->design_x, across, cosine_kernel_gain(edges_x)) &&
           slide_axis_make(&slide->y, &slide->design_y,
                           longest_down(problem->height, problem->y.radius),
                           cosine_kernel_gain(&slide->edges_y));
}

static bool make_parts(struct slide *slide, const struct problem *problem, double tolerance)
{
    struct edges edges_x = {0};
    bool renormalizes = problem->border == BLUR_BORDER_RENORMALIZE, made = false;
    cosine_kernel_design(&slide->design_x, problem, &problem->x, tolerance);
    cosine_kernel_design(&slide->design_y, problem, &problem->y, tolerance);
    if (!renormalizes || (cosine_kernel_edges(&edges_x, &slide->design_x, problem->width) &&
                          cosine_kernel_edges(&slide->edges_y, &slide->design_y, problem->height)))
        made = make_axes(slide, problem, &edges_x) && make_scale(slide, &edges_x) && lay_out(slide);
    edges_free(&edges_x);
    return made;
}

/* As measured with AVX-512 at 3 GHz. */
static double cost_of(const struct slide *slide, int32_t variant)
{
    double unit = variant == BLUR_VARIANT_AVX512 ? 0.18 : variant == BLUR_VARIANT_AVX2 ? 0.25 : 0.6;
    return unit * (6 + slide->x.terms + slide->y.terms);
}

bool slide_make(struct slide *slide, const struct problem *problem, double tolerance)
{
    *slide = (struct slide){.loops = slide_loops_for(problem->variant),
                            .type = problem->sample == BLUR_FLOAT32,
                            .width = problem->width,
                            .channels = problem->channels,
                            .length = problem->width * problem->channels,
                            .sample_size = sample_size(problem->sample),
                            .border = problem->border};
    memcpy(slide->beyond, problem->beyond, sizeof slide->beyond);
    if (!make_parts(slide, problem, tolerance)) {
        slide_free(slide);
        return false;
    }
    slide->method = (struct method){.group = slide_rows,
                                    .restart = slide->y.interval,
                                    .reach = slide->y.radius + 1,
                                    .state_bytes = slide->at.all,
                                    .cost = cost_of(slide, problem->variant),
                                    .head_start = slide->y.radius / 4,
                                    .start = start,
                                    .make = make};
    return true;
}

void slide_free(struct slide *slide)
{
    slide_axis_free(&slide->x);
    slide_axis_free(&slide->y);
    free(slide->scale_x);
    edges_free(&slide->edges_y);
}

/* What is off in a line passes through the weights of x, whose magnitudes sum to at most 1 and the
 * error. Lines are floats, as results are before integers are rounded. Floats also become the
 * middle sample where they are within the rounding of it. Samples are at most twice the half range
 * of integers. */
double slide_bound(const struct slide *slide, const struct problem *problem)
{
    const bool of_floats = slide->type == 1;
    const double half_range = sample_half_range(problem->sample);
    const double magnitude = of_floats ? 1 : 2 * half_range;
    const double x = cosine_kernel_bound(problem, &problem->x, &slide->design_x);
    const double y = cosine_kernel_bound(problem, &problem->y, &slide->design_y);
    const double unit = ldexp(magnitude, -24), times = of_floats ? 2 : 1;
    double lines = y + times * slide->y.rounding * magnitude + unit;
    double results = x + times * slide->x.rounding * magnitude + unit;
    return (1 + 2 * x / half_range) * lines + results + (of_floats ? 0 : 0.5);
}
