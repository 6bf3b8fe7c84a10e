/* SPDX-License-Identifier: MIT
 * The loops on bytes and lines. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "kernel/fixed_taps.h"
#include "simd/byte_loops.h"
#include "simd/loops.h"

/* Three blocks of the widest vectors, each of four of 64 bytes, by their lines; and somewhat beyond
 * the plain loops' blocks. */
enum { longest = 3 * 128, lengths = longest + 6 };
static const size_t beyond[] = {511, 512, 513, 640, 1025};

/* Those that have copies of a loop, those around them, and some larger ones. */
static const size_t radii[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 20, 33, 66, 100, short_radius_max};
enum { radius_count = sizeof radii / sizeof *radii, start_most = 64, start_step = 5 };
enum { rounds = radius_count + start_most / start_step + 1, refill = 20 * rounds };

/* What goes into a loop. */
struct source {
    enum element element;
    double least, most;
    int shift_least, shift_most; /* of taps */
    size_t radius_least;
};

/* Lines of short sums are that much more; those rounded up, somewhat more again. */
static const struct source from_bytes = {element_byte, 0, 255, line_bits, shift_most_bytes, 0},
                           from_bytes_short = {element_byte, 0, 255, 16, short_shift_bytes - 1, 1},
                           from_lines = {element_int16,   line_least, line_most, 1,
                                         shift_most_line, 0},
                           from_lines_short = {element_int16,
                                               line_least + short_line_offset - 8,
                                               line_most + short_line_offset + 8,
                                               short_shift_lines,
                                               short_shift_lines,
                                               1};

/* ---- Arguments ---------------------------------------------------------------------------- */

/* All lengths, each with all radii, and with starts of which five lengths have all. */
struct shape {
    size_t length, radius, start;
    size_t at; /* among all shapes */
};

static bool next_shape(struct shape *shape, const struct source *source)
{
    const size_t i = shape->at / rounds, round = shape->at % rounds;
    if (i >= lengths)
        return false;
    if (call_is_first(shape->at, refill))
        input_fill(source->element, source->least, source->most);
    shape->at += call_step;
    shape->length = i <= longest ? i : beyond[i - longest - 1];
    shape->radius = round < radius_count ? radii[round] : radii[random_to(8)];
    shape->radius += shape->radius < source->radius_least;
    shape->start = round < radius_count ? random_to(start_most)
                                        : (round - radius_count) * start_step + i % start_step;
    call_begin();
    call_says("length", (double)shape->length);
    call_says("start", (double)shape->start);
    return true;
}

static double draw_weight(unsigned kind, size_t distance, size_t radius, size_t spike)
{
    switch (kind) {
    case 0:
        return exp(-2.5 * (double)(distance * distance) / (double)(radius * radius + 1));
    case 1:
        return random_between(0, 1);
    case 2:
        return distance == spike;
    default:
        return 1;
    }
}

/* Taps as they are made for a blur, and less even ones. */
static struct fixed_taps draw_taps(size_t radius, const struct source *source)
{
    double weights[short_radius_max + 1];
    struct fixed_taps taps = {.shift = -1};
    while (taps.shift < source->shift_least) {
        const unsigned kind = (unsigned)random_to(3);
        const size_t spike = random_to(radius);
        const int range = source->shift_most - source->shift_least;
        const int less = random_to(1) ? 0 : (int)random_to((size_t)range);
        for (size_t i = 0; i <= radius; i++)
            weights[i] = draw_weight(kind, i, radius, spike);
        fixed_taps_free(&taps);
        if (!fixed_taps_make(&taps, weights, radius, source->shift_most - less))
            call_fail("has no memory for its weights");
    }
    int16_t *made = taps.weights;
    taps.weights = (int16_t *)(uintptr_t)input_parameter(parameter_weights, made,
                                                         (radius + 2) * sizeof *made, sizeof *made);
    free(made);
    call_says("radius", (double)radius);
    call_says("shift", taps.shift);
    return taps;
}

static const void *draw_rows(const struct shape *shape, size_t count, const struct source *source)
{
    const size_t size = source->element == element_byte ? 1 : sizeof(int16_t);
    const struct rows rows = {
        .count = count, .start = shape->start * size, .bytes = shape->length * size, .size = size};
    return input_table(&rows);
}

/* Two weights, or four, that sum to one. */
static const int16_t *draw_interpolation(void)
{
    const int32_t one = 1 << interpolate_shift;
    int16_t weights[4] = {0};
    int32_t rest = one - 1; /* the other one comes last */
    for (size_t i = 3; i > 0; i--) {
        weights[i] =
            (int16_t)(random_to(3) ? random_to((size_t)rest) : random_to(1) * (size_t)rest);
        rest -= weights[i];
    }
    weights[0] = (int16_t)rest;
    weights[weights[0] == INT16_MAX]++;
    return input_parameter(parameter_weights, weights, sizeof weights, sizeof *weights);
}

