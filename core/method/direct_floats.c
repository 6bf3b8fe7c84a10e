/* SPDX-License-Identifier: MIT */
#include "method/direct_floats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "image/sample.h"
#include "image/size.h"
#include "method/direct_floats_row.h"

/* Rows of a group share the lines that they read from the first-level cache: so many bytes of
 * them. */
enum { group_rows = 8, shared_bytes = 24 << 10, stretch_least = 128 };

/* A run's state: its place in the image, and the parts that the layout finds in it. */
struct state {
    ptrdiff_t next; /* the row whose line is made next */
    size_t made;    /* lines made since the start */
};

static size_t ring_lines(const struct wide *wide)
{
    return 2 * wide->y.radius + group_rows;
}

/* The table holds the ring's lines twice over, so that any window of them is contiguous. What lies
 * behind a line is read, but counts for nothing: it has to be numbers. */
static void start(const struct method *method, void *state, const struct source *source,
                  size_t first)
{
    const struct wide *wide = (const struct wide *)method;
    const size_t pixel = wide->padding.channels * wide->real_size;
    void **shifts = (void **)(void *)wide_part(state, wide->at.shifts);
    void **table = (void **)(void *)wide_part(state, wide->at.table);
    (void)source;
    memset(wide_part(state, wide->at.padded), 0, wide->at.all - wide->at.padded);
    *(struct state *)state = (struct state){(ptrdiff_t)first - (ptrdiff_t)wide->y.radius, 0};
    for (size_t i = 0; i <= 2 * wide->x.radius; i++)
        shifts[i] = wide_part(state, wide->at.padded) + i * pixel;
    for (size_t i = 0; i < 2 * ring_lines(wide); i++)
        table[i] = wide_part(state, wide->at.ring) + i % ring_lines(wide) * wide->step;
}

static void make_line(const struct wide *wide, void *state, const struct source *source,
                      size_t lead)
{
    struct state *place = state;
    size_t slot = place->made % ring_lines(wide);
    const void *row = source->row(source, place->next);
    unsigned char *line = wide_part(state, wide->at.ring) + slot * wide->step;
    place->next++;
    place->made++;
    if (row || !wide->renormalizes)
        wide_weigh_row(wide, state, row, lead, line + lead * wide->real_size);
}

/* A stretch of a row. */
static void combine(const struct wide *wide, size_t y, const void *const *lines, size_t first,
                    size_t length, unsigned char *samples, bool far)
{
    if (wide->renormalizes && edges_are_near(&wide->edges_y, y)) {
        struct wide_cut cut = wide_cut_at(&wide->edges_y, y, wide->y.radius);
        wide->loops->weigh_cut_to[wide->to](lines, &wide->y, &cut, first, samples, length);
    } else if (!wide->loops->weigh_to[wide->to](lines, &wide->y, first, samples, length, far)) {
        wide->loops->mend_floats(lines, &wide->y, first, samples, length);
    }
}

/* How many samples of a row come before an aligned one; more than there are where none is. */
static size_t samples_to_alignment(const struct wide *wide, const void *row)
{
    const size_t bytes = (size_t)(0 - (uintptr_t)row) % wide_alignment;
    return bytes % wide->sample_size == 0 ? bytes / wide->sample_size : SIZE_MAX;
}

/* What make() is asked for. Rows that are written far begin with head samples before an aligned
 * place; lines then begin as far from one, lead samples behind the last, so that along y nothing
 * is read across cache lines. Head is that of all rows of a run, as the stride is of whole cache
 * lines. */
struct group {
    size_t first, count;
    unsigned char *rows;
    ptrdiff_t stride;
    bool far;
    size_t head, lead;
};

static struct group group_of(const struct wide *wide, bool far, size_t first, size_t count,
                             void *rows, ptrdiff_t stride)
{
    struct group group = {.first = first, .count = count, .rows = rows, .stride = stride};
    const size_t head = samples_to_alignment(wide, rows);
    if (far && head < wide->stretch && stride % wide_alignment == 0) {
        group.far = true;
        group.head = head;
        group.lead = (0 - head) % (wide_alignment / wide->real_size);
    }
    return group;
}

