/* SPDX-License-Identifier: MIT
 * The cosine recurrences in double for one vector width. The including file defines
 *   TARGET        the function attribute that enables the instructions
 *   VECTOR_BYTES  the width of its vectors
 *   LOOPS         the name of the resulting table
 *   snap_to_middle(off, snap, middle, result)   middle in lanes where |off| <= snap, else result
 *   clamp_magnitude(result, largest)            result clamped to -largest..largest
 * Each copy of a loop has a constant sample type and number of terms, so that the state stays in
 * registers. */
#include <math.h>
#include <string.h>

#include "image/size.h"
#include "simd/cosine_double_loops.h"

#define INLINE TARGET static inline __attribute__((always_inline))

enum { lanes = VECTOR_BYTES / 8, of_shorts = 0, of_floats = 1 };
#define vector_of(type) type __attribute__((vector_size(VECTOR_BYTES / 8 * sizeof(type))))

typedef vector_of(double) vec;
typedef vector_of(int64_t) bits;
typedef vector_of(int32_t) ints;
typedef vector_of(uint16_t) shorts;
typedef vector_of(float) floats;
typedef float floats4 __attribute__((vector_size(16)));
typedef int32_t ints4 __attribute__((vector_size(16)));
typedef uint16_t shorts4 __attribute__((vector_size(8)));

#ifdef __clang__
#define zip_low(a, b) __builtin_shufflevector(a, b, 0, 4, 1, 5)
#define zip_high(a, b) __builtin_shufflevector(a, b, 2, 6, 3, 7)
#else
#define zip_low(a, b) __builtin_shuffle(a, b, (ints4){0, 4, 1, 5})
#define zip_high(a, b) __builtin_shuffle(a, b, (ints4){2, 6, 3, 7})
#endif

/* The state of the recurrences at position n. */
struct place {
    vec y[cosine_terms_max], before[cosine_terms_max]; /* y[n], y[n-1] */
    vec sum;
    vec front, back; /* the samples at n + radius and n - radius - 1 */
};

INLINE vec load_floats(const float *samples)
{
    floats v;
    memcpy(&v, samples, sizeof v);
    return __builtin_convertvector(v, vec);
}

INLINE vec load(int type, const void *row, size_t at)
{
    if (type == of_floats)
        return load_floats((const float *)row + at);
    shorts v;
    memcpy(&v, (const uint16_t *)row + at, sizeof v);
    return __builtin_convertvector(__builtin_convertvector(v, ints), vec);
}

/* The result at this position. A float within the rounding error of the middle sample becomes that
 * sample; where it might overflow a float, it is clamped to the largest sample. */
INLINE floats result_of(const struct place *place, const struct cosine_double_axis *axis, int terms,
                        int type, double scale, vec middle,
                        const struct cosine_double_limits *limits)
{
    vec result = place->sum * axis->constant;
    for (int m = 0; m < terms; m++)
        result += place->y[m];
    result *= scale;
    if (type == of_floats) {
        if (limits->overflows)
            result = clamp_magnitude(result, limits->largest + (vec){0});
        result = snap_to_middle(result - middle, limits->snap + (vec){0}, middle, result);
    }
    return __builtin_convertvector(result, floats);
}

/* Advances one position: entering is the sample at n + radius + 1, leaving the one at n - radius.
 */
INLINE void step(struct place *place, const struct cosine_double_axis *axis, int terms,
                 vec entering, vec leaving)
{
    const vec outer = entering + place->back, inner = place->front + leaving;
    for (int m = 0; m < terms; m++) {
        vec force = outer * axis->enters[m] - inner * axis->leaves[m];
        vec next = (place->y[m] * axis->turns[m] - place->before[m]) + force;
        place->before[m] = place->y[m];
        place->y[m] = next;
    }
    place->sum += entering - leaving;
    place->front = entering;
    place->back = leaving;
}

/* Clears the direct sums. */
INLINE void start_place(struct place *place, int terms)
{
    for (int m = 0; m < terms; m++)
        place->y[m] = place->before[m] = (vec){0};
    place->sum = (vec){0};
}

/* Adds the samples at distance k from n, and those at distance k from n - 1; the middle sample is
 * half a pair. */
INLINE void add_pair(struct place *place, const double *table, int terms, vec here, vec before)
{
    for (int m = 0; m < terms; m++)
        place->y[m] += here * table[m];
    for (int m = 0; m < terms; m++)
        place->before[m] += before * table[m];
    place->sum += here;
}

