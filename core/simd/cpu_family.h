/* SPDX-License-Identifier: MIT
 * Which CPU families have their own loops, compiled in if the compiler targets them. */
#ifndef BLUR_CPU_FAMILY_H
#define BLUR_CPU_FAMILY_H

#if defined(__x86_64__) && defined(__GNUC__)
#define BLUR_LOOPS_X86 1
#endif

#endif
