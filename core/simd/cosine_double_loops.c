/* SPDX-License-Identifier: MIT
 * The cosine recurrences in double with 16-byte vectors, for any CPU. */
#define TARGET
#define VECTOR_BYTES 16
#define LOOPS cosine_double_loops_plain
#define blend(mask, a, b) ((vec)(((bits)(a) & (mask)) | ((bits)(b) & ~(mask))))
#define snap_to_middle(off, snap, middle, result)                                                  \
    blend(((off) <= (snap)) & ((off) >= -(snap)), middle, result)
#define clamp_magnitude(result, largest)                                                           \
    blend((result) > (largest), largest, blend((result) < -(largest), -(largest), result))
#include "simd/cosine_double_variant.h"