/* The state of one vector of samples: y of all terms, then the y before it, then the sum. */
INLINE void load_state(struct place *place, int terms, const double *state)
{
    memcpy(place->y, state, (size_t)terms * sizeof(vec));
    memcpy(place->before, state + (size_t)terms * lanes, (size_t)terms * sizeof(vec));
    memcpy(&place->sum, state + 2 * (size_t)terms * lanes, sizeof(vec));
}

INLINE void store_state(const struct place *place, int terms, double *state)
{
    memcpy(state, place->y, (size_t)terms * sizeof(vec));
    memcpy(state + (size_t)terms * lanes, place->before, (size_t)terms * sizeof(vec));
    memcpy(state + 2 * (size_t)terms * lanes, &place->sum, sizeof(vec));
}

/* Adds distances first..end-1 for all samples: few enough at a time that their rows stay in the
 * cache. */
INLINE void add_rows(const struct cosine_double_axis *axis, int terms, int type,
                     const void *const *middle, size_t first, size_t end, size_t length,
                     double *state)
{
    for (size_t x = 0; x < length; x += lanes) {
        double *vector_state = state + x * cosine_double_state_count(axis);
        struct place place;
        load_state(&place, terms, vector_state);
        if (first == 0)
            start_place(&place, terms);
        for (size_t k = first; k < end; k++) {
            const ptrdiff_t d = (ptrdiff_t)k;
            vec here = load(type, middle[d], x), before = load(type, middle[d - 1], x);
            if (k > 0) {
                here += load(type, middle[-d], x);
                before += load(type, middle[-d - 1], x);
            }
            add_pair(&place, axis->table + (size_t)terms * k, terms, here, before);
        }
        store_state(&place, terms, vector_state);
    }
}

INLINE void start_down(const struct cosine_double_axis *axis, int terms, int type,
                       const void *const *rows, size_t length, double *state)
{
    enum { distances = 32 };
    const void *const *middle = rows + axis->radius + 1;
    for (size_t k = 0; k <= axis->radius; k += distances) {
        size_t end = size_min(k + distances, axis->radius + 1);
        add_rows(axis, terms, type, middle, k, end, length, state);
    }
}

/* Processes one vector per row. */
INLINE void blur_down_vector(const struct cosine_double_axis *axis, int terms, int type,
                             const void *const *rows, size_t x, double *state, const double *scale,
                             size_t count, float *tile, const struct cosine_double_limits *limits)
{
    const void *const *entering = rows + 2 * axis->radius + 2;
    const void *const *middle = rows + axis->radius + 1;
    struct place place;
    load_state(&place, terms, state);
    place.front = load(type, entering[-1], x);
    place.back = load(type, rows[0], x);
    for (size_t i = 0; i < count; i++) {
        floats result = result_of(&place, axis, terms, type, scale[i],
                                  type == of_floats ? load(type, middle[i], x) : (vec){0}, limits);
        memcpy(tile + i * cosine_double_tile, &result, sizeof result);
        step(&place, axis, terms, load(type, entering[i], x), load(type, rows[1 + i], x));
    }
    store_state(&place, terms, state);
}

INLINE void transpose(const float *from, size_t from_step, float *to, size_t to_step)
{
    floats4 a[4], b[4];
    for (size_t i = 0; i < 4; i++)
        memcpy(&a[i], from + i * from_step, sizeof a[i]);
    b[0] = zip_low(a[0], a[2]);
    b[1] = zip_high(a[0], a[2]);
    b[2] = zip_low(a[1], a[3]);
    b[3] = zip_high(a[1], a[3]);
    a[0] = zip_low(b[0], b[2]);
    a[1] = zip_high(b[0], b[2]);
    a[2] = zip_low(b[1], b[3]);
    a[3] = zip_high(b[1], b[3]);
    for (size_t i = 0; i < 4; i++)
        memcpy(to + i * to_step, &a[i], sizeof a[i]);
}

