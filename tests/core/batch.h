/* SPDX-License-Identifier: MIT
 * Images for blur_gaussian_many(), and the results of blur_gaussian() that it must give. */
#ifndef BLUR_BATCH_H
#define BLUR_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blur.h"

/* What stands in dst before a call. */
enum { batch_untouched = 0xa5 };

/* Sources of noise, what blur_gaussian() makes of them, and places for the results: the sources
 * themselves where it is done in place. */
struct batch {
    size_t count;
    bool in_place;
    Image *src, *dst;
    uint8_t **expected;
};

/* Shapes to make a batch of: small and large, with any number of channels. */
enum { batch_mixed_count = 9 };
extern const Image batch_mixed[batch_mixed_count];

/* Those that give nothing but the size of the kernel. */
blur_options batch_options(int kernel_size);

/* Of count images; their shapes are these, by turns. */
struct batch batch_make(const Image *shapes, size_t shape_count, size_t count, bool in_place,
                        const blur_options *options);
void batch_free(struct batch *batch);

/* The noise of source i, or what else stands in dst before the call. */
void batch_fill(const struct batch *batch, size_t i);

/* Fills all, and blurs; the status. */
int batch_blur(const struct batch *batch, const blur_options *options);

void batch_check_results(const struct batch *batch);
void batch_check_untouched(const struct batch *batch);

/* Blurs anew on so many threads, and checks the results. */
void batch_check(const struct batch *batch, const blur_options *options, int threads);

#endif
