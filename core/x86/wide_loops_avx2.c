/* SPDX-License-Identifier: MIT */
#include "../wide_loops.h"

#ifdef BLUR_WIDE_LOOPS_X86

#define TARGET __attribute__((target("avx2")))
#define VECTOR_BYTES 32
#define VARIANT wide_avx2
#include "../wide_variant.h"

#endif