INLINE void blur_down(const struct cosine_double_axis *axis, int terms, int type,
                      const void *const *rows, size_t length, double *state, const double *scale,
                      size_t count, const struct cosine_double_columns *columns,
                      const struct cosine_double_limits *limits)
{
    float tile[cosine_double_rows * cosine_double_tile] = {0};
    float *samples = columns->samples + columns->pad * columns->channels * cosine_double_rows;
    for (size_t x = 0; x < length; x += cosine_double_tile) {
        for (size_t i = 0; i < cosine_double_tile; i += lanes)
            blur_down_vector(axis, terms, type, rows, x + i,
                             state + (x + i) * cosine_double_state_count(axis), scale, count,
                             tile + i, limits);
        for (size_t i = 0; i < cosine_double_tile; i += 4)
            for (size_t row = 0; row < cosine_double_rows; row += 4)
                transpose(tile + row * cosine_double_tile + i, cosine_double_tile,
                          samples + (x + i) * cosine_double_rows + row, cosine_double_rows);
    }
}

/* Direct sums at the position whose sample is at middle. */
INLINE void start_across(struct place *place, const struct cosine_double_axis *axis, int terms,
                         const float *middle, size_t pixel)
{
    start_place(place, terms);
    add_pair(place, axis->table, terms, load_floats(middle), load_floats(middle - pixel));
    for (size_t k = 1; k <= axis->radius; k++) {
        const float *after = middle + k * pixel, *before = middle - k * pixel;
        add_pair(place, axis->table + (size_t)terms * k, terms,
                 load_floats(after) + load_floats(before),
                 load_floats(after - pixel) + load_floats(before - pixel));
    }
    place->front = load_floats(middle + axis->radius * pixel);
    place->back = load_floats(middle - (axis->radius + 1) * pixel);
}

/* Processes one channel of one vector of rows, in place: a result overwrites the sample at
 * n - radius - 1, which no later result reads. */
INLINE void blur_across_vector(const struct cosine_double_axis *axis, int terms, int type,
                               const double *scale, float *samples, size_t width, size_t pixel,
                               const struct cosine_double_limits *limits)
{
    const size_t to_middle = (axis->radius + 1) * pixel;
    struct place place;
    for (size_t first = 0, end; first < width; first = end) {
        end = first + size_min(axis->interval, width - first);
        float *back = samples + first * pixel;
        start_across(&place, axis, terms, back + to_middle, pixel);
        for (size_t x = first; x < end; x++, back += pixel) {
            const vec leaving = load_floats(back + pixel);
            const vec middle = type == of_floats ? load_floats(back + to_middle) : (vec){0};
            floats result = result_of(&place, axis, terms, type, scale[x], middle, limits);
            memcpy(back, &result, sizeof result);
            step(&place, axis, terms, load_floats(back + 2 * to_middle), leaving);
        }
    }
}

INLINE void blur_across(const struct cosine_double_axis *axis, int terms, int type,
                        const double *scale, const struct cosine_double_columns *columns,
                        const struct cosine_double_limits *limits)
{
    const size_t pixel = columns->channels * cosine_double_rows;
    for (size_t i = 0; i < pixel; i += lanes)
        blur_across_vector(axis, terms, type, scale, columns->samples + i, columns->width, pixel,
                           limits);
}

/* Dispatches on the number of terms, constant in each copy. */
#define by_terms(function, ...)                                                                    \
    switch (axis->terms) {                                                                         \
    case 0:                                                                                        \
        function(axis, 0, __VA_ARGS__);                                                            \
        break;                                                                                     \
    case 1:                                                                                        \
        function(axis, 1, __VA_ARGS__);                                                            \
        break;                                                                                     \
    case 2:                                                                                        \
        function(axis, 2, __VA_ARGS__);                                                            \
        break;                                                                                     \
    case 3:                                                                                        \
        function(axis, 3, __VA_ARGS__);                                                            \
        break;                                                                                     \
    case 4:                                                                                        \
        function(axis, 4, __VA_ARGS__);                                                            \
        break;                                                                                     \
    case 5:                                                                                        \
        function(axis, 5, __VA_ARGS__);                                                            \
        break;                                                                                     \
    case 6:                                                                                        \
        function(axis, 6, __VA_ARGS__);                                                            \
        break;                                                                                     \
    case 7:                                                                                        \
        function(axis, 7, __VA_ARGS__);                                                            \
        break;                                                                                     \
    case 8:                                                                                        \
        function(axis, 8, __VA_ARGS__);                                                            \
        break;                                                                                     \
    default:                                                                                       \
        function(axis, cosine_terms_max, __VA_ARGS__);                                             \
    }

