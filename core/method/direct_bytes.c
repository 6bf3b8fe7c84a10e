/* SPDX-License-Identifier: MIT
 * Both passes of the direct method for bytes, with their edges and their error bound. */
#include "method/direct_bytes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "image/size.h"
#include "kernel/edges.h"
#include "kernel/fixed_taps.h"
#include "method/padding.h"

struct direct_bytes {
    struct method method; /* must be first: it is cast back to the direct_bytes */
    const struct byte_loops *loops;
    struct padding padding;
    struct fixed_taps x, y;
    bool is_short; /* sums of 16 bits */
    bool renormalizes;
    struct edges edges_x, edges_y; /* if it renormalizes */
    struct edge_scale edge_scale;  /* near an edge in x: from sums to line samples */
    size_t length, step;           /* samples per row, and from one line to the next */
    struct direct_bytes_layout {
        size_t shifts, table, ring, padded, ends, all;
    } at; /* offsets in the state */
};

/* The rows of a group share the lines that they read, so these should stay in the L1 cache: a
 * stretch of 1024 samples of the 5 + 7 lines of kernel size 5 takes 24 KiB. */
enum { group_rows = 8, stretch = 1024 };

/* The position in the image; the parts at the layout's offsets follow. */
struct direct_bytes_state {
    ptrdiff_t next_row; /* the row whose line is made next */
    size_t lines_made;  /* since the start */
};

static size_t ring_lines(const struct direct_bytes *direct)
{
    return 2 * direct->y.radius + group_rows;
}

static int16_t *line_in_ring(const struct direct_bytes *direct, void *state, size_t slot)
{
    return (int16_t *)layout_part(state, direct->at.ring) + slot * direct->step;
}

/* The table lists the lines of the ring twice, so that any window of them is contiguous. */
static void start(const struct method *method, void *state, const struct source *source,
                  size_t first)
{
    const struct direct_bytes *direct = (const struct direct_bytes *)method;
    const uint8_t **shifts = layout_part(state, direct->at.shifts);
    const int16_t **table = layout_part(state, direct->at.table);
    (void)source;
    *(struct direct_bytes_state *)state =
        (struct direct_bytes_state){(ptrdiff_t)first - (ptrdiff_t)direct->y.radius, 0};
    for (size_t i = 0; i <= 2 * direct->x.radius; i++)
        shifts[i] = (uint8_t *)layout_part(state, direct->at.padded) + i * direct->padding.channels;
    for (size_t i = 0; i < 2 * ring_lines(direct); i++)
        table[i] = line_in_ring(direct, state, i % ring_lines(direct));
}

/* Samples near an edge: sums are divided by the weight inside the image. */
static void convolve_edges(const struct direct_bytes *direct, const uint8_t *const *shifts,
                           int16_t *ends)
{
    const struct edge_scale *edge = &direct->edge_scale;
    direct->loops->convolve_bytes_scaled(shifts, &direct->x, 0, edge->scale, ends, edge->low);
    direct->loops->convolve_bytes_scaled(shifts, &direct->x, direct->length - edge->high,
                                         edge->scale + edge->low, ends + edge->low, edge->high);
}

/* Stores only the samples that miss a tap, not the rest of their vectors: others must not depend on
 * whether they are near an edge, so that a crop gives the same bytes as the whole image. */
static void store_edges(const struct direct_bytes *direct, const int16_t *ends, int16_t *line)
{
    const struct edge_scale *edge = &direct->edge_scale;
    const int16_t offset = direct->is_short ? short_line_offset : 0;
    size_t low = direct->edges_x.low * direct->padding.channels;
    size_t high = direct->edges_x.high * direct->padding.channels;
    const int16_t *last = ends + edge->low + edge->high - high;
    for (size_t i = 0; i < low; i++)
        line[i] = (int16_t)(ends[i] + offset);
    for (size_t i = 0; i < high; i++)
        line[direct->length - high + i] = (int16_t)(last[i] + offset);
}

