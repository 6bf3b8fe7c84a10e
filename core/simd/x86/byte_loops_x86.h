/* SPDX-License-Identifier: MIT
 * The loops for x86 CPUs that have more than the compiler may count on. */
#ifndef BLUR_BYTE_LOOPS_X86_H
#define BLUR_BYTE_LOOPS_X86_H

#include "simd/byte_loops.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define BLUR_LOOPS_X86 1
extern const struct loops loops_avx2, loops_avx512;
#endif

#endif
