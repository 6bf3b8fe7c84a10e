/* SPDX-License-Identifier: MIT
 * The float-row loops for one vector width. The including file defines
 *   TARGET         the function attribute that enables the instructions
 *   VECTOR_BYTES   the width of its vectors: 16, 32 or 64
 *   LOOPS          the name of the resulting table
 *   hold_in_register(v)   forces narrowed bytes into a register before they are stored */
#include <string.h>

#include "image/size.h"
#include "simd/float_row_loops.h"

#define INLINE TARGET static inline __attribute__((always_inline))

enum { lanes = VECTOR_BYTES / 4 };
#define vector_of(type) type __attribute__((vector_size(VECTOR_BYTES / 4 * sizeof(type))))

typedef vector_of(float) vec;
typedef vector_of(int32_t) bits;
typedef vector_of(uint8_t) bytes;

/* Shuffle that broadcasts the alpha of each pixel to its lanes, and the mask of the alpha lanes. */
#if VECTOR_BYTES == 16
#define broadcast_alpha 3, 3, 3, 3
#define alpha_mask 0, 0, 0, -1
#elif VECTOR_BYTES == 32
#define broadcast_alpha 3, 3, 3, 3, 7, 7, 7, 7
#define alpha_mask 0, 0, 0, -1, 0, 0, 0, -1
#else
#define broadcast_alpha 3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15
#define alpha_mask 0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0, -1
#endif

INLINE vec alpha_of(vec v)
{
#ifdef __clang__
    return __builtin_shufflevector(v, v, broadcast_alpha);
#else
    return __builtin_shuffle(v, (bits){broadcast_alpha});
#endif
}

INLINE vec blend(bits mask, vec a, vec b)
{
    return (vec)(((bits)a & mask) | ((bits)b & ~mask));
}

INLINE vec splat(float value)
{
    return (vec){0} + value;
}

INLINE vec premultiply_one(vec v, vec white)
{
    const bits alpha = {alpha_mask};
    return blend(alpha, white, v) * alpha_of(v);
}

INLINE vec unpremultiply_one(vec v, const struct float_row_scale *scale)
{
    const bits alpha_lane = {alpha_mask};
    const vec weight = alpha_of(v), alpha = weight * scale->per_white;
    const bits visible = alpha + scale->half >= splat(scale->least);
    const vec color = v / blend(visible, weight, splat(1)) * scale->white;
    return blend(alpha_lane, alpha, (vec)((bits)color & visible));
}

/* Runs body for each vector; a partial one at the end of a row is copied with its actual size. */
#define for_vectors(count, body)                                                                   \
    for (size_t at = 0; at < (count); at += lanes) {                                               \
        const size_t n = size_min(lanes, (count)-at);                                              \
        vec v = {0};                                                                               \
        body                                                                                       \
    }

TARGET static void premultiply(float *floats, float white, size_t pixels){
    for_vectors(4 * pixels,
                {
                    if (n == lanes)
                        memcpy(&v, floats + at, sizeof v);
                    else
                        memcpy(&v, floats + at, n * sizeof(float));
                    v = premultiply_one(v, splat(white));
                    if (n == lanes)
                        memcpy(floats + at, &v, sizeof v);
                    else
                        memcpy(floats + at, &v, n * sizeof(float));
                })}

TARGET static void unpremultiply(float *floats, const struct float_row_scale *scale, size_t pixels)
{
    const struct float_row_scale local = *scale;
    for_vectors(4 * pixels, {
        if (n == lanes)
            memcpy(&v, floats + at, sizeof v);
        else
            memcpy(&v, floats + at, n * sizeof(float));
        v = unpremultiply_one(v, &local);
        if (n == lanes)
            memcpy(floats + at, &v, sizeof v);
        else
            memcpy(floats + at, &v, n * sizeof(float));
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
        if (n == lanes)
            memcpy(&v, floats + at, sizeof v);
        else
            memcpy(&v, floats + at, n * sizeof(float));
        v = (vec)((bits)v & (v > splat(0)));
        v = blend(v < splat(255), v, splat(255)) + splat(0.5f);
        bytes rounded = __builtin_convertvector(__builtin_convertvector(v, bits), bytes);
        hold_in_register(rounded);
        if (n == lanes)
            memcpy(samples + at, &rounded, sizeof rounded);
        else
            memcpy(samples + at, &rounded, n);
    })
}

const struct float_row_loops LOOPS = {widen, narrow, premultiply, unpremultiply};