/* Lines is the table from the first row's first one on. */
static void combine_rows(const struct wide *wide, const struct group *group,
                         const void *const *lines)
{
    const size_t head = group->head;
    for (size_t x = 0, end; x < wide->length; x = end) {
        end = size_smaller(wide->length, x < head ? head : x + wide->stretch);
        for (size_t i = 0; i < group->count; i++) {
            unsigned char *row = group->rows + (ptrdiff_t)i * group->stride;
            combine(wide, group->first + i, lines + i, group->lead + x, end - x,
                    row + x * wide->sample_size, group->far && x >= head);
        }
    }
}

static void make(const struct method *method, void *state, const struct source *source,
                 size_t first, size_t count, void *rows, ptrdiff_t stride)
{
    const struct wide *wide = (const struct wide *)method;
    struct state *place = state;
    const struct group group = group_of(wide, source->writes_far, first, count, rows, stride);
    while (place->next < (ptrdiff_t)(first + count + wide->y.radius))
        make_line(wide, state, source, group.lead);

    const void *const *table = (const void *const *)(void *)wide_part(state, wide->at.table);
    table += (place->made - (2 * wide->y.radius + count)) % ring_lines(wide);
    combine_rows(wide, &group, table);
    if (group.far)
        wide->loops->flush();
}

/* ---- Making ------------------------------------------------------------------------------ */

static bool lay_out(struct wide *wide)
{
    struct wide_layout *at = &wide->at;
    size_t shifts, table, ring, padded, place, bytes;
    *at = (struct wide_layout){0};
    return size_multiply(2 * wide->x.radius + 1, sizeof(void *), &shifts) &&
           size_multiply(2 * ring_lines(wide), sizeof(void *), &table) &&
           size_multiply(wide->length, wide->real_size, &bytes) &&
           size_add(bytes, wide_alignment + wide_slack, &bytes) &&
           line_step(bytes / sizeof(int16_t), &wide->step) &&
           size_multiply(wide->step, sizeof(int16_t), &wide->step) &&
           size_multiply(ring_lines(wide), wide->step, &ring) &&
           padding_length(&wide->padding, &padded) &&
           size_multiply(padded, wide->real_size, &padded) &&
           size_add(padded, wide_slack, &padded) &&
           size_set_aside(&at->all, sizeof(struct state), &place) &&
           size_set_aside(&at->all, shifts, &at->shifts) &&
           size_set_aside(&at->all, shifts, &at->inside) &&
           size_set_aside(&at->all, table, &at->table) &&
           size_set_aside(&at->all, padded, &at->padded) &&
           size_set_aside(&at->all, ring, &at->ring);
}

static bool edges_of(struct edges *edges, size_t length, const struct half_kernel *half)
{
    size_t radius = half->radius;
    double *kernel = malloc((2 * radius + 1) * sizeof *kernel);
    if (!kernel)
        return false;
    for (size_t i = 0; i <= radius; i++)
        kernel[radius - i] = kernel[radius + i] = half->weights[i];
    bool made = edges_make(edges, length, radius, 1, kernel);
    free(kernel);
    return made;
}

static bool make_taps(struct wide *wide, const struct problem *problem)
{
    size_t x = problem->x.radius + 1, y = problem->y.radius + 1;
    wide->floats = malloc((x + y) * sizeof *wide->floats);
    if (!wide->floats)
        return false;
    wide->x = (struct wide_taps){problem->x.radius, problem->x.weights, wide->floats};
    wide->y = (struct wide_taps){problem->y.radius, problem->y.weights, wide->floats + x};
    for (size_t i = 0; i < x; i++)
        wide->floats[i] = (float)problem->x.weights[i];
    for (size_t i = 0; i < y; i++)
        wide->floats[x + i] = (float)problem->y.weights[i];
    return true;
}

static bool make_parts(struct wide *wide, const struct problem *problem)
{
    return make_taps(wide, problem) &&
           (!wide->renormalizes || (edges_of(&wide->edges_x, problem->width, &problem->x) &&
                                    edges_of(&wide->edges_y, problem->height, &problem->y))) &&
           lay_out(wide);
}

