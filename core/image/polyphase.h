/* SPDX-License-Identifier: MIT
 * Every n-th pixel of a line by itself, and back. */
#ifndef BLUR_POLYPHASE_H
#define BLUR_POLYPHASE_H

#include <stddef.h>
#include <stdint.h>

/* Moves of pixels are of 8 bytes where that is faster, so a line needs so many samples behind it
 * that may be read and written. */
enum { polyphase_slack = 4 };

/* Pixel i*factor + p of the line becomes pixel i of the phase at phases + p*step, i < count. */
void polyphase_split(const int16_t *line, size_t channels, size_t factor, size_t count,
                     int16_t *phases, size_t step);

/* The reverse. */
void polyphase_merge(const int16_t *phases, size_t step, size_t channels, size_t factor,
                     size_t count, int16_t *line);

#endif
