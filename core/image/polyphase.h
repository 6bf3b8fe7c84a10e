/* SPDX-License-Identifier: MIT
 * Polyphase split of a line: every n-th pixel into a line of its own, and the inverse. */
#ifndef BLUR_POLYPHASE_H
#define BLUR_POLYPHASE_H

#include <stddef.h>
#include <stdint.h>

/* Pixels may be copied 8 bytes at a time where that is faster, so this many samples past the end of
 * a line must be readable and writable. */
enum { polyphase_slack = 4 };

/* Pixel i*factor + p of the line becomes pixel i of the phase at phases + p*step, i < count. */
void polyphase_split(const int16_t *line, size_t channels, size_t factor, size_t count,
                     int16_t *phases, size_t step);

/* The inverse. */
void polyphase_merge(const int16_t *phases, size_t step, size_t channels, size_t factor,
                     size_t count, int16_t *line);

#endif