/* Makes the line of a row; NULL stands for a row of the pixel beyond the edge. */
static void convolve_row(const struct direct_bytes *direct, void *state, const uint8_t *row,
                         int16_t *line)
{
    uint8_t *padded = layout_part(state, direct->at.padded);
    const uint8_t *const *shifts = layout_part(state, direct->at.shifts);
    int16_t *ends = layout_part(state, direct->at.ends);
    if (!row && direct->renormalizes) {
        memset(line, 0, direct->length * sizeof *line);
        return;
    }
    padding_of_bytes(&direct->padding, row, padded);
    if (direct->renormalizes)
        convolve_edges(direct, shifts, ends);
    if (direct->is_short) {
        direct->loops->center(padded,
                              direct->length + 2 * direct->x.radius * direct->padding.channels);
        direct->loops->convolve_bytes_short(shifts, &direct->x, 0, line, direct->length);
    } else {
        direct->loops->convolve_bytes(shifts, &direct->x, 0, line, direct->length);
    }
    if (direct->renormalizes)
        store_edges(direct, ends, line);
}

/* The level that 0 in a line stands for. */
static float middle_of(const struct direct_bytes *direct)
{
    const float step = 1.0f / (1 << line_bits);
    return direct->is_short ? line_middle - short_line_offset * step : line_middle;
}

/* Makes a stretch of an output row; near an edge in y, it is divided by the weight inside. */
static void combine(const struct direct_bytes *direct, size_t y, const int16_t *const *lines,
                    size_t first, size_t length, uint8_t *row)
{
    double inside = direct->renormalizes ? edges_inside(&direct->edges_y, y) : 1;
    if (inside != 1) {
        float scale = (float)ldexp(1 / inside, -direct->y.shift - line_bits);
        direct->loops->convolve_to_bytes_scaled(lines, &direct->y, first, scale, middle_of(direct),
                                                row, length);
    } else if (direct->is_short) {
        direct->loops->convolve_to_bytes_short(lines, &direct->y, first, row, length);
    } else {
        direct->loops->convolve_to_bytes(lines, &direct->y, first, row, length);
    }
}

static void prefetch(const struct source *source, size_t y, size_t first, size_t length)
{
    const uint8_t *row = source->row(source, (ptrdiff_t)y);
    for (size_t i = 0; row && i < length; i += 64)
        __builtin_prefetch(row + first + i);
}

static void make(const struct method *method, void *state, const struct source *source,
                 size_t first, size_t count, void *rows, ptrdiff_t stride)
{
    const struct direct_bytes *direct = (const struct direct_bytes *)method;
    struct direct_bytes_state *position = state;
    for (; position->next_row < (ptrdiff_t)(first + count + direct->y.radius);
         position->next_row++, position->lines_made++)
        convolve_row(direct, state, source->row(source, position->next_row),
                     line_in_ring(direct, state, position->lines_made % ring_lines(direct)));

    const int16_t *const *table = layout_part(state, direct->at.table);
    size_t window = 2 * direct->y.radius + count;
    table += (position->lines_made - window) % ring_lines(direct);
    for (size_t x = 0; x < direct->length; x += stretch) {
        size_t length = size_min(stretch, direct->length - x);
        for (size_t i = 0; i < count; i++) {
            uint8_t *row = (uint8_t *)rows + (ptrdiff_t)i * stride;
            combine(direct, first + i, table + i, x, length, row + x);
            prefetch(source, first + count + direct->y.radius + i, x, length);
        }
    }
}

static bool lay_out(struct direct_bytes *direct)
{
    struct direct_bytes_layout *at = &direct->at;
    size_t shifts, table, ring, padded, ends = direct->edge_scale.low + direct->edge_scale.high;
    size_t offset;
    *at = (struct direct_bytes_layout){0};
    return size_multiply(2 * direct->x.radius + 1, sizeof(void *), &shifts) &&
           size_multiply(2 * ring_lines(direct), sizeof(void *), &table) &&
           line_step(direct->length, &direct->step) &&
           size_multiply(ring_lines(direct), direct->step * sizeof(int16_t), &ring) &&
           padding_length(&direct->padding, &padded) &&
           layout_reserve(&at->all, sizeof(struct direct_bytes_state), &offset) &&
           layout_reserve(&at->all, shifts, &at->shifts) &&
           layout_reserve(&at->all, table, &at->table) &&
           layout_reserve(&at->all, ring, &at->ring) &&
           layout_reserve(&at->all, padded, &at->padded) &&
           layout_reserve(&at->all, ends * sizeof(int16_t), &at->ends);
}

