/* SPDX-License-Identifier: MIT
 * The loops of the sliding cosines on bytes. A state is a variant's own and read by that variant
 * alone: what start_down makes is seen through blur_down. */
#include <string.h>

#include "cosines.h"
#include "image/line.h"
#include "input.h"
#include "kernel/cosine_axis.h"
#include "simd/cosine_byte_loops.h"
#include "simd/loops.h"

typedef void start_down(const struct cosine_axis *, const int8_t *const *, size_t, void *);
typedef void blur_down(const struct cosine_axis *, const int8_t *const *, size_t, void *,
                       const double *, size_t, const struct cosine_columns *);
typedef void blur_across(const struct cosine_axis *, const void *, const struct cosine_columns *);
typedef void make_rows(const struct cosine_columns *, size_t, uint8_t *, ptrdiff_t);
typedef void make_signed(const uint8_t *, int8_t *, size_t);

enum { column = cosine_rows * sizeof(int16_t) };

/* ---- Arguments ---------------------------------------------------------------------------- */

static void make_axis(struct cosine_axis *axis, const struct cosine_shape *shape, bool in_double)
{
    const struct cosine design = cosine_draw_design(shape);
    const struct cosine_use use = {.length = shape->length,
                                   .longest = cosine_radius_most,
                                   .rounding_most = in_double ? 0 : 1e9,
                                   .gain = 1};
    cosine_axis_free(axis);
    if (!cosine_axis_make(axis, &design, &use) || axis->in_double != in_double)
        call_fail("has no axis");
}

/* Its table lies in a fence; it starts anew after some positions. */
static struct cosine_axis placed_axis(const struct cosine_axis *made)
{
    const size_t real = made->in_double ? sizeof(double) : sizeof(float);
    const size_t bytes = 2 * (size_t)made->terms * (made->radius + 1) * real;
    struct cosine_axis axis = *made;
    axis.interval = cosine_rows * (1 + random_to(2));
    axis.table = (void *)(uintptr_t)input_parameter(parameter_weights, made->table, bytes, real);
    call_says("interval", (double)axis.interval);
    return axis;
}

static bool next_shape(struct cosine_shape *shape, struct cosine_axis *made, bool in_double,
                       enum element element, double least, double most)
{
    if (!cosine_next_shape(shape, cosine_byte_terms))
        return false;
    if (shape->is_first) {
        make_axis(made, shape, in_double);
        input_fill(element, least, most);
    }
    return true;
}

/* ---- Down ---------------------------------------------------------------------------------- */

/* Both loops of both sides. */
struct down {
    start_down *start[2];
    blur_down *blur[2];
};

static struct down down_of(const struct pair *pair, bool in_double)
{
    struct down down;
    for (size_t side = 0; side < 2; side++) {
        const struct cosine_byte_loops *loops = (const void *)pair->of[side];
        down.start[side] = loops->start_down[in_double];
        down.blur[side] = loops->blur_down[in_double];
    }
    return down;
}

static void draw_scales(double *scale)
{
    for (size_t i = 0; i < cosine_rows; i++)
        scale[i] = (1 << line_bits) * cosine_draw_scale();
}

/* Columns that begin with pixels that are not touched. */
static void blur_group(const struct down *down, const struct cosine_axis *axis,
                       const struct cosine_shape *shape, const int8_t *const *rows, size_t count)
{
    const size_t pad = 1 + random_to(cosine_radius_most), channels = 1 + random_to(3);
    double scales[cosine_rows];
    draw_scales(scales);
    const double *scale =
        input_parameter(parameter_scale, scales, count * sizeof *scales, sizeof *scales);
    output_place(&result, cosine_whole_tiles(shape->length) * column, sizeof(int16_t));
    each_side(side)
    {
        unsigned char *samples = result.at[side] - pad * channels * column;
        const struct cosine_columns columns = {(int16_t *)(void *)samples, shape->length / channels,
                                               channels, pad};
        down->blur[side](axis, rows, shape->length, kept.at[side], scale, count, &columns);
    }
    output_compare_parts(&result, shape->length, column, count * sizeof(int16_t), false);
}

/* A start, and a group of rows after so many full ones. */
static void check_down(const struct down *down, const struct cosine_axis *made,
                       const struct cosine_shape *shape, size_t groups, size_t count)
{
    const struct cosine_axis axis = placed_axis(made);
    const size_t length = cosine_whole_tiles(shape->length);
    const size_t state_bytes = length * cosine_state_bytes(&axis);
    const struct rows rows = {
        .count = 2 * axis.radius + 2 + groups * cosine_rows + count, .bytes = length, .size = 1};
    const int8_t *const *table = input_table(&rows);
    call_says("rows", (double)(groups * cosine_rows + count));
    output_place(&kept, state_bytes, sizeof(double));
    each_side(side) down->start[side](&axis, table, length, kept.at[side]);
    output_compare(&kept, 0);
    for (size_t i = 0; i < groups; i++)
        blur_group(down, &axis, shape, table + i * cosine_rows, cosine_rows);
    blur_group(down, &axis, shape, table + groups * cosine_rows, count);
    output_compare(&kept, 0);
}

/* One row shows the sums, the second the steps. */
static void check_start(const struct pair *pair, bool in_double)
{
    const struct down down = down_of(pair, in_double);
    struct cosine_axis made = {0};
    for (struct cosine_shape shape = {0};
         next_shape(&shape, &made, in_double, element_byte, 0, 255);)
        check_down(&down, &made, &shape, 0, 1 + random_to(1));
    cosine_axis_free(&made);
}

