/* SPDX-License-Identifier: MIT
 * The loops of the direct method for samples wider than a byte, in floats and in doubles. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "input.h"
#include "simd/direct_float_loops.h"
#include "simd/loops.h"

/* Three blocks of the widest vectors; more than the stretches near an edge, of 256. */
enum { longest = 3 * direct_float_block, lengths = longest + 4 };
static const size_t beyond[] = {255, 257, 520};

/* Those that have copies of a loop, those around them, and some larger ones. */
static const size_t radii[] = {0, 1, 2, 3, 4, 5, 6, 9, 20, 41, 100};
enum { radius_count = sizeof radii / sizeof *radii, rounds = radius_count + 8, radius_most = 100 };
enum { refill = 8 * rounds };
enum { start_most = 64 };

enum samples { of_shorts, of_floats };

/* ---- Arguments ---------------------------------------------------------------------------- */

struct shape {
    size_t length, radius, start;
    size_t at; /* among all shapes */
};

static enum element real_of(const struct pair *pair)
{
    return pair->in->in_double ? element_double : element_float;
}

static size_t size_of(const struct pair *pair)
{
    return pair->in->in_double ? sizeof(double) : sizeof(float);
}

/* How a loop reads. */
struct reads {
    enum samples samples; /* that it makes, or widens: shorts come of lines of 0..65535 alone */
    bool blocks;          /* and not only what it makes numbers of */
    bool any_alignment;   /* of floats: rows of samples serve as lines */
};

static void fill(enum element element, const struct reads *reads)
{
    input_set_aligned(!reads->any_alignment || element == element_double);
    if (reads->samples == of_shorts || random_to(2) == 0)
        input_fill(element, 0, 65535);
    else
        input_fill_any(element);
}

/* All lengths, each with all radii and some more starts. */
static bool next_shape(struct shape *shape, enum element element, const struct reads *reads)
{
    const size_t i = shape->at / rounds, round = shape->at % rounds;
    if (i >= lengths)
        return false;
    if (call_is_first(shape->at, refill))
        fill(element, reads);
    shape->at += call_step;
    shape->length = i <= longest ? i : beyond[i - longest - 1];
    shape->radius = round < radius_count ? radii[round] : radii[random_to(6)];
    shape->start = (i * rounds + round * 3) % (start_most + 1);
    call_begin();
    call_says("length", (double)shape->length);
    call_says("start", (double)shape->start);
    return true;
}

/* Of the sum 1 over both sides: even, falling, or all in one. */
static struct direct_float_taps draw_taps(size_t radius)
{
    double weights[radius_most + 1], sum = 0;
    float floats[radius_most + 1];
    const size_t kind = random_to(2), spike = random_to(radius);
    for (size_t i = 0; i <= radius; i++) {
        weights[i] = kind == 0 ? random_between(0, 1) : kind == 1 ? 1 : i == spike;
        sum += (i == 0 ? 1 : 2) * weights[i];
    }
    for (size_t i = 0; i <= radius; i++)
        floats[i] = (float)(weights[i] /= sum);
    call_says("radius", (double)radius);
    return (struct direct_float_taps){
        radius,
        input_parameter(parameter_weights, weights, (radius + 1) * sizeof *weights,
                        sizeof *weights),
        input_parameter(parameter_floats, floats, (radius + 1) * sizeof *floats, sizeof *floats)};
}

/* What a length needs behind it. */
static size_t slack_of(size_t length)
{
    return length % direct_float_block == 0 ? 0 : direct_float_slack;
}

static struct rows rows_of(const struct shape *shape, size_t size, const struct reads *reads)
{
    return (struct rows){.count = 2 * shape->radius + 1,
                         .start = shape->start * size,
                         .bytes = shape->length * size,
                         .slack = reads->blocks ? slack_of(shape->length) : 0,
                         .size = size};
}

static const void *draw_lines(const struct rows *rows, const struct reads *reads)
{
    const void *lines = input_table(rows);
    if (reads->samples == of_floats)
        input_spoil(lines, rows);
    return lines;
}

/* ---- Samples ------------------------------------------------------------------------------- */

typedef void widen(const void *, void *, size_t);

static const struct reads shorts = {of_shorts, false, true}, floats = {of_floats, false, true},
                          blocks_for_shorts = {of_shorts, true, true},
                          blocks_for_floats = {of_floats, true, true},
                          near_edge_for_shorts = {of_shorts, false, false},
                          near_edge_for_floats = {of_floats, false, false};

static void check_widen(const struct pair *pair, enum element element, size_t size,
                        const struct reads *reads)
{
    widen *loop[2];
    call_loops(pair, loop);
    for (struct shape shape = {0}; next_shape(&shape, element, reads);) {
        const struct rows rows = {.count = 1, .bytes = shape.length * size, .size = size};
        const void *const *row = draw_lines(&rows, reads);
        output_place(&result, shape.length * size_of(pair), size_of(pair));
        each_side(side) loop[side](row[0], result.at[side], shape.length);
        output_unify_nans(&result, shape.length * size_of(pair), pair->in->in_double);
        output_compare(&result, shape.length * size_of(pair));
        input_mend();
    }
}

