/* SPDX-License-Identifier: MIT
 * Makes half kernels: normalized, without negligible tails, folded if longer than the image. */
#include "kernel/half_kernel.h"

#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "image/sample.h"
#include "kernel/fold.h"
#include "kernel/gaussian_weights.h"

/* A tail of less than this weight is dropped: at most 0.0005 level over both axes, three times that
 * with a renormalizing border. */
static const double byte_tail_limit = 1e-6;

/* For wider samples: at most 0.003 of 65535 levels over both axes, 4e-8 of a float; three times
 * that with a renormalizing border. */
static const double deep_tail_limit = 2e-8;

static void trim_tail(struct half_kernel *kernel, double limit)
{
    double tail = 0;
    while (kernel->radius > 0 && tail + 2 * kernel->weights[kernel->radius] < limit) {
        tail += 2 * kernel->weights[kernel->radius];
        kernel->radius--;
    }
    kernel->left_out = tail;
}

/* Makes the weights sum to 1 over both sides. */
static void normalize(struct half_kernel *kernel)
{
    double sum = kernel->weights[0];
    for (size_t i = 1; i <= kernel->radius; i++)
        sum += 2 * kernel->weights[i];
    for (size_t i = 0; i <= kernel->radius; i++)
        kernel->weights[i] /= sum;
}

bool half_kernel_make(struct half_kernel *half, const double *weights, size_t radius,
                      const struct kernel_axis *axis)
{
    const bool renormalizes = axis->border == BLUR_BORDER_RENORMALIZE;
    half->axis = *axis;
    half->radius = renormalizes && radius >= axis->length ? axis->length - 1 : radius;
    half->weights = malloc((half->radius + 1) * sizeof *half->weights);
    if (!half->weights)
        return false;
    memcpy(half->weights, weights + radius, (half->radius + 1) * sizeof *half->weights);
    normalize(half);
    trim_tail(half, sample_is_byte(axis->sample) ? byte_tail_limit : deep_tail_limit);
    normalize(half);
    return true;
}

bool half_kernel_gaussian(struct half_kernel *half, int32_t kernel_size, double sigma,
                          const struct kernel_axis *axis)
{
    bool made = false;
    double *weights = malloc((size_t)kernel_size * sizeof *weights);
    if (weights) {
        gaussian_weights(kernel_size, sigma, weights);
        made = half_kernel_make(half, weights, (size_t)kernel_size / 2, axis);
    }
    free(weights);
    return made;
}

bool half_kernel_fold(const struct half_kernel *half, struct half_kernel *folded)
{
    const size_t radius = half->radius;
    const struct fold fold = fold_make(radius, half->axis.length, half->axis.border);
    size_t to;
    *folded = (struct half_kernel){fold.folded, NULL, half->left_out, half->axis};
    folded->weights = calloc(fold.folded + 1, sizeof *folded->weights);
    if (!folded->weights)
        return false;
    if (fold.folded == radius) {
        memcpy(folded->weights, half->weights, (radius + 1) * sizeof *half->weights);
        return true;
    }
    for (size_t tap = 0; tap <= 2 * radius; tap++)
        if (fold_tap(&fold, tap, &to) && to >= fold.folded)
            folded->weights[to - fold.folded] +=
                half->weights[tap < radius ? radius - tap : tap - radius];
    return true;
}

void half_kernel_free(struct half_kernel *half)
{
    free(half->weights);
    half->weights = NULL;
}
