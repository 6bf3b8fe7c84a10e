/* SPDX-License-Identifier: MIT
 * The direct loops for wide samples, for one type of CPU. The including file defines
 *   TARGET                the function attribute that enables its instructions
 *   VECTOR_BYTES          the width of its vectors
 *   VARIANT               the name of the resulting table
 *   hold_in_register(v)   forces narrowed integers into a register before they are stored
 *   stream_shorts(p, v), stream_floats(p, v)   store half a vector and a whole one past the caches
 *   flush_streams()       orders these stores before later ones */
#include <math.h>
#include <string.h>

#include "image/size.h"
#include "simd/direct_float_loops.h"

#define NAMED(name) name##_float
#define real float
#define same_size_int int32_t
#define weights_of(taps) (taps)->floats
#define LANES (VECTOR_BYTES / 4)
/* Adding 1.5 * 2^23 to a number below 2^22 leaves the nearest integer in the low bits of the sum.
 */
#define to_integer_bits 12582912.0f
#define nontemporal_shorts(p, v) stream_shorts(p, v)
#define nontemporal_floats(p, v) stream_floats(p, v)
#include "simd/direct_float_template.h"

#define NAMED(name) name##_double
#define real double
#define same_size_int int64_t
#define weights_of(taps) (taps)->weights
#define LANES (VECTOR_BYTES / 8)
#define to_integer_bits 6755399441055744.0 /* 1.5 * 2^52 */
#define nontemporal_shorts(p, v) memcpy(p, &(v), sizeof(v))
#define nontemporal_floats(p, v) memcpy(p, &(v), sizeof(v))
#include "simd/direct_float_template.h"

TARGET static void flush(void)
{
    flush_streams();
}

/* The loops for one type. */
#define loops_in(type)                                                                             \
    {                                                                                              \
        {widen_shorts_##type, widen_floats_##type}, convolve_##type,                               \
            {convolve_shorts_##type, convolve_floats_##type}, flush, mend_##type,                  \
            mend_floats_##type, convolve_cut_##type,                                               \
        {                                                                                          \
            convolve_cut_shorts_##type, convolve_cut_floats_##type                                 \
        }                                                                                          \
    }

const struct direct_float_variant VARIANT = {loops_in(float), loops_in(double)};
