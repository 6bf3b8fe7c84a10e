/* SPDX-License-Identifier: MIT
 * The pass along y of the direct method for wider samples, and its error bound. */
#include "method/direct_floats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "image/sample.h"
#include "image/size.h"
#include "method/direct_floats_row.h"

/* The rows of a group share the lines that they read: shared_bytes of them stay in the L1 cache. */
enum { group_rows = 8, shared_bytes = 24 << 10, min_stretch = 128 };

/* The position in the image; the parts at the layout's offsets follow. */
struct direct_floats_state {
    ptrdiff_t next_row; /* the row whose line is made next */
    size_t lines_made;  /* since the start */
};

static size_t ring_lines(const struct direct_floats *direct)
{
    return 2 * direct->y.radius + group_rows;
}

/* The table lists the lines of the ring twice, so that any window of them is contiguous. The tails
 * of lines are zeroed: they are computed with, then discarded. */
static void start(const struct method *method, void *state, const struct source *source,
                  size_t first)
{
    const struct direct_floats *direct = (const struct direct_floats *)method;
    const size_t pixel = direct->padding.channels * direct->real_size;
    void **shifts = layout_part(state, direct->at.shifts);
    void **table = layout_part(state, direct->at.table);
    (void)source;
    memset(layout_part(state, direct->at.padded), 0, direct->at.all - direct->at.padded);
    *(struct direct_floats_state *)state =
        (struct direct_floats_state){(ptrdiff_t)first - (ptrdiff_t)direct->y.radius, 0};
    for (size_t i = 0; i <= 2 * direct->x.radius; i++)
        shifts[i] = layout_part(state, direct->at.padded + i * pixel);
    for (size_t i = 0; i < 2 * ring_lines(direct); i++)
        table[i] = layout_part(state, direct->at.ring + i % ring_lines(direct) * direct->step);
}

/* Makes a stretch of an output row. */
static void combine(const struct direct_floats *direct, size_t y, const void *const *lines,
                    size_t first, size_t length, unsigned char *samples, bool far)
{
    if (direct->renormalizes && edges_are_near(&direct->edges_y, y)) {
        struct direct_float_cut cut = direct_floats_cut_at(&direct->edges_y, y, direct->y.radius);
        direct->loops->convolve_cut_to[direct->to](lines, &direct->y, &cut, first, samples, length);
    } else if (!direct->loops->convolve_to[direct->to](lines, &direct->y, first, samples, length,
                                                       far)) {
        direct->loops->mend_floats(lines, &direct->y, first, samples, length);
    }
}

/* The number of samples before the first aligned one; SIZE_MAX if none is aligned. */
static size_t samples_to_alignment(const struct direct_floats *direct, const void *row)
{
    const size_t bytes = (size_t)(0 - (uintptr_t)row) % direct_float_alignment;
    return bytes % direct->sample_size == 0 ? bytes / direct->sample_size : SIZE_MAX;
}

/* The arguments of make(). If rows are written with non-temporal stores, head samples come before
 * the first aligned one; lines then begin lead samples past an aligned address, so that a line's
 * samples are aligned wherever the row's are, and no read along y crosses a cache line. All rows of
 * a run have the same head, since the stride is a multiple of the cache line. */
struct group {
    size_t first, count;
    unsigned char *rows;
    ptrdiff_t stride;
    bool far;
    size_t head, lead;
};

static struct group group_of(const struct direct_floats *direct, bool far, size_t first,
                             size_t count, void *rows, ptrdiff_t stride)
{
    struct group group = {.first = first, .count = count, .rows = rows, .stride = stride};
    const size_t head = samples_to_alignment(direct, rows);
    if (far && head < direct->stretch && stride % direct_float_alignment == 0) {
        group.far = true;
        group.head = head;
        group.lead = (0 - head) % (direct_float_alignment / direct->real_size);
    }
    return group;
}

