/* SPDX-License-Identifier: MIT
 * Images that the library owns. */
#include <stdlib.h>

#include "blur.h"
#include "size.h"

Image *create_image(int width, int height, int channels)
{
    size_t pixels, bytes;
    if (width <= 0 || height <= 0 || channels <= 0)
        return NULL;
    if (!size_multiply((size_t)width, (size_t)height, &pixels) ||
        !size_multiply(pixels, (size_t)channels, &bytes) || bytes > PTRDIFF_MAX)
        return NULL;

    Image *image = malloc(sizeof *image);
    if (!image)
        return NULL;
    *image = (Image){width, height, channels, calloc(bytes, 1)};
    if (!image->data) {
        free(image);
        return NULL;
    }
    return image;
}

void free_image(Image *image)
{
    if (!image)
        return;
    free(image->data);
    free(image);
}
