/* SPDX-License-Identifier: MIT
 * Regions on the command line: WIDTHxHEIGHT{+-}X{+-}Y, as for X11 windows. A number with % is a
 * share of the picture's width or height; a - before an offset counts from the right or lower
 * edge to that edge of the region; the offset after it may be negative itself, as in +-5. */
#ifndef BLUR_GEOMETRY_H
#define BLUR_GEOMETRY_H

#include <stdbool.h>
#include <stddef.h>

#include "blur.h"

struct geometry_length {
    double value;
    bool is_percent;
};

struct geometry {
    const char *text; /* as typed */
    struct geometry_length width, height, x, y;
    bool from_right, from_bottom;
};

/* The text must outlive the geometry. False: it is malformed. */
bool geometry_parse(const char *text, struct geometry *geometry);

/* The pixels of a picture; partly covered ones count. False: there are none. */
bool geometry_region(const struct geometry *geometry, size_t width, size_t height,
                     blur_region *region);

#endif