/* lines points to the first line of the first row's window in the table. */
static void combine_rows(const struct direct_floats *direct, const struct group *group,
                         const void *const *lines)
{
    const size_t head = group->head;
    for (size_t x = 0, end; x < direct->length; x = end) {
        end = size_min(direct->length, x < head ? head : x + direct->stretch);
        for (size_t i = 0; i < group->count; i++) {
            unsigned char *row = group->rows + (ptrdiff_t)i * group->stride;
            combine(direct, group->first + i, lines + i, group->lead + x, end - x,
                    row + x * direct->sample_size, group->far && x >= head);
        }
    }
}

static void make(const struct method *method, void *state, const struct source *source,
                 size_t first, size_t count, void *rows, ptrdiff_t stride)
{
    const struct direct_floats *direct = (const struct direct_floats *)method;
    struct direct_floats_state *position = state;
    const struct group group = group_of(direct, source->writes_far, first, count, rows, stride);
    for (; position->next_row < (ptrdiff_t)(first + count + direct->y.radius);
         position->next_row++, position->lines_made++) {
        const size_t slot = position->lines_made % ring_lines(direct);
        unsigned char *line = layout_part(state, direct->at.ring + slot * direct->step);
        const void *row = source->row(source, position->next_row);
        if (row || !direct->renormalizes)
            direct_floats_row(direct, state, row, group.lead,
                              line + group.lead * direct->real_size);
    }

    const void *const *table = layout_part(state, direct->at.table);
    table += (position->lines_made - (2 * direct->y.radius + count)) % ring_lines(direct);
    combine_rows(direct, &group, table);
    if (group.far)
        direct->loops->flush();
}

/* ---- Making ------------------------------------------------------------------------------ */

static bool lay_out(struct direct_floats *direct)
{
    struct direct_floats_layout *at = &direct->at;
    size_t shifts, table, ring, padded, offset, bytes;
    *at = (struct direct_floats_layout){0};
    return size_multiply(2 * direct->x.radius + 1, sizeof(void *), &shifts) &&
           size_multiply(2 * ring_lines(direct), sizeof(void *), &table) &&
           size_multiply(direct->length, direct->real_size, &bytes) &&
           size_add(bytes, direct_float_alignment + direct_float_slack, &bytes) &&
           line_step(bytes / sizeof(int16_t), &direct->step) &&
           size_multiply(direct->step, sizeof(int16_t), &direct->step) &&
           size_multiply(ring_lines(direct), direct->step, &ring) &&
           padding_length(&direct->padding, &padded) &&
           size_multiply(padded, direct->real_size, &padded) &&
           size_add(padded, direct_float_slack, &padded) &&
           layout_reserve(&at->all, sizeof(struct direct_floats_state), &offset) &&
           layout_reserve(&at->all, shifts, &at->shifts) &&
           layout_reserve(&at->all, shifts, &at->inside) &&
           layout_reserve(&at->all, table, &at->table) &&
           layout_reserve(&at->all, padded, &at->padded) &&
           layout_reserve(&at->all, ring, &at->ring);
}

/* Copies the weights of both kernels into one allocation, as doubles and as floats. */
static bool make_taps(struct direct_floats *direct, const struct problem *problem)
{
    const size_t x = problem->x.radius + 1, y = problem->y.radius + 1;
    direct->weights = malloc((x + y) * (sizeof *direct->weights + sizeof(float)));
    if (!direct->weights)
        return false;
    float *floats = (float *)(void *)(direct->weights + x + y);
    memcpy(direct->weights, problem->x.weights, x * sizeof *direct->weights);
    memcpy(direct->weights + x, problem->y.weights, y * sizeof *direct->weights);
    for (size_t i = 0; i < x + y; i++)
        floats[i] = (float)direct->weights[i];
    direct->x = (struct direct_float_taps){problem->x.radius, direct->weights, floats};
    direct->y = (struct direct_float_taps){problem->y.radius, direct->weights + x, floats + x};
    return true;
}

/* A multiple of the block of any vector size. */
static size_t stretch_of(const struct direct_floats *direct)
{
    size_t samples = shared_bytes / (ring_lines(direct) * direct->real_size);
    return size_max(min_stretch, samples / min_stretch * min_stretch);
}

