/* SPDX-License-Identifier: MIT */
#include "../wide_loops.h"

#ifdef BLUR_WIDE_LOOPS_X86

#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
#define VECTOR_BYTES 64
#define VARIANT wide_avx512
#include "../wide_variant.h"

#endif
