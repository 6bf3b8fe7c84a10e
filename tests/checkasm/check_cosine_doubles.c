/* SPDX-License-Identifier: MIT
 * The loops of the sliding cosines on wider samples. As of bytes, what start_down makes is seen
 * through blur_down. */
#include <float.h>
#include <string.h>

#include "cosines.h"
#include "input.h"
#include "kernel/cosine_double_axis.h"
#include "simd/cosine_double_loops.h"
#include "simd/loops.h"

typedef void start_down(const struct cosine_double_axis *, const void *const *, size_t, double *);
typedef void blur_down(const struct cosine_double_axis *, const void *const *, size_t, double *,
                       const double *, size_t, const struct cosine_double_columns *,
                       const struct cosine_double_limits *);
typedef void blur_across(const struct cosine_double_axis *, const double *,
                         const struct cosine_double_columns *, const struct cosine_double_limits *);
typedef void make_rows(const struct cosine_double_columns *, size_t, void *, ptrdiff_t);
typedef float take_floats(const void *, float *, size_t, bool *);

enum { column = cosine_double_rows * sizeof(float) };
enum samples { of_shorts, of_floats };

/* ---- Arguments ---------------------------------------------------------------------------- */

static void fill(enum element element, enum samples samples)
{
    if (samples == of_shorts || random_to(3) == 0)
        input_fill(element, 0, 65535);
    else
        input_fill_any(element);
}

static void make_axis(struct cosine_double_axis *axis, const struct cosine_shape *shape)
{
    const struct cosine design = cosine_draw_design(shape);
    cosine_double_axis_free(axis);
    if (!cosine_double_axis_make(axis, &design, cosine_double_rows, 2))
        call_fail("has no axis");
}

/* Its table lies in a fence; it starts anew after some positions. */
static struct cosine_double_axis placed_axis(const struct cosine_double_axis *made)
{
    struct cosine_double_axis axis = *made;
    const size_t bytes = (size_t)made->terms * (made->radius + 1) * sizeof *made->table;
    axis.interval = cosine_double_rows * (1 + random_to(2));
    axis.table = (double *)(uintptr_t)input_parameter(parameter_weights, made->table, bytes,
                                                      sizeof *made->table);
    call_says("interval", (double)axis.interval);
    return axis;
}

static struct cosine_double_limits limits_of(const struct cosine_double_axis *axis)
{
    const double largest = input_largest();
    call_says("largest", largest);
    return (struct cosine_double_limits){axis->rounding * largest, largest,
                                         largest > (double)FLT_MAX / 2};
}

static bool next_shape(struct cosine_shape *shape, struct cosine_double_axis *made,
                       enum element element, enum samples samples)
{
    if (!cosine_next_shape(shape, cosine_terms_max))
        return false;
    if (shape->is_first) {
        make_axis(made, shape);
        fill(element, samples);
    }
    return true;
}

/* ---- Down ---------------------------------------------------------------------------------- */

/* Both loops of both sides. */
struct down {
    start_down *start[2];
    blur_down *blur[2];
    enum samples samples;
};

static struct down down_of(const struct pair *pair, enum samples samples)
{
    struct down down = {.samples = samples};
    for (size_t side = 0; side < 2; side++) {
        const struct cosine_double_loops *loops = (const void *)pair->of[side];
        down.start[side] = loops->start_down[samples];
        down.blur[side] = loops->blur_down[samples];
    }
    return down;
}

#define state_of(side) ((double *)(void *)kept.at[side])

/* Columns that begin with pixels that are not touched. */
static void blur_group(const struct down *down, const struct cosine_double_axis *axis,
                       const struct cosine_double_limits *limits, const struct cosine_shape *shape,
                       const void *const *rows, size_t count)
{
    const size_t pad = 1 + random_to(cosine_radius_most), channels = 1 + random_to(3);
    double scales[cosine_double_rows];
    for (size_t i = 0; i < count; i++)
        scales[i] = cosine_draw_scale();
    const double *scale =
        input_parameter(parameter_scale, scales, count * sizeof *scales, sizeof *scales);
    output_place(&result, cosine_whole_tiles(shape->length) * column, sizeof(float));
    each_side(side)
    {
        unsigned char *samples = result.at[side] - pad * channels * column;
        const struct cosine_double_columns columns = {(float *)(void *)samples,
                                                      shape->length / channels, channels, pad};
        down->blur[side](axis, rows, shape->length, state_of(side), scale, count, &columns, limits);
    }
    output_compare_parts(&result, shape->length, column, count * sizeof(float), false);
}