static void check_widen_shorts(const struct pair *pair)
{
    check_widen(pair, element_uint16, sizeof(uint16_t), &shorts);
}

static void check_widen_floats(const struct pair *pair)
{
    check_widen(pair, element_float, sizeof(float), &floats);
}

/* ---- Means -------------------------------------------------------------------------------- */

typedef bool convolve(const void *const *, const struct direct_float_taps *, size_t, void *,
                      size_t);
typedef bool convolve_to(const void *const *, const struct direct_float_taps *, size_t, void *,
                         size_t, bool);
typedef void flush(void);

/* What lies behind a line counts for nothing, but where it overflows some variants see it. */
static void compare_finite(const struct pair *pair, const struct rows *rows, const bool finite[2])
{
    if (pair->in->in_double || rows->slack == 0 || input_largest() < (double)FLT_MAX / 8)
        call_compare("that all are finite:", finite[0], finite[1]);
}

static void check_convolve(const struct pair *pair)
{
    convolve *loop[2];
    call_loops(pair, loop);
    for (struct shape shape = {0}; next_shape(&shape, real_of(pair), &blocks_for_floats);) {
        const struct rows rows = rows_of(&shape, size_of(pair), &blocks_for_floats);
        const struct direct_float_taps taps = draw_taps(shape.radius);
        const void *lines = draw_lines(&rows, &blocks_for_floats);
        bool finite[2];
        output_place(&result, rows.bytes + rows.slack, rows.size);
        each_side(side) finite[side] =
            loop[side](lines, &taps, shape.start, result.at[side], shape.length);
        output_unify_nans(&result, rows.bytes, pair->in->in_double);
        output_compare(&result, rows.bytes);
        compare_finite(pair, &rows, finite);
        input_mend();
    }
}

/* With the flush of a table after samples that are written far; all of them are, or some. */
static void check_convolve_to(const struct pair *pair, convolve_to *const loop[2],
                              flush *const flush_of[2], const struct reads *reads, bool all_far)
{
    const size_t size = reads->samples == of_shorts ? sizeof(uint16_t) : sizeof(float);
    for (struct shape shape = {0}; next_shape(&shape, real_of(pair), reads);) {
        const struct rows rows = rows_of(&shape, size_of(pair), reads);
        const struct direct_float_taps taps = draw_taps(shape.radius);
        const void *lines = draw_lines(&rows, reads);
        const bool far = all_far || random_to(1);
        bool finite[2];
        call_says("far", far);
        output_place(&result, shape.length * size, far ? direct_float_alignment : 1);
        each_side(side)
        {
            finite[side] =
                loop[side](lines, &taps, shape.start, result.at[side], shape.length, far);
            flush_of[side]();
        }
        if (reads->samples == of_floats)
            output_unify_nans(&result, shape.length * size, false);
        output_compare(&result, shape.length * size);
        compare_finite(pair, &rows, finite);
        input_mend();
    }
}

static const struct direct_float_loops *loops_of(const struct pair *pair, size_t side)
{
    return (const struct direct_float_loops *)(const void *)pair->of[side];
}

static void check_convolve_to_shorts(const struct pair *pair)
{
    convolve_to *loop[2];
    flush *const flushes[2] = {loops_of(pair, 0)->flush, loops_of(pair, 1)->flush};
    call_loops(pair, loop);
    check_convolve_to(pair, loop, flushes, &blocks_for_shorts, false);
}

static void check_convolve_to_floats(const struct pair *pair)
{
    convolve_to *loop[2];
    flush *const flushes[2] = {loops_of(pair, 0)->flush, loops_of(pair, 1)->flush};
    call_loops(pair, loop);
    check_convolve_to(pair, loop, flushes, &blocks_for_floats, false);
}

/* It has nothing to do but behind those. */
static void check_flush(const struct pair *pair)
{
    convolve_to *const loop[2] = {loops_of(pair, 0)->convolve_to[of_floats],
                                  loops_of(pair, 1)->convolve_to[of_floats]};
    flush *flushes[2];
    call_loops(pair, flushes);
    check_convolve_to(pair, loop, flushes, &blocks_for_floats, true);
}

/* ---- Exceptions --------------------------------------------------------------------------- */

typedef void mend(const void *const *, const struct direct_float_taps *, size_t, void *, size_t);

/* Results, some of them not finite. */
static void draw_results(size_t length, bool in_double, size_t alignment)
{
    static const double numbers[] = {(double)NAN, (double)INFINITY, (double)-INFINITY};
    const size_t size = in_double ? sizeof(double) : sizeof(float);
    output_place(&result, length * size, alignment);
    for (size_t i = 0; i < length; i++) {
        const double value = random_to(2) ? input_draw() : numbers[random_to(2)];
        const float single = (float)value;
        each_side(side) memcpy(result.at[side] + i * size,
                               in_double ? (const void *)&value : (const void *)&single, size);
    }
}

