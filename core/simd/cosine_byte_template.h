/* SPDX-License-Identifier: MIT
 * The cosine recurrences for one floating-point type and vector width. The including file defines
 *   TARGET           the function attribute that enables the instructions
 *   NAMED(name)      name with a unique suffix
 *   real, LANES      float or double, and the number of them per vector: at most cosine_tile
 *   widen_bytes(p), widen_line(p)  loads 8- or 16-bit integers into a vector of 32-bit ones
 *   store_rounded(p, v)            stores a vector, below 2^15 in magnitude, as 16-bit integers,
 *                                  rounded to nearest, ties to even
 * and all but TARGET are undefined again at the end. Each copy of a loop has a constant number of
 * terms, so that the state stays in registers. */

#define INLINE TARGET static inline __attribute__((always_inline))
#define vector_of(type) type __attribute__((vector_size(LANES * sizeof(type))))

typedef vector_of(real) NAMED(vec);
typedef vector_of(int32_t) NAMED(int_vec);

/* The state of the recurrences at position n. */
struct NAMED(place) {
    NAMED(vec) y[cosine_byte_terms], d[cosine_byte_terms];
    NAMED(int_vec) sum;
    NAMED(int_vec) front, back; /* the samples at n + radius and n - radius - 1 */
};

struct NAMED(weights) {
    real constant, enters[cosine_byte_terms], leaves[cosine_byte_terms], turns[cosine_byte_terms];
};

INLINE struct NAMED(weights) NAMED(weights_of)(const struct cosine_axis *axis, int terms)
{
    struct NAMED(weights) weights;
    weights.constant = (real)axis->constant;
    for (int m = 0; m < terms; m++) {
        weights.enters[m] = (real)axis->enters[m];
        weights.leaves[m] = (real)axis->leaves[m];
        weights.turns[m] = (real)axis->turns[m];
    }
    return weights;
}

INLINE NAMED(int_vec) NAMED(load_bytes)(const int8_t *samples)
{
    return (NAMED(int_vec))widen_bytes(samples);
}

INLINE NAMED(int_vec) NAMED(load_line)(const int16_t *samples)
{
    return (NAMED(int_vec))widen_line(samples);
}

INLINE NAMED(vec) NAMED(real_of)(NAMED(int_vec) integers)
{
    return __builtin_convertvector(integers, NAMED(vec));
}

/* Stores the result at this position, rounded. Its magnitude is below 2^15. */
INLINE void NAMED(store_result)(const struct NAMED(place) * place,
                                const struct NAMED(weights) * weights, int terms, real scale,
                                int16_t *samples)
{
    NAMED(vec) result = NAMED(real_of)(place->sum) * weights->constant;
    for (int m = 0; m < terms; m++)
        result += place->y[m];
    store_rounded(samples, result * scale);
}

/* Advances one position: entering is the sample at n + radius + 1, leaving the one at n - radius.
 */
INLINE void NAMED(step)(struct NAMED(place) * place, const struct NAMED(weights) * weights,
                        int terms, NAMED(int_vec) entering, NAMED(int_vec) leaving)
{
    NAMED(vec) outer = NAMED(real_of)(entering + place->back);
    NAMED(vec) inner = NAMED(real_of)(place->front + leaving);
    for (int m = 0; m < terms; m++) {
        NAMED(vec) force = outer * weights->enters[m] - inner * weights->leaves[m];
        place->d[m] = (place->d[m] + force) - place->y[m] * weights->turns[m];
        place->y[m] += place->d[m];
    }
    place->sum += entering - leaving;
    place->front = entering;
    place->back = leaving;
}

/* Direct sums start here; add_pair() adds the pair at distance k. The middle sample is half a pair,
 * so it enters the integer sum twice; -middle corrects that. */
INLINE void NAMED(start_place)(struct NAMED(place) * place, int terms, NAMED(int_vec) middle)
{
    for (int m = 0; m < terms; m++)
        place->y[m] = place->d[m] = (NAMED(vec)){0};
    place->sum = -middle;
    place->back = middle;
}

