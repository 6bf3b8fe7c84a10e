/* SPDX-License-Identifier: MIT
 * A decoded image. */
#ifndef BLUR_PICTURE_H
#define BLUR_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct picture {
    size_t width, height;
    int channels;     /* 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha */
    uint8_t *samples; /* height x width x channels, owned */
};

/* Bytes of a whole image, or false where they do not fit in a size. */
bool picture_bytes(size_t width, size_t height, size_t bytes_per_pixel, size_t *bytes);

/* Whether an image of this size may be decoded; says why not. */
bool picture_within_limit(const char *label, size_t width, size_t height, uint64_t max_pixels);

void picture_free(struct picture *picture);

#endif