/* By what a sum of weights of 2^shift becomes a number in units of 2^-bits: divided by the weights
 * inside; less often, by any number, also one that leads out of range. */
static float draw_scale(int shift, int bits)
{
    const double scale = ldexp(1, bits - shift);
    switch (random_to(5)) {
    case 0:
        return (float)scale;
    case 1:
        return (float)(scale * random_between(0, 8));
    case 2:
        return (float)ldexp(scale, (int)random_to(8) - 4);
    default:
        return (float)(scale / random_between(0.5, 1));
    }
}

static const float *draw_scales(const struct shape *shape, int shift, int bits)
{
    float scales[2 * 1025];
    for (size_t i = 0; i < shape->length; i++)
        scales[i] = draw_scale(shift, bits);
    return input_parameter(parameter_scale, scales, shape->length * sizeof *scales, sizeof *scales);
}

/* The level of a sum of 0: of lines, and of those of short sums. */
static float draw_offset(float scale)
{
    const float offset = random_to(1) ? line_middle : line_middle - 0.5f;
    call_says("scale", (double)scale);
    call_says("offset", (double)offset);
    return offset;
}

/* ---- Checks ------------------------------------------------------------------------------- */

typedef void bytes_to_line(const uint8_t *const *, const struct fixed_taps *, size_t, int16_t *,
                           size_t);
typedef void lines_to_line(const int16_t *const *, const struct fixed_taps *, size_t, int16_t *,
                           size_t);
typedef void lines_to_bytes(const int16_t *const *, const struct fixed_taps *, size_t, uint8_t *,
                            size_t);
typedef void bytes_in_place(uint8_t *, size_t);
typedef void four_to_line(const int16_t *const[4], const int16_t[4], size_t, int16_t *, size_t);
typedef void four_to_bytes(const int16_t *const[4], const int16_t[4], size_t, uint8_t *, size_t);

/* The same, scaled. */
typedef void bytes_to_scaled(const uint8_t *const *, const struct fixed_taps *, size_t,
                             const float *, int16_t *, size_t);
typedef void lines_to_scaled(const int16_t *const *, const struct fixed_taps *, size_t,
                             const float *, int16_t *, size_t);
typedef void lines_to_scaled_bytes(const int16_t *const *, const struct fixed_taps *, size_t, float,
                                   float, uint8_t *, size_t);
typedef void four_to_scaled(const int16_t *const[4], const int16_t[4], size_t, const float *,
                            int16_t *, size_t);
typedef void four_to_scaled_bytes(const int16_t *const[4], const int16_t[4], size_t, float, float,
                                  uint8_t *, size_t);

#define line_of(side) ((int16_t *)(void *)result.at[side])

/* The body of a check: all shapes, with what is drawn for each; loop[side](...) makes numbers of
 * such a size. */
#define for_shapes(type, source, draw, size, ...)                                                  \
    type *loop[2];                                                                                 \
    call_loops(pair, loop);                                                                        \
    for (struct shape shape = {0}; next_shape(&shape, source);) {                                  \
        draw;                                                                                      \
        output_place(&result, shape.length *(size), size);                                         \
        each_side(side) loop[side](__VA_ARGS__);                                                   \
        output_compare(&result, shape.length *(size));                                             \
    }

#define with_taps(source)                                                                          \
    const struct fixed_taps taps = draw_taps(shape.radius, source);                                \
    const void *rows = draw_rows(&shape, 2 * shape.radius + 1, source)

#define with_four                                                                                  \
    const int16_t *weights = draw_interpolation();                                                 \
    const void *rows = draw_rows(&shape, 4, &from_lines)

static void check_bytes_to_line(const struct pair *pair)
{
    for_shapes(bytes_to_line, &from_bytes, with_taps(&from_bytes), sizeof(int16_t), rows, &taps,
               shape.start, line_of(side), shape.length)
}

static void check_bytes_to_line_short(const struct pair *pair)
{
    for_shapes(bytes_to_line, &from_bytes_short, with_taps(&from_bytes_short), sizeof(int16_t),
               rows, &taps, shape.start, line_of(side), shape.length)
}

static void check_lines_to_line(const struct pair *pair)
{
    for_shapes(lines_to_line, &from_lines, with_taps(&from_lines), sizeof(int16_t), rows, &taps,
               shape.start, line_of(side), shape.length)
}

