/* SPDX-License-Identifier: MIT */
#define TARGET
#define VECTOR_BYTES 16
#define LOOPS float_row_loops_plain
#define hold_in_register(v) (void)0
#include "simd/float_row_variant.h"
