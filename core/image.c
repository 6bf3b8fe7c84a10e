/* SPDX-License-Identifier: MIT
 * create_image(), free_image() and the count of live images. */
#include <stdatomic.h>
#include <stdlib.h>

#include "blur.h"
#include "image/size.h"

/* The library's only global state. */
static atomic_size_t live_images;

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
    atomic_fetch_add(&live_images, 1);
    return image;
}

void free_image(Image *image)
{
    if (!image)
        return;
    free(image->data);
    free(image);
    atomic_fetch_sub(&live_images, 1);
}

size_t blur_image_count(void)
{
    return atomic_load(&live_images);
}