static void check_lines_to_bytes(const struct pair *pair)
{
    for_shapes(lines_to_bytes, &from_lines, with_taps(&from_lines), 1, rows, &taps, shape.start,
               result.at[side], shape.length)
}

static void check_lines_to_bytes_short(const struct pair *pair)
{
    for_shapes(lines_to_bytes, &from_lines_short, with_taps(&from_lines_short), 1, rows, &taps,
               shape.start, result.at[side], shape.length)
}

static void check_center(const struct pair *pair)
{
    bytes_in_place *loop[2];
    call_loops(pair, loop);
    for (struct shape shape = {0}; next_shape(&shape, &from_bytes);) {
        output_place(&result, shape.length, 1);
        input_copy(result.at, shape.length);
        each_side(side) loop[side](result.at[side], shape.length);
        output_compare(&result, shape.length);
    }
}

static void check_four_to_line(const struct pair *pair)
{
    for_shapes(four_to_line, &from_lines, with_four, sizeof(int16_t), rows, weights, shape.start,
               line_of(side), shape.length)
}

static void check_four_to_bytes(const struct pair *pair)
{
    for_shapes(four_to_bytes, &from_lines, with_four, 1, rows, weights, shape.start,
               result.at[side], shape.length)
}

static void check_bytes_to_scaled(const struct pair *pair)
{
    for_shapes(bytes_to_scaled, &from_bytes, with_taps(&from_bytes);
               const float *scales = draw_scales(&shape, taps.shift, line_bits), sizeof(int16_t),
               rows, &taps, shape.start, scales, line_of(side), shape.length)
}

static void check_lines_to_scaled(const struct pair *pair)
{
    for_shapes(lines_to_scaled, &from_lines, with_taps(&from_lines);
               const float *scales = draw_scales(&shape, taps.shift, 0), sizeof(int16_t), rows,
               &taps, shape.start, scales, line_of(side), shape.length)
}

/* Of both kinds of lines. */
static void check_lines_to_scaled_bytes(const struct pair *pair)
{
    for_shapes(lines_to_scaled_bytes, &from_lines, with_taps(&from_lines);
               const float scale = draw_scale(taps.shift, -line_bits);
               const float offset = draw_offset(scale), 1, rows, &taps, shape.start, scale, offset,
               result.at[side], shape.length)
}

static void check_four_to_scaled(const struct pair *pair)
{
    for_shapes(four_to_scaled, &from_lines, with_four;
               const float *scales = draw_scales(&shape, interpolate_shift, 0), sizeof(int16_t),
               rows, weights, shape.start, scales, line_of(side), shape.length)
}

static void check_four_to_scaled_bytes(const struct pair *pair)
{
    for_shapes(four_to_scaled_bytes, &from_lines, with_four;
               const float scale = draw_scale(interpolate_shift, -line_bits);
               const float offset = draw_offset(scale), 1, rows, weights, shape.start, scale,
               offset, result.at[side], shape.length)
}

#define MEMBER(member, type, function) LOOP(byte_loops, byte_loops_plain, member, type, function)

static const struct checked members[] = {
    {"slowness", offsetof(struct byte_loops, slowness), sizeof(double), NULL},
    {MEMBER(convolve_bytes, bytes_to_line, check_bytes_to_line)},
    {MEMBER(convolve_lines, lines_to_line, check_lines_to_line)},
    {MEMBER(convolve_to_bytes, lines_to_bytes, check_lines_to_bytes)},
    {MEMBER(center, bytes_in_place, check_center)},
    {MEMBER(convolve_bytes_short, bytes_to_line, check_bytes_to_line_short)},
    {MEMBER(convolve_to_bytes_short, lines_to_bytes, check_lines_to_bytes_short)},
    {MEMBER(interpolate_lines, four_to_line, check_four_to_line)},
    {MEMBER(interpolate_to_bytes, four_to_bytes, check_four_to_bytes)},
    {MEMBER(convolve_bytes_scaled, bytes_to_scaled, check_bytes_to_scaled)},
    {MEMBER(convolve_lines_scaled, lines_to_scaled, check_lines_to_scaled)},
    {MEMBER(convolve_to_bytes_scaled, lines_to_scaled_bytes, check_lines_to_scaled_bytes)},
    {MEMBER(interpolate_lines_scaled, four_to_scaled, check_four_to_scaled)},
    {MEMBER(interpolate_to_bytes_scaled, four_to_scaled_bytes, check_four_to_scaled_bytes)},
};

const struct checked_table checked_bytes = {
    .name = "bytes",
    .offset = offsetof(struct loops, bytes),
    .bytes = sizeof(struct byte_loops),
    .members = members,
    .count = sizeof members / sizeof *members,
};
