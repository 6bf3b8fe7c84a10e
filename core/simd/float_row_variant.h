/* SPDX-License-Identifier: MIT
 * The loops between samples and floats with vectors of one width. The file that includes this
 * defines
 *   TARGET         the attribute by which a function may use the instructions
 *   VECTOR_BYTES   how wide its vectors are: 16, 32 or 64
 *   LOOPS          the name of what is made
 *   hold_in_register(v)   keeps a vector of bytes from being made by the store that writes it */
#include <string.h>

#include "image/size.h"
#include "simd/float_row_loops.h"

#define INLINE TARGET static inline __attribute__((always_inline))

enum { lanes = VECTOR_BYTES / 4 };
#define vector_of(type) type __attribute__((vector_size(VECTOR_BYTES / 4 * sizeof(type))))

typedef vector_of(float) vec;
typedef vector_of(int32_t) bits;
typedef vector_of(uint8_t) bytes;

/* The alpha of each pixel in all lanes of it, and the lanes where it is itself. */
#if VECTOR_BYTES == 16
#define alpha_lanes 3, 3, 3, 3
#define alpha_alone 0, 0, 0, -1
#elif VECTOR_BYTES == 32
#define alpha_lanes 3, 3, 3, 3, 7, 7, 7, 7
#define alpha_alone 0, 0, 0, -1, 0, 0, 0, -1
#else
#define alpha_lanes 3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15
#define alpha_alone 0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0, -1
#endif

INLINE vec alpha_of(vec v)
{
#ifdef __clang__
    return __builtin_shufflevector(v, v, alpha_lanes);
#else
    return __builtin_shuffle(v, (bits){alpha_lanes});
#endif
}

INLINE vec choose(bits mask, vec a, vec b)
{
    return (vec)(((bits)a & mask) | ((bits)b & ~mask));
}

INLINE vec all(float value)
{
    return (vec){0} + value;
}

INLINE vec premultiply_one(vec v, vec white)
{
    const bits alpha = {alpha_alone};
    return choose(alpha, white, v) * alpha_of(v);
}

INLINE vec unpremultiply_one(vec v, const struct float_row_scale *scale)
{
    const bits alone = {alpha_alone};
    const vec weight = alpha_of(v), alpha = weight * scale->per_white;
    const bits is_seen = alpha + scale->half >= all(scale->least);
    const vec color = v / choose(is_seen, weight, all(1)) * scale->white;
    return choose(alone, alpha, (vec)((bits)color & is_seen));
}

/* A part of a vector at the end of a row, by way of a copy. */
#define for_vectors(count, body)                                                                   \
    for (size_t at = 0; at < (count); at += lanes) {                                               \
        const size_t here = size_min(lanes, (count)-at);                                           \
        vec v = {0};                                                                               \
        body                                                                                       \
    }

TARGET static void premultiply(float *floats, float white, size_t pixels){
    for_vectors(4 * pixels,
                {
                    if (here == lanes)
                        memcpy(&v, floats + at, sizeof v);
                    else
                        memcpy(&v, floats + at, here * sizeof(float));
                    v = premultiply_one(v, all(white));
                    if (here == lanes)
                        memcpy(floats + at, &v, sizeof v);
                    else
                        memcpy(floats + at, &v, here * sizeof(float));
                })}

TARGET static void unpremultiply(float *floats, const struct float_row_scale *scale, size_t pixels)
{
    const struct float_row_scale own = *scale;
    for_vectors(4 * pixels, {
        if (here == lanes)
            memcpy(&v, floats + at, sizeof v);
        else
            memcpy(&v, floats + at, here * sizeof(float));
        v = unpremultiply_one(v, &own);
        if (here == lanes)
            memcpy(floats + at, &v, sizeof v);
        else
            memcpy(floats + at, &v, here * sizeof(float));
    })
}

TARGET static void widen(const uint8_t *samples, float *floats, size_t count)
{
    bytes narrow;
    size_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        memcpy(&narrow, samples + i, sizeof narrow);
        const vec v = __builtin_convertvector(__builtin_convertvector(narrow, bits), vec);
        memcpy(floats + i, &v, sizeof v);
    }
    for (; i < count; i++)
        floats[i] = samples[i];
}

TARGET static void narrow(const float *floats, uint8_t *samples, size_t count)
{
    for_vectors(count, {
        if (here == lanes)
            memcpy(&v, floats + at, sizeof v);
        else
            memcpy(&v, floats + at, here * sizeof(float));
        v = (vec)((bits)v & (v > all(0)));
        v = choose(v < all(255), v, all(255)) + all(0.5f);
        bytes rounded = __builtin_convertvector(__builtin_convertvector(v, bits), bytes);
        hold_in_register(rounded);
        if (here == lanes)
            memcpy(samples + at, &rounded, sizeof rounded);
        else
            memcpy(samples + at, &rounded, here);
    })
}

const struct float_row_loops LOOPS = {widen, narrow, premultiply, unpremultiply};
