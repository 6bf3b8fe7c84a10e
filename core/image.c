/* SPDX-License-Identifier: MIT
 * Images that the library owns. */
#include <stdatomic.h>
#include <stdlib.h>

#include "blur.h"
#include "image/size.h"

/* Images made and not freed. The one thing in the core that outlives a call. */
static atomic_size_t images_alive;

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
    atomic_fetch_add(&images_alive, 1);
    return image;
}

void free_image(Image *image)
{
    if (!image)
        return;
    free(image->data);
    free(image);
    atomic_fetch_sub(&images_alive, 1);
}

size_t blur_image_count(void)
{
    return atomic_load(&images_alive);
}