/* Measured at 3 GHz; sums in double take twice as long. */
static double cost_of(const struct problem *problem, bool in_double)
{
    double pairs = (double)(problem->x.radius + problem->y.radius);
    return problem->loops->bytes->slowness * (in_double ? 2 : 1) * (0.4 + 0.05 * pairs);
}

/* Stores one channel of the pixel beyond the edges as a real. */
static void set_beyond(struct direct_floats *direct, size_t channel, double value)
{
    const float single = (float)value;
    memcpy(direct->beyond + channel * direct->real_size,
           direct->in_double ? (const void *)&value : (const void *)&single, direct->real_size);
}

/* ---- The bound --------------------------------------------------------------------------- */

/* A bound of the rounding error along an axis with 24-bit mantissas, in units of 2^-24 times the
 * half range H.
 * Magnitudes: samples are at most M (H for floats, 2 H for integers), their differences at most
 * D = 2 H. The sum of a pair differs from twice the middle by at most 2 D; the weights of all pairs
 * sum to less than 1/2.
 * Rounding errors: sums of pairs, 2 M each (0 for integers); differences from the middle, 2 D each
 * (0 for integers); weights, 2 D; products, 2 D; the running sum after each product, at most 2 D
 * times the weights so far; the mean, M. */
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

/* Integer results are finally rounded to samples; the mean, a float, has been rounded before. A
 * float computed in doubles is rounded once. */
static double rounding_of(const struct direct_floats *direct, const struct problem *problem)
{
    double unit = ldexp(sample_half_range(problem->sample), direct->in_double ? -53 : -24);
    double all =
        axis_rounding(&problem->x, direct->to == 1) + axis_rounding(&problem->y, direct->to == 1);
    return 1.01 * unit * all + (direct->to == 0 ? 0.5 : ldexp(1, -24));
}

static double bound_of(const struct direct_floats *direct, const struct problem *problem)
{
    return rounding_of(direct, problem) + half_kernel_bound(&problem->x, 0) +
           half_kernel_bound(&problem->y, 0);
}

/* ---- Making the method -------------------------------------------------------------------- */

static bool make_parts(struct direct_floats *direct, const struct problem *problem)
{
    if (!make_taps(direct, problem) ||
        (direct->renormalizes && (!edges_make_symmetric(&direct->edges_x, problem->width,
                                                        direct->x.radius, direct->x.weights) ||
                                  !edges_make_symmetric(&direct->edges_y, problem->height,
                                                        direct->y.radius, direct->y.weights))) ||
        !lay_out(direct))
        return false;
    direct->stretch = stretch_of(direct);
    direct->method.state_bytes = direct->at.all;
    direct->method.bound = bound_of(direct, problem);
    return true;
}

static void direct_floats_free(struct method *method)
{
    struct direct_floats *direct = (struct direct_floats *)method;
    free(direct->weights);
    edges_free(&direct->edges_x);
    edges_free(&direct->edges_y);
    free(direct);
}

static struct direct_floats direct_for(const struct problem *problem, bool in_double)
{
    struct direct_floats direct = {
        .method = {.group = group_rows,
                   .restart = group_rows,
                   .reach = problem->y.radius,
                   .head_start = 2 * problem->y.radius,
                   .cost = cost_of(problem, in_double),
                   .facts = {BLUR_METHOD_DIRECT, 1, 1, 0},
                   .free = direct_floats_free,
                   .start = start,
                   .make = make},
        .loops = in_double ? problem->loops->direct_doubles : problem->loops->direct_floats,
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
    memcpy(direct.padding.beyond, problem->beyond, sizeof direct.padding.beyond);
    for (size_t i = 0; i < 4; i++)
        set_beyond(&direct, i, problem->beyond[i]);
    return direct;
}

struct method *direct_floats_make(const struct problem *problem, bool in_double)
{
    struct direct_floats *direct = malloc(sizeof *direct);
    struct problem folded;
    const bool folds = problem_fold(problem, &folded);
    if (direct)
        *direct = direct_for(&folded, in_double);
    const bool made = direct && folds && make_parts(direct, &folded);
    problem_free_kernels(&folded);
    if (made)
        return &direct->method;
    if (direct)
        direct_floats_free(&direct->method);
    return NULL;
}
