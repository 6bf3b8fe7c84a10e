/* SPDX-License-Identifier: MIT */
#include "../slide_loops.h"

#ifdef BLUR_SLIDE_LOOPS_X86

#define TARGET __attribute__((target("avx2")))
#define VECTOR_BYTES 32
#define LOOPS slide_loops_avx2
#include "../slide_variant.h"

#endif
