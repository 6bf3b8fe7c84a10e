/* SPDX-License-Identifier: MIT */
#include "../slide_loops.h"

#ifdef BLUR_SLIDE_LOOPS_X86

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
#define VECTOR_BYTES 64
#define LOOPS slide_loops_avx512
#include "../slide_variant.h"

#endif