/* A start, and a group of rows after so many full ones. */
static void check_down(const struct down *down, const struct cosine_double_axis *made,
                       const struct cosine_shape *shape, size_t groups, size_t count)
{
    const struct cosine_double_axis axis = placed_axis(made);
    const struct cosine_double_limits limits = limits_of(&axis);
    const size_t size = down->samples == of_floats ? sizeof(float) : sizeof(uint16_t);
    const size_t length = cosine_whole_tiles(shape->length);
    const size_t state_bytes = length * cosine_double_state_count(&axis) * sizeof(double);
    const struct rows rows = {.count = 2 * axis.radius + 2 + groups * cosine_double_rows + count,
                              .bytes = length * size,
                              .size = size};
    const void *const *table = input_table(&rows);
    call_says("rows", (double)(groups * cosine_double_rows + count));
    output_place(&kept, state_bytes, sizeof(double));
    each_side(side) down->start[side](&axis, table, shape->length, state_of(side));
    output_compare(&kept, 0);
    for (size_t i = 0; i < groups; i++)
        blur_group(down, &axis, &limits, shape, table + i * cosine_double_rows, cosine_double_rows);
    blur_group(down, &axis, &limits, shape, table + groups * cosine_double_rows, count);
    output_compare(&kept, 0);
}

/* One row shows the sums, the second the steps. */
static void check_start(const struct pair *pair, enum element element, enum samples samples)
{
    const struct down down = down_of(pair, samples);
    struct cosine_double_axis made = {0};
    for (struct cosine_shape shape = {0}; next_shape(&shape, &made, element, samples);)
        check_down(&down, &made, &shape, 0, 1 + random_to(1));
    cosine_double_axis_free(&made);
}

static void check_blur(const struct pair *pair, enum element element, enum samples samples)
{
    const struct down down = down_of(pair, samples);
    struct cosine_double_axis made = {0};
    for (struct cosine_shape shape = {0}; next_shape(&shape, &made, element, samples);)
        check_down(&down, &made, &shape, random_to(1), 1 + random_to(cosine_double_rows - 1));
    cosine_double_axis_free(&made);
}

static void check_start_of_shorts(const struct pair *pair)
{
    check_start(pair, element_uint16, of_shorts);
}

static void check_start_of_floats(const struct pair *pair)
{
    check_start(pair, element_float, of_floats);
}

static void check_blur_of_shorts(const struct pair *pair)
{
    check_blur(pair, element_uint16, of_shorts);
}

static void check_blur_of_floats(const struct pair *pair)
{
    check_blur(pair, element_float, of_floats);
}

/* ---- Across -------------------------------------------------------------------------------- */

static const double *draw_scales_across(size_t width)
{
    double scales[cosine_longest];
    for (size_t i = 0; i < width; i++)
        scales[i] = cosine_draw_scale();
    return input_parameter(parameter_scale, scales, width * sizeof *scales, sizeof *scales);
}

static void check_across(const struct pair *pair, enum samples samples)
{
    struct cosine_double_axis made = {0};
    blur_across *loop[2];
    call_loops(pair, loop);
    for (struct cosine_shape shape = {0}; next_shape(&shape, &made, element_float, samples);) {
        const struct cosine_double_axis axis = placed_axis(&made);
        const struct cosine_double_limits limits = limits_of(&axis);
        const size_t channels = 1 + random_to(3), pad = axis.radius + 1;
        const size_t bytes = (shape.length + 2 * pad) * channels * column;
        const double *scale = draw_scales_across(shape.length);
        call_says("channels", (double)channels);
        output_place(&result, bytes, sizeof(float));
        input_copy(result.at, bytes);
        each_side(side)
        {
            const struct cosine_double_columns columns = {(float *)(void *)result.at[side],
                                                          shape.length, channels, pad};
            loop[side](&axis, scale, &columns, &limits);
        }
        output_compare(&result, bytes);
    }
    cosine_double_axis_free(&made);
}

