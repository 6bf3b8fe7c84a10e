/* SPDX-License-Identifier: MIT
 * Where alpha is all or nothing. A block of an image whose neighbourhood is opaque is blurred as if
 * it had no alpha, which is much faster; one whose neighbourhood is clear becomes 0. */
#ifndef BLUR_ALPHA_COVERAGE_H
#define BLUR_ALPHA_COVERAGE_H

#include <stddef.h>
#include <stdint.h>

/* Bits of what there is among some pixels. */
enum coverage { ALPHA_NOT_OPAQUE = 1, ALPHA_NOT_TRANSPARENT = 2 };

/* What there is among bytes with alpha as the last of 2 or 4 channels. */
uint8_t alpha_coverage(const uint8_t *pixels, size_t channels, size_t count);

#endif
