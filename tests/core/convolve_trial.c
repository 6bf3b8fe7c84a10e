/* SPDX-License-Identifier: MIT */
#include "convolve_trial.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "oracle.h"

static const double error_bound = 0.55;

blur_options convolve_options(const struct convolve_trial *trial)
{
    blur_options options = {.size = sizeof options,
                            .alpha = BLUR_ALPHA_STRAIGHT,
                            .border = trial->border,
                            .threads = trial->threads,
                            .variant = trial->variant,
                            .accuracy = BLUR_ACCURACY_EXACT};
    memcpy(options.border_color, oracle_color, sizeof oracle_color);
    return options;
}

const char *convolve_text(const struct convolve_trial *trial)
{
    static char text[200];
    snprintf(text, sizeof text, "%zu x %zu x %d, kernel %d x %d, kind %d, border %d, how %u, %s",
             trial->width, trial->height, trial->channels, trial->kernel_width,
             trial->kernel_height, (int)trial->kind, trial->border, trial->how,
             trial->in_place ? "in place" : "apart");
    return text;
}

uint8_t *convolve_packed(const struct convolve_trial *trial, const float *kernel,
                         const uint8_t *image)
{
    blur_options options = convolve_options(trial);
    size_t row = trial->width * (size_t)trial->channels;
    uint8_t *result = oracle_memory(row * trial->height);
    if (trial->in_place)
        memcpy(result, image, row * trial->height);
    assert_int_equal(blur_convolve(&options, BLUR_UINT8, trial->width, trial->height,
                                   trial->channels, kernel, trial->kernel_width,
                                   trial->kernel_height, trial->in_place ? result : image,
                                   (ptrdiff_t)row, result, (ptrdiff_t)row),
                     BLUR_OK);
    return result;
}

void convolve_check(const struct convolve_trial *trial, const float *kernel, const uint8_t *image,
                    const uint8_t *result)
{
    size_t count = trial->width * trial->height * (size_t)trial->channels;
    struct oracle_kernel plane = {.weights = kernel,
                                  .width = trial->kernel_width,
                                  .height = trial->kernel_height,
                                  .border = trial->border,
                                  .color = oracle_color};
    double *exact =
        oracle_convolution(image, trial->width, trial->height, (size_t)trial->channels, &plane);
    double error = oracle_error(result, exact, count);
    free(exact);
    if (error > error_bound)
        fail_msg("%s: error %f", convolve_text(trial), error);
}