static void check_blur(const struct pair *pair, bool in_double)
{
    const struct down down = down_of(pair, in_double);
    struct cosine_axis made = {0};
    for (struct cosine_shape shape = {0};
         next_shape(&shape, &made, in_double, element_byte, 0, 255);)
        check_down(&down, &made, &shape, random_to(1), 1 + random_to(cosine_rows - 1));
    cosine_axis_free(&made);
}

static void check_start_in_float(const struct pair *pair)
{
    check_start(pair, false);
}

static void check_start_in_double(const struct pair *pair)
{
    check_start(pair, true);
}

static void check_blur_in_float(const struct pair *pair)
{
    check_blur(pair, false);
}

static void check_blur_in_double(const struct pair *pair)
{
    check_blur(pair, true);
}

/* ---- Across -------------------------------------------------------------------------------- */

static const void *draw_scales_across(const struct cosine_axis *axis, size_t width)
{
    double reals[cosine_longest];
    const size_t size = axis->in_double ? sizeof(double) : sizeof(float);
    for (size_t i = 0; i < width; i++)
        cosine_put(axis, reals, i, cosine_draw_scale() / (1 << line_bits));
    return input_parameter(parameter_scale, reals, width * size, size);
}

static void check_across(const struct pair *pair, bool in_double)
{
    struct cosine_axis made = {0};
    blur_across *loop[2];
    call_loops(pair, loop);
    for (struct cosine_shape shape = {0};
         next_shape(&shape, &made, in_double, element_int16, line_least, line_most);) {
        const struct cosine_axis axis = placed_axis(&made);
        const size_t channels = 1 + random_to(3), pad = axis.radius + 1;
        const size_t bytes = (shape.length + 2 * pad) * channels * column;
        const void *scale = draw_scales_across(&axis, shape.length);
        call_says("channels", (double)channels);
        output_place(&result, bytes, sizeof(int16_t));
        input_copy(result.at, bytes);
        each_side(side)
        {
            const struct cosine_columns columns = {(int16_t *)(void *)result.at[side], shape.length,
                                                   channels, pad};
            loop[side](&axis, scale, &columns);
        }
        output_compare(&result, bytes);
    }
    cosine_axis_free(&made);
}

static void check_across_in_float(const struct pair *pair)
{
    check_across(pair, false);
}

static void check_across_in_double(const struct pair *pair)
{
    check_across(pair, true);
}

/* ---- Rows ---------------------------------------------------------------------------------- */

/* Three blocks, somewhat more, and what a vector of bytes takes. */
enum { longest = 3 * cosine_block + 3, rounds = 24, calls = longest * rounds, refill = 400 };

static void check_make_rows(const struct pair *pair)
{
    make_rows *loop[2];
    call_loops(pair, loop);
    for (size_t i = 0; i < calls; i += call_step) {
        const size_t channels = 1 + random_to(3), pad = 1 + random_to(9);
        const size_t width = 1 + i / rounds / channels, length = width * channels;
        const size_t bytes = (length + 2 * pad * channels + cosine_block) * column;
        if (call_is_first(i, refill))
            input_fill(element_int16, random_to(1) ? INT16_MIN : -140, random_to(1) ? 140 : 32767);
        call_begin();
        call_says("length", (double)length);
        const struct cosine_columns columns = {(int16_t *)(uintptr_t)input_row(bytes), width,
                                               channels, pad};
        const struct cosine_rows_made rows = cosine_place_rows(length, 1);
        each_side(side)
            loop[side](&columns, rows.count, cosine_first_row(&rows, side), rows.stride);
        cosine_compare_rows(&rows);
    }
}

static void check_make_signed(const struct pair *pair)
{
    make_signed *loop[2];
    call_loops(pair, loop);
    for (size_t i = 0; i < calls; i += call_step) {
        const size_t length = i / rounds;
        if (call_is_first(i, refill))
            input_fill(element_byte, 0, 255);
        call_begin();
        call_says("length", (double)length);
        const uint8_t *row = input_row(length);
        output_place(&result, length, 1);
        each_side(side) loop[side](row, (int8_t *)result.at[side], length);
        output_compare(&result, length);
    }
}

/* ---- The table ----------------------------------------------------------------------------- */

#define MEMBER(member, type, function)                                                             \
    LOOP(cosine_byte_loops, cosine_byte_loops_plain, member, type, function)

static const struct checked members[] = {
    {MEMBER(start_down[0], start_down, check_start_in_float)},
    {MEMBER(start_down[1], start_down, check_start_in_double)},
    {MEMBER(blur_down[0], blur_down, check_blur_in_float)},
    {MEMBER(blur_down[1], blur_down, check_blur_in_double)},
    {MEMBER(blur_across[0], blur_across, check_across_in_float)},
    {MEMBER(blur_across[1], blur_across, check_across_in_double)},
    {MEMBER(make_rows, make_rows, check_make_rows)},
    {MEMBER(make_signed, make_signed, check_make_signed)},
};

const struct checked_table checked_cosine_bytes = {
    .name = "cosine_bytes",
    .offset = offsetof(struct loops, cosine_bytes),
    .bytes = sizeof(struct cosine_byte_loops),
    .members = members,
    .count = sizeof members / sizeof *members,
};