static void check_mend_of(const struct pair *pair, bool in_double, size_t alignment)
{
    mend *loop[2];
    call_loops(pair, loop);
    for (struct shape shape = {0}; next_shape(&shape, real_of(pair), &floats);) {
        const size_t bytes = shape.length * (in_double ? sizeof(double) : sizeof(float));
        const struct rows rows = rows_of(&shape, size_of(pair), &floats);
        const struct direct_float_taps taps = draw_taps(shape.radius);
        const void *lines = draw_lines(&rows, &floats);
        draw_results(shape.length, in_double, alignment);
        each_side(side) loop[side](lines, &taps, shape.start, result.at[side], shape.length);
        output_unify_nans(&result, bytes, in_double);
        output_compare(&result, bytes);
        input_mend();
    }
}

static void check_mend(const struct pair *pair)
{
    check_mend_of(pair, pair->in->in_double, size_of(pair));
}

static void check_mend_floats(const struct pair *pair)
{
    check_mend_of(pair, false, 1);
}

/* ---- Near an edge ------------------------------------------------------------------------- */

typedef void convolve_cut(const void *const *, const struct direct_float_taps *,
                          const struct direct_float_cut *, size_t, void *, size_t);

/* The middle is inside. */
static struct direct_float_cut draw_cut(const struct direct_float_taps *taps)
{
    const size_t radius = taps->radius;
    struct direct_float_cut cut = {random_to(radius), radius + 1 + random_to(radius), 0};
    double inside = 0;
    for (size_t tap = cut.first; tap < cut.end; tap++)
        inside += taps->weights[tap < radius ? radius - tap : tap - radius];
    cut.scale = 1 / fmax(inside, 0.5);
    call_says("first", (double)cut.first);
    call_says("end", (double)cut.end);
    return cut;
}

static void check_cut(const struct pair *pair, const struct reads *reads, enum element to,
                      size_t alignment)
{
    const size_t size = to == element_uint16  ? sizeof(uint16_t)
                        : to == element_float ? sizeof(float)
                                              : sizeof(double);
    convolve_cut *loop[2];
    call_loops(pair, loop);
    for (struct shape shape = {0}; next_shape(&shape, real_of(pair), reads);) {
        const struct rows rows = rows_of(&shape, size_of(pair), reads);
        const struct direct_float_taps taps = draw_taps(shape.radius);
        const struct direct_float_cut cut = draw_cut(&taps);
        const void *lines = draw_lines(&rows, reads);
        output_place(&result, shape.length * size, alignment);
        each_side(side) loop[side](lines, &taps, &cut, shape.start, result.at[side], shape.length);
        if (reads->samples == of_floats)
            output_unify_nans(&result, shape.length * size, to == element_double);
        output_compare(&result, shape.length * size);
        input_mend();
    }
}

static void check_convolve_cut(const struct pair *pair)
{
    check_cut(pair, &near_edge_for_floats, real_of(pair), size_of(pair));
}

static void check_convolve_cut_shorts(const struct pair *pair)
{
    check_cut(pair, &near_edge_for_shorts, element_uint16, 1);
}

static void check_convolve_cut_floats(const struct pair *pair)
{
    check_cut(pair, &near_edge_for_floats, element_float, 1);
}

/* ---- Tables ------------------------------------------------------------------------------- */

#define MEMBER(member, type, function)                                                             \
    LOOP(direct_float_loops, direct_float_plain.in_float, member, type, function)

static const struct checked members[] = {
    {MEMBER(widen[of_shorts], widen, check_widen_shorts)},
    {MEMBER(widen[of_floats], widen, check_widen_floats)},
    {MEMBER(convolve, convolve, check_convolve)},
    {MEMBER(convolve_to[of_shorts], convolve_to, check_convolve_to_shorts)},
    {MEMBER(convolve_to[of_floats], convolve_to, check_convolve_to_floats)},
    {MEMBER(flush, flush, check_flush)},
    {MEMBER(mend, mend, check_mend)},
    {MEMBER(mend_floats, mend, check_mend_floats)},
    {MEMBER(convolve_cut, convolve_cut, check_convolve_cut)},
    {MEMBER(convolve_cut_to[of_shorts], convolve_cut, check_convolve_cut_shorts)},
    {MEMBER(convolve_cut_to[of_floats], convolve_cut, check_convolve_cut_floats)},
};

const struct checked_table checked_direct_floats = {
    .name = "direct_floats",
    .offset = offsetof(struct loops, direct_floats),
    .bytes = sizeof(struct direct_float_loops),
    .members = members,
    .count = sizeof members / sizeof *members,
};

const struct checked_table checked_direct_doubles = {
    .name = "direct_doubles",
    .offset = offsetof(struct loops, direct_doubles),
    .bytes = sizeof(struct direct_float_loops),
    .members = members,
    .count = sizeof members / sizeof *members,
    .in_double = true,
};
