/* SPDX-License-Identifier: MIT
 * The inner loops: where the time goes. Each is elementwise with a fixed order of operations, so
 * that every compiler, vector width and split of the work gives the same bytes (the build forbids
 * contraction to fused multiply-add). */
#ifndef BLUR_FLOAT_LOOPS_H
#define BLUR_FLOAT_LOOPS_H

#include <stddef.h>
#include <stdint.h>

/* Writes a row of width pixels as floats, with radius pixels of zeros on either side. padded:
 * (width + 2*radius) * channels. */
void float_pad_row(const uint8_t *row, size_t width, size_t channels, size_t radius, float *padded);

/* sum[i] = lines[0][i] * weights[0] + ... + lines[count-1][i] * weights[count-1], i < length. */
void loop_weigh_lines(const float *const *lines, const float *weights, size_t count, float *sum,
                      size_t length);

/* Adds line[i] * weights[0] + line[i + step] * weights[1] + ... (count terms) to sum[i]. */
void loop_add_shifts(const float *line, size_t step, const float *weights, size_t count, float *sum,
                     size_t length);

/* samples[i] = sum[i] * scale[i] * row_scale, rounded to nearest and saturated to 0..255. */
void loop_finish_u8(const float *sum, const float *scale, float row_scale, uint8_t *samples,
                    size_t length);

/* The same, but samples whose scale is 0 are copied from source, which may be samples itself. */
void loop_finish_or_copy_u8(const float *sum, const float *scale, float row_scale,
                            const uint8_t *source, uint8_t *samples, size_t length);

#endif
