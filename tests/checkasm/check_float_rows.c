/* SPDX-License-Identifier: MIT
 * The loops between samples and floats. */
#include <float.h>
#include <string.h>

#include "input.h"
#include "simd/float_row_loops.h"
#include "simd/loops.h"

/* Three of the widest vectors of bytes, and a block of pixels of float_rows.c. */
enum { longest = 3 * 64, rounds = 24, calls = (longest + 3) * rounds, refill = 100 };
static const size_t beyond[] = {255, 1024};

static const float whites[] = {1, 255, 65535};

#define floats_of(side) ((float *)(void *)result.at[side])

typedef void bytes_to_floats(const uint8_t *, float *, size_t);
typedef void floats_to_bytes(const float *, uint8_t *, size_t);
typedef void weight_pixels(float *, float, size_t);
typedef void unweight_pixels(float *, const struct float_row_scale *, size_t);

/* Whole levels, levels between them and those beyond, or floats of any size. */
static void fill(bool of_bytes)
{
    if (of_bytes)
        input_fill(element_byte, 0, 255);
    else if (random_to(1))
        input_fill(element_float, -2, 258);
    else
        input_fill_any(element_float);
}

/* Call i: all lengths, some times each. */
static size_t begin(size_t i, bool of_bytes)
{
    const size_t length = i / rounds <= longest ? i / rounds : beyond[i / rounds - longest - 1];
    if (call_is_first(i, refill))
        fill(of_bytes);
    call_begin();
    call_says("length", (double)length);
    return length;
}

/* A row of floats, some of them not finite until input_mend(). */
static const float *draw_floats(size_t count)
{
    const struct rows rows = {.count = 1, .bytes = count * sizeof(float), .size = sizeof(float)};
    const void *const *table = input_table(&rows);
    input_spoil(table, &rows);
    return table[0];
}

static void check_widen(const struct pair *pair)
{
    bytes_to_floats *loop[2];
    call_loops(pair, loop);
    for (size_t i = 0; i < calls; i += call_step) {
        const size_t length = begin(i, true), bytes = length * sizeof(float);
        const uint8_t *samples = input_row(length);
        output_place(&result, bytes, sizeof(float));
        each_side(side) loop[side](samples, floats_of(side), length);
        output_compare(&result, bytes);
    }
}

static void check_narrow(const struct pair *pair)
{
    floats_to_bytes *loop[2];
    call_loops(pair, loop);
    for (size_t i = 0; i < calls; i += call_step) {
        const size_t length = begin(i, false);
        const float *floats = draw_floats(length);
        output_place(&result, length, 1);
        each_side(side) loop[side](floats, result.at[side], length);
        output_compare(&result, length);
        input_mend();
    }
}

/* Pixels that both sides work on. */
static void draw_pixels(size_t bytes)
{
    const float *floats = draw_floats(bytes / sizeof(float));
    output_place(&result, bytes, sizeof(float));
    each_side(side) memcpy(result.at[side], floats, bytes);
    input_mend();
}

static void check_premultiply(const struct pair *pair)
{
    weight_pixels *loop[2];
    call_loops(pair, loop);
    for (size_t i = 0; i < calls; i += call_step) {
        const size_t pixels = begin(i, false) / 4, bytes = 4 * pixels * sizeof(float);
        const float white = whites[random_to(2)];
        call_says("white", (double)white);
        draw_pixels(bytes);
        each_side(side) loop[side](floats_of(side), white, pixels);
        output_unify_nans(&result, bytes, false);
        output_compare(&result, bytes);
    }
}

/* What is seen: whole samples of at least a half, or floats of more than 0. */
static void check_unpremultiply(const struct pair *pair)
{
    unweight_pixels *loop[2];
    call_loops(pair, loop);
    for (size_t i = 0; i < calls; i += call_step) {
        const size_t pixels = begin(i, false) / 4, bytes = 4 * pixels * sizeof(float);
        const float white = whites[random_to(2)];
        const bool of_floats = random_to(1);
        const struct float_row_scale scale = {white, 1 / white, of_floats ? 0 : 0.5f,
                                              of_floats ? FLT_TRUE_MIN : 1};
        call_says("white", (double)white);
        call_says("half", (double)scale.half);
        draw_pixels(bytes);
        each_side(side) loop[side](floats_of(side), &scale, pixels);
        output_unify_nans(&result, bytes, false);
        output_compare(&result, bytes);
    }
}

#define MEMBER(member, type, function)                                                             \
    LOOP(float_row_loops, float_row_loops_plain, member, type, function)

static const struct checked members[] = {
    {MEMBER(widen, bytes_to_floats, check_widen)},
    {MEMBER(narrow, floats_to_bytes, check_narrow)},
    {MEMBER(premultiply, weight_pixels, check_premultiply)},
    {MEMBER(unpremultiply, unweight_pixels, check_unpremultiply)},
};

const struct checked_table checked_float_rows = {
    .name = "float_rows",
    .offset = offsetof(struct loops, float_rows),
    .bytes = sizeof(struct float_row_loops),
    .members = members,
    .count = sizeof members / sizeof *members,
};