/* Measured with AVX-512 at 3 GHz. */
static double cost_of(const struct problem *problem, bool is_short)
{
    double pairs = (double)(problem->x.radius + problem->y.radius);
    return problem->loops->bytes->slowness * (0.2 + (is_short ? 0.014 : 0.027) * pairs);
}

static bool make_edges(struct direct_bytes *direct, const struct problem *problem)
{
    return edges_make_of_taps(&direct->edges_x, problem->width, &direct->x) &&
           edges_make_of_taps(&direct->edges_y, problem->height, &direct->y) &&
           edge_scale_make(&direct->edge_scale, &direct->edges_x, problem->channels,
                           ldexp(1, line_bits - direct->x.shift));
}

/* Whether the taps have the shifts that sums of 16 bits require: they are smaller if nearly all of
 * the weight is in the middle tap. */
static bool shifts_fit(const struct direct_bytes *direct)
{
    return direct->x.shift >= 16 && direct->y.shift == short_shift_lines &&
           direct->x.radius <= short_radius_max && direct->y.radius <= short_radius_max;
}

/* The rounding error of lines passes through the weights of y unchanged, since they sum to 1. So do
 * the rounding errors of the 16-bit products along x, half of 1/256 each; those along y add to
 * them. */
static double bound_of(const struct direct_bytes *direct, const struct problem *problem)
{
    double products = (double)(direct->x.radius + direct->y.radius + 2);
    double roundings = direct->is_short ? products * (0.5 / 256) : 0;
    return BOUND_OF_BYTE + BOUND_OF_LINE + roundings +
           half_kernel_taps_bound(&problem->x, &direct->x) +
           half_kernel_taps_bound(&problem->y, &direct->y);
}

static void direct_bytes_free(struct method *method)
{
    struct direct_bytes *direct = (struct direct_bytes *)method;
    fixed_taps_free(&direct->x);
    fixed_taps_free(&direct->y);
    edges_free(&direct->edges_x);
    edges_free(&direct->edges_y);
    edge_scale_free(&direct->edge_scale);
    free(direct);
}

/* Everything that depends on the taps. */
static bool make_parts(struct direct_bytes *direct, const struct problem *problem)
{
    direct->is_short = direct->is_short && shifts_fit(direct);
    if ((direct->renormalizes && !make_edges(direct, problem)) || !lay_out(direct))
        return false;
    direct->method.state_bytes = direct->at.all;
    direct->method.bound = bound_of(direct, problem);
    return true;
}

static struct direct_bytes direct_for(const struct problem *problem, bool is_short)
{
    struct direct_bytes direct = {
        .method = {.group = group_rows,
                   .restart = group_rows,
                   .reach = problem->y.radius,
                   .head_start = 2 * problem->y.radius,
                   .cost = cost_of(problem, is_short),
                   .facts = {BLUR_METHOD_DIRECT, 1, 1, 0},
                   .free = direct_bytes_free,
                   .start = start,
                   .make = make},
        .loops = problem->loops->bytes,
        .padding = {problem->width, problem->channels, problem->x.radius, problem->border, {0}},
        .is_short = is_short,
        .renormalizes = problem->border == BLUR_BORDER_RENORMALIZE,
        .length = problem->width * problem->channels};
    memcpy(direct.padding.beyond, problem->beyond, sizeof direct.padding.beyond);
    return direct;
}

struct method *direct_bytes_make(const struct problem *problem, bool is_short)
{
    const int shift_y = is_short ? short_shift_lines : shift_most_line;
    struct direct_bytes *direct = malloc(sizeof *direct);
    struct problem folded;
    const bool folds = problem_fold(problem, &folded);
    if (direct)
        *direct = direct_for(&folded, is_short);
    const bool made =
        direct && folds &&
        fixed_taps_make(&direct->x, folded.x.weights, folded.x.radius, shift_most_bytes) &&
        fixed_taps_make(&direct->y, folded.y.weights, folded.y.radius, shift_y) &&
        make_parts(direct, &folded);
    problem_free_kernels(&folded);
    if (made)
        return &direct->method;
    if (direct)
        direct_bytes_free(&direct->method);
    return NULL;
}
