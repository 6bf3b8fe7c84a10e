/* SPDX-License-Identifier: MIT
 * Finds out whether some pixels are all opaque, all transparent, or neither. */
#ifndef BLUR_ALPHA_COVERAGE_H
#define BLUR_ALPHA_COVERAGE_H

#include <stddef.h>
#include <stdint.h>

/* Bits: some pixel is not opaque; some pixel is not transparent. */
enum coverage { ALPHA_NOT_OPAQUE = 1, ALPHA_NOT_TRANSPARENT = 2 };

/* The coverage of count pixels of bytes, with alpha as the last of 2 or 4 channels. */
uint8_t alpha_coverage(const uint8_t *pixels, size_t channels, size_t count);

#endif
