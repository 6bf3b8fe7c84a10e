/* SPDX-License-Identifier: MIT
 * The direct loops for one type of number and one vector width. The including file defines
 *   TARGET            the function attribute that enables the instructions
 *   NAMED(name)       name with a unique suffix
 *   real, LANES       float or double, and the number of them per vector
 *   same_size_int     an integer of the same size
 *   weights_of(taps)  the weights in that type
 *   to_integer_bits   a constant that, once added, leaves the rounded integer in the low bits
 *   nontemporal_shorts(p, v), nontemporal_floats(p, v)   store a vector past the caches, aligned
 * and all but TARGET are undefined again at the end. */

#define INLINE TARGET static inline __attribute__((always_inline))
#define vector_of(type) type __attribute__((vector_size(LANES * sizeof(type))))

typedef vector_of(real) NAMED(vec);
typedef vector_of(same_size_int) NAMED(bits);
typedef vector_of(uint16_t) NAMED(shorts);
typedef vector_of(int32_t) NAMED(ints);
typedef vector_of(float) NAMED(floats);

/* Vectors processed together. */
enum { NAMED(vectors) = 4, NAMED(block) = 4 * LANES };
_Static_assert(NAMED(block) * sizeof(real) <= direct_float_slack, "a block fits in the slack");
_Static_assert(direct_float_block % NAMED(block) == 0,
               "no block goes beyond that of direct_float_loops.h");

struct NAMED(four) {
    NAMED(vec) part[NAMED(vectors)];
};

INLINE NAMED(vec) NAMED(load)(const unsigned char *line)
{
    NAMED(vec) v;
    memcpy(&v, line, sizeof v);
    return v;
}

INLINE NAMED(vec) NAMED(load_shorts)(const unsigned char *samples)
{
    NAMED(shorts) v;
    memcpy(&v, samples, sizeof v);
    return __builtin_convertvector(__builtin_convertvector(v, NAMED(ints)), NAMED(vec));
}

INLINE NAMED(vec) NAMED(load_floats)(const unsigned char *samples)
{
    NAMED(floats) v;
    memcpy(&v, samples, sizeof v);
    return __builtin_convertvector(v, NAMED(vec));
}

/* Means leave 0..65535 only by rounding, by far less than a half. */
INLINE void NAMED(store_shorts)(unsigned char *samples, NAMED(vec) v, bool nontemporal)
{
    NAMED(bits) rounded = (NAMED(bits))(v + (real)to_integer_bits);
    NAMED(shorts) narrow = __builtin_convertvector(rounded, NAMED(shorts));
    hold_in_register(narrow);
    if (nontemporal)
        nontemporal_shorts(samples, narrow);
    else
        memcpy(samples, &narrow, sizeof narrow);
}

INLINE void NAMED(store_floats)(unsigned char *samples, NAMED(vec) v, bool nontemporal)
{
    NAMED(floats) narrow = __builtin_convertvector(v, NAMED(floats));
    if (nontemporal)
        nontemporal_floats(samples, narrow);
    else
        memcpy(samples, &narrow, sizeof narrow);
}

TARGET static void NAMED(widen_shorts)(const void *samples, void *line, size_t length)
{
    const unsigned char *from = samples;
    real *to = line;
    size_t i = 0;
    for (; i + LANES <= length; i += LANES) {
        NAMED(vec) v = NAMED(load_shorts)(from + i * sizeof(uint16_t));
        memcpy(to + i, &v, sizeof v);
    }
    for (; i < length; i++) {
        uint16_t sample;
        memcpy(&sample, from + i * sizeof sample, sizeof sample);
        to[i] = sample;
    }
}

TARGET static void NAMED(widen_floats)(const void *samples, void *line, size_t length)
{
    const unsigned char *from = samples;
    real *to = line;
    size_t i = 0;
    for (; i + LANES <= length; i += LANES) {
        NAMED(vec) v = NAMED(load_floats)(from + i * sizeof(float));
        memcpy(to + i, &v, sizeof v);
    }
    for (; i < length; i++) {
        float sample;
        memcpy(&sample, from + i * sizeof sample, sizeof sample);
        to[i] = (real)sample;
    }
}

