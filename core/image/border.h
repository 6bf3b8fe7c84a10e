/* SPDX-License-Identifier: MIT
 * Which sample stands for one beyond the edge. */
#ifndef BLUR_BORDER_H
#define BLUR_BORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The index in 0..length-1 whose sample stands at index, which may lie any distance beyond either
 * end; -1 where none does (renormalize, constant). */
ptrdiff_t border_index(ptrdiff_t index, size_t length, int border);

/* Beyond this distance from any of the positions a border has nothing new to give: what stands
 * there stands nearer, too. */
struct border_repeat {
    size_t distance;
    size_t period; /* from there on samples repeat after so many; 0: all are the same */
};

/* For any border but renormalize, beyond which there is nothing. */
struct border_repeat border_repeat(size_t length, int border);

#endif
