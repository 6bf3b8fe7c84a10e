/* SPDX-License-Identifier: MIT
 * Conversions between samples and floats with 16-byte vectors, for any CPU. */
#define TARGET
#define VECTOR_BYTES 16
#define LOOPS float_row_loops_plain
#define hold_in_register(v) (void)0
#include "simd/float_row_variant.h"