INLINE struct NAMED(four)
    NAMED(mean_at)(const void *const *lines, const real *weights, size_t radius, size_t at)
{
    const unsigned char *middle = (const unsigned char *)lines[radius] + at * sizeof(real);
    struct NAMED(four) twice, mean;
    for (size_t i = 0; i < NAMED(vectors); i++) {
        NAMED(vec) c = NAMED(load)(middle + i * LANES * sizeof(real));
        twice.part[i] = c + c;
        mean.part[i] = (NAMED(vec)){0};
    }
    for (size_t tap = radius; tap > 0; tap--) {
        const unsigned char *a = (const unsigned char *)lines[radius - tap] + at * sizeof(real);
        const unsigned char *b = (const unsigned char *)lines[radius + tap] + at * sizeof(real);
        const real weight = weights[tap];
        for (size_t i = 0; i < NAMED(vectors); i++) {
            NAMED(vec)
            pair = NAMED(load)(a + i * LANES * sizeof(real)) +
                   NAMED(load)(b + i * LANES * sizeof(real));
            mean.part[i] += (pair - twice.part[i]) * weight;
        }
    }
    for (size_t i = 0; i < NAMED(vectors); i++)
        mean.part[i] += NAMED(load)(middle + i * LANES * sizeof(real));
    return mean;
}

/* Sets bits in the lanes of *bad where a number is not finite: x - x is NaN iff x is not finite,
 * else 0, which has no bit set. */
INLINE void NAMED(check)(const struct NAMED(four) * four, NAMED(bits) * bad)
{
    for (size_t i = 0; i < NAMED(vectors); i++)
        *bad |= (NAMED(bits))(four->part[i] - four->part[i]);
}

INLINE bool NAMED(is_clear)(NAMED(bits) bad)
{
    same_size_int any = 0;
    for (int i = 0; i < LANES; i++)
        any |= bad[i];
    return any == 0;
}

INLINE bool NAMED(convolve_radius)(const void *const *lines, const struct direct_float_taps *taps,
                                   size_t radius, size_t start, real *line, size_t length)
{
    NAMED(bits) bad = {0};
    for (size_t at = 0; at < length; at += NAMED(block)) {
        struct NAMED(four) mean = NAMED(mean_at)(lines, weights_of(taps), radius, start + at);
        NAMED(check)(&mean, &bad);
        memcpy(line + at, &mean, sizeof mean);
    }
    return NAMED(is_clear)(bad);
}

/* The last block may extend past the end of the samples, so it goes through a buffer. */
INLINE bool NAMED(convolve_shorts_radius)(const void *const *lines,
                                          const struct direct_float_taps *taps, size_t radius,
                                          size_t start, unsigned char *samples, size_t length,
                                          bool nontemporal)
{
    unsigned char last[NAMED(block) * sizeof(uint16_t)];
    for (size_t at = 0; at < length; at += NAMED(block)) {
        const size_t count = size_min(NAMED(block), length - at);
        struct NAMED(four) mean = NAMED(mean_at)(lines, weights_of(taps), radius, start + at);
        unsigned char *to = count < NAMED(block) ? last : samples + at * sizeof(uint16_t);
        for (size_t i = 0; i < NAMED(vectors); i++) {
            const bool streamed = nontemporal && to != last;
            NAMED(store_shorts)(to + i * LANES * sizeof(uint16_t), mean.part[i], streamed);
        }
        if (to == last)
            /* cppcheck-suppress uninitvar; written through to */
            memcpy(samples + at * sizeof(uint16_t), last, count * sizeof(uint16_t));
    }
    return true;
}