INLINE void NAMED(add_pair)(struct NAMED(place) * place, const real *table, int terms,
                            NAMED(int_vec) after, NAMED(int_vec) before_next)
{
    NAMED(int_vec) both = after + place->back;
    NAMED(vec) even = NAMED(real_of)(both), odd = NAMED(real_of)(after - before_next);
    for (int m = 0; m < terms; m++)
        place->y[m] += even * table[m];
    for (int m = 0; m < terms; m++)
        place->d[m] += odd * table[terms + m];
    place->sum += both;
    place->front = after;
    place->back = before_next;
}

/* The state of one vector of samples: y and d of each term in turn, then the sum. */
INLINE void NAMED(load_state)(struct NAMED(place) * place, int terms, const unsigned char *state)
{
    for (int m = 0; m < terms; m++) {
        memcpy(&place->y[m], state + (size_t)(2 * m) * sizeof(NAMED(vec)), sizeof(NAMED(vec)));
        memcpy(&place->d[m], state + (size_t)(2 * m + 1) * sizeof(NAMED(vec)), sizeof(NAMED(vec)));
    }
    memcpy(&place->sum, state + (size_t)(2 * terms) * sizeof(NAMED(vec)), sizeof place->sum);
}

INLINE void NAMED(store_state)(const struct NAMED(place) * place, int terms, unsigned char *state)
{
    for (int m = 0; m < terms; m++) {
        memcpy(state + (size_t)(2 * m) * sizeof(NAMED(vec)), &place->y[m], sizeof(NAMED(vec)));
        memcpy(state + (size_t)(2 * m + 1) * sizeof(NAMED(vec)), &place->d[m], sizeof(NAMED(vec)));
    }
    memcpy(state + (size_t)(2 * terms) * sizeof(NAMED(vec)), &place->sum, sizeof place->sum);
}

/* Adds pairs first..end-1 for all samples: few enough at a time that their rows stay in the cache.
 */
INLINE void NAMED(add_rows)(const struct cosine_axis *axis, int terms, const int8_t *const *middle,
                            size_t first, size_t end, size_t length, unsigned char *state)
{
    const real *table = axis->table;
    for (size_t x = 0; x < length; x += LANES) {
        unsigned char *vector_state = state + x * cosine_state_bytes(axis);
        struct NAMED(place) place;
        NAMED(load_state)(&place, terms, vector_state);
        if (first == 0)
            NAMED(start_place)(&place, terms, NAMED(load_bytes)(middle[0] + x));
        place.back = NAMED(load_bytes)(middle[-(ptrdiff_t)first] + x);
        for (size_t k = first; k < end; k++) {
            const int8_t *after = middle[k] + x, *before = middle[-(ptrdiff_t)k - 1] + x;
            NAMED(add_pair)
            (&place, table + 2 * (size_t)terms * k, terms, NAMED(load_bytes)(after),
             NAMED(load_bytes)(before));
        }
        NAMED(store_state)(&place, terms, vector_state);
    }
}

INLINE void NAMED(start_down_terms)(const struct cosine_axis *axis, int terms,
                                    const int8_t *const *rows, size_t length, void *state)
{
    enum { pairs = 32 };
    const int8_t *const *middle = rows + axis->radius + 1;
    for (size_t k = 0; k <= axis->radius; k += pairs) {
        size_t end = size_min(k + pairs, axis->radius + 1);
        NAMED(add_rows)(axis, terms, middle, k, end, length, state);
    }
}

/* Processes one vector per row. */
INLINE void NAMED(blur_down_vector)(const struct cosine_axis *axis,
                                    const struct NAMED(weights) * weights, int terms,
                                    const int8_t *const *rows, size_t x, unsigned char *state,
                                    const real *scale, size_t count, int16_t *tile)
{
    const int8_t *const *entering = rows + 2 * axis->radius + 2;
    struct NAMED(place) place;
    NAMED(load_state)(&place, terms, state);
    place.front = NAMED(load_bytes)(entering[-1] + x);
    place.back = NAMED(load_bytes)(rows[0] + x);
    for (size_t i = 0; i < count; i++) {
        NAMED(store_result)(&place, weights, terms, scale[i], tile + i * cosine_tile);
        NAMED(int_vec) leaving = NAMED(load_bytes)(rows[1 + i] + x);
        NAMED(step)(&place, weights, terms, NAMED(load_bytes)(entering[i] + x), leaving);
    }
    NAMED(store_state)(&place, terms, state);
}