#define for_type(name, type)                                                                       \
    TARGET static void start_down_##name(const struct cosine_double_axis *axis,                    \
                                         const void *const *rows, size_t length, double *state)    \
    {                                                                                              \
        by_terms(start_down, type, rows, length, state);                                           \
    }                                                                                              \
    TARGET static void blur_down_##name(                                                           \
        const struct cosine_double_axis *axis, const void *const *rows, size_t length,             \
        double *state, const double *scale, size_t count,                                          \
        const struct cosine_double_columns *columns, const struct cosine_double_limits *limits)    \
    {                                                                                              \
        by_terms(blur_down, type, rows, length, state, scale, count, columns, limits);             \
    }                                                                                              \
    TARGET static void blur_across_##name(                                                         \
        const struct cosine_double_axis *axis, const double *scale,                                \
        const struct cosine_double_columns *columns, const struct cosine_double_limits *limits)    \
    {                                                                                              \
        by_terms(blur_across, type, scale, columns, limits);                                       \
    }

for_type(shorts, of_shorts) for_type(floats, of_floats)

    /* Adding 1.5 * 2^23 to a number below 2^22 leaves the nearest integer in the low bits of the
     * sum. A result leaves 0..65535 by less than a half, because the error bound is below 1. */
    INLINE void store_shorts(const float *restrict levels, void *restrict row, size_t length)
{
    uint16_t samples[cosine_double_block];
    for (size_t i = 0; i < cosine_double_block; i += 4) {
        floats4 v;
        memcpy(&v, levels + i, sizeof v);
        shorts4 narrow = __builtin_convertvector((ints4)(v + 12582912.0f), shorts4);
        memcpy(samples + i, &narrow, sizeof narrow);
    }
    memcpy(row, samples, length * sizeof *samples);
}

INLINE void make_rows(int type, const struct cosine_double_columns *columns, size_t count,
                      void *rows, ptrdiff_t stride)
{
    const size_t size = type == of_floats ? sizeof(float) : sizeof(uint16_t);
    const size_t length = columns->width * columns->channels;
    float levels[cosine_double_rows][cosine_double_block];
    for (size_t x = 0; x < length; x += cosine_double_block) {
        const size_t block = size_min(cosine_double_block, length - x);
        for (size_t i = 0; i < cosine_double_block; i += 4)
            for (size_t row = 0; row < cosine_double_rows; row += 4)
                transpose(columns->samples + (x + i) * cosine_double_rows + row, cosine_double_rows,
                          &levels[row][i], cosine_double_block);
        for (size_t row = 0; row < count; row++) {
            unsigned char *to = (unsigned char *)rows + (ptrdiff_t)row * stride + x * size;
            if (type == of_floats)
                memcpy(to, levels[row], block * sizeof(float));
            else
                store_shorts(levels[row], to, block);
        }
    }
}

TARGET static void make_rows_shorts(const struct cosine_double_columns *columns, size_t count,
                                    void *rows, ptrdiff_t stride)
{
    make_rows(of_shorts, columns, count, rows, stride);
}

TARGET static void make_rows_floats(const struct cosine_double_columns *columns, size_t count,
                                    void *rows, ptrdiff_t stride)
{
    make_rows(of_floats, columns, count, rows, stride);
}

/* The magnitudes of finite floats order like their bits as integers. */
TARGET static float take_floats(const void *row, float *samples, size_t length, bool *all_finite)
{
    enum { sign_off = 0x7fffffff, infinite = 0x7f800000 };
    int32_t largest = 0;
    unsigned not_finite = 0;
    for (size_t i = 0; i < length; i++) {
        int32_t sample, magnitude;
        memcpy(&sample, (const unsigned char *)row + i * sizeof sample, sizeof sample);
        magnitude = sample & sign_off;
        not_finite |= magnitude >= infinite;
        magnitude = magnitude < infinite ? magnitude : 0;
        sample = (sample & sign_off) < infinite ? sample : 0;
        largest = magnitude > largest ? magnitude : largest;
        memcpy(samples + i, &sample, sizeof sample);
    }
    float result;
    memcpy(&result, &largest, sizeof result);
    *all_finite = !not_finite;
    return result;
}

const struct cosine_double_loops LOOPS = {{start_down_shorts, start_down_floats},
                                          {blur_down_shorts, blur_down_floats},
                                          {blur_across_shorts, blur_across_floats},
                                          {make_rows_shorts, make_rows_floats},
                                          take_floats};
