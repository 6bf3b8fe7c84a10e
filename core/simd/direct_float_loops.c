/* SPDX-License-Identifier: MIT
 * The direct method for wide samples with 16-byte vectors, for any CPU. */
#define TARGET
#define VECTOR_BYTES 16
#define VARIANT direct_float_plain
#define hold_in_register(v) (void)0
#define stream_shorts(p, v) memcpy(p, &(v), sizeof(v))
#define stream_floats(p, v) memcpy(p, &(v), sizeof(v))
#define flush_streams() (void)0
#include "simd/direct_float_variant.h"