INLINE bool NAMED(convolve_floats_radius)(const void *const *lines,
                                          const struct direct_float_taps *taps, size_t radius,
                                          size_t start, unsigned char *samples, size_t length,
                                          bool nontemporal)
{
    unsigned char last[NAMED(block) * sizeof(float)];
    NAMED(bits) bad = {0};
    for (size_t at = 0; at < length; at += NAMED(block)) {
        const size_t count = size_min(NAMED(block), length - at);
        struct NAMED(four) mean = NAMED(mean_at)(lines, weights_of(taps), radius, start + at);
        unsigned char *to = count < NAMED(block) ? last : samples + at * sizeof(float);
        NAMED(check)(&mean, &bad);
        for (size_t i = 0; i < NAMED(vectors); i++) {
            const bool streamed = nontemporal && to != last;
            NAMED(store_floats)(to + i * LANES * sizeof(float), mean.part[i], streamed);
        }
        if (to == last)
            /* cppcheck-suppress uninitvar; written through to */
            memcpy(samples + at * sizeof(float), last, count * sizeof(float));
    }
    return NAMED(is_clear)(bad);
}

/* A copy of the loop for each small radius, and one for all others. */
#define CASE_OF(radius_of_case, loop, ...)                                                         \
    case radius_of_case:                                                                           \
        return NAMED(loop##_radius)(lines, taps, radius_of_case, start, __VA_ARGS__)

#define FOR_RADIUS(loop, ...)                                                                      \
    switch (taps->radius) {                                                                        \
        CASE_OF(1, loop, __VA_ARGS__);                                                             \
        CASE_OF(2, loop, __VA_ARGS__);                                                             \
        CASE_OF(3, loop, __VA_ARGS__);                                                             \
        CASE_OF(4, loop, __VA_ARGS__);                                                             \
    default:                                                                                       \
        return NAMED(loop##_radius)(lines, taps, taps->radius, start, __VA_ARGS__);                \
    }

TARGET static bool NAMED(convolve)(const void *const *lines, const struct direct_float_taps *taps,
                                   size_t start, void *line,
                                   size_t length){FOR_RADIUS(convolve, line, length)}

TARGET static bool NAMED(convolve_shorts)(const void *const *lines,
                                          const struct direct_float_taps *taps, size_t start,
                                          void *samples, size_t length, bool nontemporal){
    FOR_RADIUS(convolve_shorts, samples, length, nontemporal)}

TARGET static bool NAMED(convolve_floats)(const void *const *lines,
                                          const struct direct_float_taps *taps, size_t start,
                                          void *samples, size_t length, bool nontemporal)
{
    FOR_RADIUS(convolve_floats, samples, length, nontemporal)
}

static double NAMED(sample)(const void *line, size_t at)
{
    real v;
    memcpy(&v, (const unsigned char *)line + at * sizeof v, sizeof v);
    return (double)v;
}

/* A mean in double, without differences, for results that are not finite. */
static real NAMED(recomputed)(const void *const *lines, const struct direct_float_taps *taps,
                              size_t at)
{
    const size_t radius = taps->radius;
    double sum = 0;
    for (size_t tap = radius; tap > 0; tap--)
        sum += (NAMED(sample)(lines[radius - tap], at) + NAMED(sample)(lines[radius + tap], at)) *
               taps->weights[tap];
    return (real)(sum + NAMED(sample)(lines[radius], at) * taps->weights[0]);
}

static void NAMED(mend)(const void *const *lines, const struct direct_float_taps *taps,
                        size_t start, void *line, size_t length)
{
    real *to = line;
    for (size_t i = 0; i < length; i++)
        if (!isfinite(to[i]))
            to[i] = NAMED(recomputed)(lines, taps, start + i);
}

static void NAMED(mend_floats)(const void *const *lines, const struct direct_float_taps *taps,
                               size_t start, void *samples, size_t length)
{
    unsigned char *to = samples;
    for (size_t i = 0; i < length; i++) {
        float sample;
        memcpy(&sample, to + i * sizeof sample, sizeof sample);
        if (isfinite(sample))
            continue;
        sample = (float)NAMED(recomputed)(lines, taps, start + i);
        memcpy(to + i * sizeof sample, &sample, sizeof sample);
    }
}

enum { NAMED(cut_length) = 256 };

/* Uses differences to the middle sample again, and recomputes without them where the result is not
 * finite. */
INLINE void NAMED(cut_mean)(const void *const *lines, const struct direct_float_taps *taps,
                            const struct direct_float_cut *cut, size_t at, double *mean,
                            size_t length)
{
    const size_t radius = taps->radius;
    const real *middle = (const real *)lines[radius] + at;
    memset(mean, 0, length * sizeof *mean);
    for (size_t tap = cut->first; tap < cut->end; tap++) {
        const double weight = taps->weights[tap < radius ? radius - tap : tap - radius];
        const real *line = (const real *)lines[tap] + at;
        for (size_t i = 0; i < length; i++)
            mean[i] += ((double)line[i] - (double)middle[i]) * weight;
    }
    for (size_t i = 0; i < length; i++)
        mean[i] = (double)middle[i] + mean[i] * cut->scale;
    for (size_t i = 0; i < length; i++) {
        if (isfinite(mean[i]))
            continue;
        mean[i] = 0;
        for (size_t tap = cut->first; tap < cut->end; tap++)
            mean[i] += (double)((const real *)lines[tap])[at + i] *
                       taps->weights[tap < radius ? radius - tap : tap - radius];
        mean[i] *= cut->scale;
    }
}

TARGET static void NAMED(convolve_cut)(const void *const *lines,
                                       const struct direct_float_taps *taps,
                                       const struct direct_float_cut *cut, size_t start, void *line,
                                       size_t length)
{
    double mean[NAMED(cut_length)];
    real *to = line;
    for (size_t at = 0; at < length; at += NAMED(cut_length)) {
        const size_t count = size_min(NAMED(cut_length), length - at);
        NAMED(cut_mean)(lines, taps, cut, start + at, mean, count);
        for (size_t i = 0; i < count; i++)
            to[at + i] = (real)mean[i];
    }
}

TARGET static void NAMED(convolve_cut_shorts)(const void *const *lines,
                                              const struct direct_float_taps *taps,
                                              const struct direct_float_cut *cut, size_t start,
                                              void *samples, size_t length)
{
    double mean[NAMED(cut_length)];
    unsigned char *to = samples;
    for (size_t at = 0; at < length; at += NAMED(cut_length)) {
        const size_t count = size_min(NAMED(cut_length), length - at);
        NAMED(cut_mean)(lines, taps, cut, start + at, mean, count);
        for (size_t i = 0; i < count; i++) {
            uint16_t sample = (uint16_t)(int32_t)(mean[i] + 0.5);
            memcpy(to + (at + i) * sizeof sample, &sample, sizeof sample);
        }
    }
}

TARGET static void NAMED(convolve_cut_floats)(const void *const *lines,
                                              const struct direct_float_taps *taps,
                                              const struct direct_float_cut *cut, size_t start,
                                              void *samples, size_t length)
{
    double mean[NAMED(cut_length)];
    unsigned char *to = samples;
    for (size_t at = 0; at < length; at += NAMED(cut_length)) {
        const size_t count = size_min(NAMED(cut_length), length - at);
        NAMED(cut_mean)(lines, taps, cut, start + at, mean, count);
        for (size_t i = 0; i < count; i++) {
            float sample = (float)mean[i];
            memcpy(to + (at + i) * sizeof sample, &sample, sizeof sample);
        }
    }
}

#undef INLINE
#undef vector_of
#undef CASE_OF
#undef FOR_RADIUS
#undef NAMED
#undef real
#undef LANES
#undef same_size_int
#undef weights_of
#undef to_integer_bits
#undef nontemporal_shorts
#undef nontemporal_floats
