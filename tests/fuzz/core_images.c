/* SPDX-License-Identifier: MIT */
#include "core_images.h"

#include <string.h>

static Image *copy_of(const struct core_call *call, const struct core_image *image)
{
    Image *copy = create_image((int)call->width, (int)call->height, call->channels);
    REQUIRE(copy);
    for (size_t y = 0; y < call->height; y++)
        memcpy(copy->data + y * call->row_bytes, core_row(image, y), call->row_bytes);
    return copy;
}

static void check_equal(const struct core_call *call, const Image *image, const uint8_t *data)
{
    REQUIRE(memcmp(image->data, data, call->row_bytes * call->height) == 0);
}

/* The article's signature takes the kernel without a promise; it is only read. */
void core_check_convolution(const struct core_call *call)
{
    Image *image = copy_of(call, &call->source), *expected = copy_of(call, &call->source);
    const ptrdiff_t stride = (ptrdiff_t)call->row_bytes;
    const blur_options options = {.size = sizeof options, .alpha = BLUR_ALPHA_STRAIGHT};
    float kernel[core_most_weights];
    const int side =
        call->kernel_width < call->kernel_height ? call->kernel_width : call->kernel_height;
    const size_t count = (size_t)side * (size_t)side;
    memcpy(kernel, call->kernel, count * sizeof *kernel);
    const int status =
        blur_convolve(&options, BLUR_UINT8, call->width, call->height, call->channels, kernel, side,
                      side, expected->data, stride, expected->data, stride);
    apply_convolution(image, image, kernel, side);
    REQUIRE(status == BLUR_OK || status == BLUR_ERROR_ARGUMENT);
    check_equal(call, image, expected->data);
    free_image(image);
    free_image(expected);
}
