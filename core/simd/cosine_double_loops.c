/* SPDX-License-Identifier: MIT */
#define TARGET
#define VECTOR_BYTES 16
#define LOOPS cosine_double_loops_plain
#define choose(mask, a, b) ((vec)(((bits)(a) & (mask)) | ((bits)(b) & ~(mask))))
#define where_near(off, snap, middle, result)                                                      \
    choose(((off) <= (snap)) & ((off) >= -(snap)), middle, result)
#define within(result, largest)                                                                    \
    choose((result) > (largest), largest, choose((result) < -(largest), -(largest), result))
#include "simd/cosine_double_variant.h"