static void check_across_for_shorts(const struct pair *pair)
{
    check_across(pair, of_shorts);
}

static void check_across_for_floats(const struct pair *pair)
{
    check_across(pair, of_floats);
}

/* ---- Rows ---------------------------------------------------------------------------------- */

/* Somewhat more than a block; columns of three would not fit a row of input. */
enum { longest = 2 * cosine_double_block, rounds = 32, calls = longest * rounds, refill = 400 };

static void check_make_rows(const struct pair *pair, enum samples samples)
{
    const size_t size = samples == of_floats ? sizeof(float) : sizeof(uint16_t);
    make_rows *loop[2];
    call_loops(pair, loop);
    for (size_t i = 0; i < calls; i += call_step) {
        const size_t channels = 1 + random_to(3), pad = 1 + random_to(3);
        const size_t width = 1 + i / rounds / channels, length = width * channels;
        const size_t bytes = (length + 2 * pad * channels + cosine_double_block) * column;
        if (call_is_first(i, refill))
            fill(element_float, samples);
        call_begin();
        call_says("length", (double)length);
        const struct cosine_double_columns columns = {(float *)(uintptr_t)input_row(bytes), width,
                                                      channels, pad};
        const struct cosine_rows_made rows = cosine_place_rows(length, size);
        each_side(side)
            loop[side](&columns, rows.count, cosine_first_row(&rows, side), rows.stride);
        cosine_compare_rows(&rows);
    }
}

static void check_make_shorts(const struct pair *pair)
{
    check_make_rows(pair, of_shorts);
}

static void check_make_floats(const struct pair *pair)
{
    check_make_rows(pair, of_floats);
}

/* From elsewhere, or in place. */
static void check_taken(take_floats *const loop[2], const void *row, size_t length, bool in_place)
{
    float largest[2];
    bool all_finite[2];
    output_place(&result, length * sizeof(float), sizeof(float));
    each_side(side)
    {
        float *samples = (float *)(void *)result.at[side];
        if (in_place)
            memcpy(samples, row, length * sizeof *samples);
        largest[side] = loop[side](in_place ? samples : row, samples, length, &all_finite[side]);
    }
    output_compare(&result, length * sizeof(float));
    call_compare("the largest", (double)largest[0], (double)largest[1]);
    call_compare("that all are finite:", all_finite[0], all_finite[1]);
}

static void check_take_floats(const struct pair *pair)
{
    take_floats *loop[2];
    call_loops(pair, loop);
    input_set_aligned(false);
    for (size_t i = 0; i < calls; i += call_step) {
        const size_t length = i / rounds;
        const struct rows rows = {
            .count = 1, .bytes = length * sizeof(float), .size = sizeof(float)};
        const bool in_place = random_to(1);
        if (call_is_first(i, refill))
            fill(element_float, of_floats);
        call_begin();
        call_says("length", (double)length);
        call_says("in place", in_place);
        const void *const *row = input_table(&rows);
        input_spoil(row, &rows);
        check_taken(loop, row[0], length, in_place);
        input_mend();
    }
}

/* ---- The table ----------------------------------------------------------------------------- */

#define MEMBER(member, type, function)                                                             \
    LOOP(cosine_double_loops, cosine_double_loops_plain, member, type, function)

static const struct checked members[] = {
    {MEMBER(start_down[of_shorts], start_down, check_start_of_shorts)},
    {MEMBER(start_down[of_floats], start_down, check_start_of_floats)},
    {MEMBER(blur_down[of_shorts], blur_down, check_blur_of_shorts)},
    {MEMBER(blur_down[of_floats], blur_down, check_blur_of_floats)},
    {MEMBER(blur_across[of_shorts], blur_across, check_across_for_shorts)},
    {MEMBER(blur_across[of_floats], blur_across, check_across_for_floats)},
    {MEMBER(make_rows[of_shorts], make_rows, check_make_shorts)},
    {MEMBER(make_rows[of_floats], make_rows, check_make_floats)},
    {MEMBER(take_floats, take_floats, check_take_floats)},
};

const struct checked_table checked_cosine_doubles = {
    .name = "cosine_doubles",
    .offset = offsetof(struct loops, cosine_doubles),
    .bytes = sizeof(struct cosine_double_loops),
    .members = members,
    .count = sizeof members / sizeof *members,
};