/* Whole blocks of any vectors. */
static size_t stretch_of(const struct wide *wide)
{
    size_t samples = shared_bytes / (ring_lines(wide) * wide->real_size);
    return size_larger(stretch_least, samples / stretch_least * stretch_least);
}

/* As measured at 3 GHz; sums in double take twice as long. */
static double cost_of(const struct problem *problem, bool in_double)
{
    double pairs = (double)(problem->x.radius + problem->y.radius);
    return problem->loops->slowness * (in_double ? 2 : 1) * (0.4 + 0.05 * pairs);
}

/* Of a channel, what stands beyond the edges of the image. */
static void set_beyond(struct wide *wide, size_t channel, double value)
{
    const float single = (float)value;
    memcpy(wide->beyond + channel * wide->real_size,
           wide->in_double ? (const void *)&value : (const void *)&single, wide->real_size);
}

bool wide_make(struct wide *wide, const struct problem *problem, bool in_double)
{
    *wide = (struct wide){
        .method = {.group = group_rows,
                   .restart = group_rows,
                   .reach = problem->y.radius,
                   .head_start = 2 * problem->y.radius,
                   .cost = cost_of(problem, in_double),
                   .start = start,
                   .make = make},
        .loops = wide_loops_for(problem->variant, in_double),
        .in_double = in_double,
        .is_line = problem->sample == BLUR_FLOAT32 && !in_double,
        .to = problem->sample == BLUR_UINT16 ? 0 : 1,
        .padding = {problem->width, problem->channels, problem->x.radius, problem->border, {0}},
        .renormalizes = problem->border == BLUR_BORDER_RENORMALIZE,
        .used_first = problem->unused_left,
        .used_end = problem->width - problem->unused_right,
        .real_size = in_double ? sizeof(double) : sizeof(float),
        .sample_size = sample_size(problem->sample),
        .length = problem->width * problem->channels};
    memcpy(wide->padding.beyond, problem->beyond, sizeof wide->padding.beyond);
    for (size_t i = 0; i < 4; i++)
        set_beyond(wide, i, problem->beyond[i]);
    if (!make_parts(wide, problem)) {
        wide_free(wide);
        return false;
    }
    wide->stretch = stretch_of(wide);
    wide->method.state_bytes = wide->at.all;
    return true;
}

void wide_free(struct wide *wide)
{
    free(wide->floats);
    edges_free(&wide->edges_x);
    edges_free(&wide->edges_y);
}

/* ---- The bound --------------------------------------------------------------------------- */

/* What rounding to 24 bits adds along an axis, in units of 2^-24 and of the half range H. Samples
 * are at most M = H of floats, 2 H of integers in magnitude, their differences at most D = 2 H. The
 * differences of pairs from the middle are at most 2 D; their weights sum to less than 1/2.
 * Roundings: of pairs, 2 M each (none of integers), and of the differences, 2 D (none either); of
 * weights and of products, 2 D each; of the sum after each product, of which the products up to
 * there are at most 2 D times their weights; and of the mean, M. */
static double axis_rounding(const struct half_kernel *kernel, bool of_floats)
{
    const double m = of_floats ? 1 : 2, d = 2;
    double so_far = 0, sums = 0;
    for (size_t i = kernel->radius; i > 0; i--) {
        so_far += 2 * d * kernel->weights[i];
        sums += so_far;
    }
    return (m + d) + 2 * d + sums + m;
}

/* Integers are rounded as samples at last: the mean has a float's rounding by then. A float that
 * comes from doubles is rounded once. */
static double rounding_of(const struct wide *wide, const struct problem *problem)
{
    double unit = ldexp(sample_half_range(problem->sample), wide->in_double ? -53 : -24);
    double all =
        axis_rounding(&problem->x, wide->to == 1) + axis_rounding(&problem->y, wide->to == 1);
    return 1.01 * unit * all + (wide->to == 0 ? 0.5 : ldexp(1, -24));
}

double wide_bound(const struct wide *wide, const struct problem *problem)
{
    return rounding_of(wide, problem) + problem_kernel_bound(problem, &problem->x, 0) +
           problem_kernel_bound(problem, &problem->y, 0);
}
