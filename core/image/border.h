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

#endif