INLINE void NAMED(blur_down_terms)(const struct cosine_axis *axis, int terms,
                                   const int8_t *const *rows, size_t length, void *state,
                                   const double *scale, size_t count,
                                   const struct cosine_columns *columns)
{
    int16_t tile[cosine_rows * cosine_tile] = {0};
    int16_t *samples = columns->samples + columns->pad * columns->channels * cosine_rows;
    struct NAMED(weights) weights = NAMED(weights_of)(axis, terms);
    real scales[cosine_rows];
    for (size_t i = 0; i < count; i++)
        scales[i] = (real)scale[i];
    for (size_t x = 0; x < length; x += cosine_tile) {
        for (size_t i = 0; i < cosine_tile; i += LANES) {
            unsigned char *vector_state =
                (unsigned char *)state + (x + i) * cosine_state_bytes(axis);
            NAMED(blur_down_vector)
            (axis, &weights, terms, rows, x + i, vector_state, scales, count, tile + i);
        }
        for (size_t i = 0; i < cosine_tile; i += 8)
            for (size_t row = 0; row < cosine_rows; row += 8)
                transpose(tile + row * cosine_tile + i, cosine_tile,
                          samples + (x + i) * cosine_rows + row, cosine_rows);
    }
}

/* Direct sums at the position whose sample is at middle. */
INLINE void NAMED(start_across)(struct NAMED(place) * place, const struct cosine_axis *axis,
                                int terms, const int16_t *middle, size_t step)
{
    const real *table = axis->table;
    NAMED(start_place)(place, terms, NAMED(load_line)(middle));
    for (size_t k = 0; k <= axis->radius; k++) {
        const int16_t *after = middle + k * step, *before = middle - (k + 1) * step;
        NAMED(add_pair)
        (place, table + 2 * (size_t)terms * k, terms, NAMED(load_line)(after),
         NAMED(load_line)(before));
    }
}

/* Processes one channel of one vector of rows, in place: a result overwrites the sample at
 * n - radius - 1, which no later result reads. */
INLINE void NAMED(blur_across_vector)(const struct cosine_axis *axis,
                                      const struct NAMED(weights) * weights, int terms,
                                      const real *scale, int16_t *samples, size_t width,
                                      size_t step)
{
    const size_t window = (2 * axis->radius + 2) * step, interval = axis->interval;
    struct NAMED(place) place;
    for (size_t first = 0, end; first < width; first = end) {
        end = first + size_min(interval, width - first);
        int16_t *back = samples + first * step;
        NAMED(start_across)(&place, axis, terms, back + window / 2, step);
        for (size_t x = first; x < end; x++, back += step) {
            NAMED(int_vec) leaving = NAMED(load_line)(back + step);
            NAMED(store_result)(&place, weights, terms, scale[x], back);
            NAMED(step)(&place, weights, terms, NAMED(load_line)(back + window), leaving);
        }
    }
}

INLINE void NAMED(blur_across_terms)(const struct cosine_axis *axis, int terms, const void *scale,
                                     const struct cosine_columns *columns)
{
    struct NAMED(weights) weights = NAMED(weights_of)(axis, terms);
    size_t step = columns->channels * cosine_rows;
    for (size_t i = 0; i < step; i += LANES) {
        int16_t *samples = columns->samples + i;
        NAMED(blur_across_vector)(axis, &weights, terms, scale, samples, columns->width, step);
    }
}

/* Dispatches on the number of terms. */
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
    default:                                                                                       \
        function(axis, 6, __VA_ARGS__);                                                            \
    }

TARGET static void NAMED(start_down)(const struct cosine_axis *axis, const int8_t *const *rows,
                                     size_t length, void *state)
{
    by_terms(NAMED(start_down_terms), rows, length, state);
}

TARGET static void NAMED(blur_down)(const struct cosine_axis *axis, const int8_t *const *rows,
                                    size_t length, void *state, const double *scale, size_t count,
                                    const struct cosine_columns *columns)
{
    by_terms(NAMED(blur_down_terms), rows, length, state, scale, count, columns);
}

TARGET static void NAMED(blur_across)(const struct cosine_axis *axis, const void *scale,
                                      const struct cosine_columns *columns)
{
    by_terms(NAMED(blur_across_terms), scale, columns);
}

#undef INLINE
#undef vector_of
#undef by_terms
#undef NAMED
#undef real
#undef LANES
#undef widen_bytes
#undef widen_line
#undef store_rounded
