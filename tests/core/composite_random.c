/* SPDX-License-Identifier: MIT
 * composite_random(): anything that may be asked for. */
#include <stdlib.h>
#include <string.h>

#include "composite_trial.h"
#include "oracle.h"

static void choose_colors(struct composite_trial *trial)
{
    static const double of_floats[4] = {-0.5, 1.25, 0.125, 0.75};
    static const double of_words[4] = {65535, 12345, 40000, 50000.4};
    const uint8_t of_bytes[4] = {255, 10, 128, 200};
    memcpy(trial->options.border_color, of_bytes, sizeof of_bytes);
    memcpy(trial->options.border_value, trial->sample == BLUR_UINT16 ? of_words : of_floats,
           sizeof of_words);
}

/* Along y as along x, or by a size or a sigma of its own; either axis may be left alone. */
static void choose_gaussian(struct composite_trial *trial, uint32_t *state)
{
    static const int sizes[] = {1, 3, 5, 7, 9, 13, 21, 31, 45, 71, 121};
    static const double sigmas[] = {0, 0.4, 1, 1.7, 2.5, 4, 7, 11, 30};
    enum {
        size_count = sizeof sizes / sizeof *sizes,
        sigma_count = sizeof sigmas / sizeof *sigmas
    };
    blur_options *options = &trial->options;
    options->given = composite_number(state, 16);
    options->kernel_size = sizes[1 + composite_number(state, size_count - 1)];
    options->kernel_size_y = sizes[composite_number(state, size_count)];
    options->sigma = sigmas[1 + composite_number(state, sigma_count - 1)];
    options->sigma_y = sigmas[composite_number(state, sigma_count)];
    options->accuracy = (int32_t)composite_number(state, 2);
}

/* A box, a product with a slope, any weights, or ones of both signs. Their sums are far from 0. */
static void choose_kernel(struct composite_trial *trial, uint32_t *state)
{
    static float weights[4][81];
    static bool made;
    uint32_t own = 5;
    for (int i = 0; i < 81 && !made; i++) {
        weights[0][i] = 0.25f;
        weights[1][i] = (float)(i / 9 + 1) * (float)(10 - i % 9);
        weights[2][i] = (float)composite_number(&own, 100) / 10;
        weights[3][i] = (float)(i % 2 ? -1 : 3) + (float)composite_number(&own, 100) / 100;
    }
    made = true;
    trial->kernel = weights[composite_number(state, 4)];
    trial->kernel_width = 1 + 2 * (int)composite_number(state, 5);
    trial->kernel_height = 1 + 2 * (int)composite_number(state, 5);
    trial->options.raw = composite_number(state, 3) == 0;
    if (trial->options.raw && composite_number(state, 2))
        trial->options.bias = 0.375;
}

static void choose_regions(struct composite_trial *trial, uint32_t *state)
{
    blur_options *options = &trial->options;
    options->regions = trial->regions;
    options->region_count = composite_number(state, composite_regions_most + 1);
    for (size_t i = 0; i < options->region_count; i++)
        trial->regions[i] = (blur_region){(int64_t)composite_number(state, 50) - 5,
                                          (int64_t)composite_number(state, 50) - 5,
                                          composite_number(state, 20), composite_number(state, 20)};
    if (composite_number(state, 2))
        options->feather = (int32_t)composite_number(state, 8);
}

/* Some of it nothing, some of it all, some of it between. */
static void choose_mask(struct composite_trial *trial, uint32_t *state)
{
    blur_options *options = &trial->options;
    const bool is_sharp = composite_number(state, 2);
    const size_t step = trial->width + composite_number(state, 4);
    trial->mask = oracle_memory(step * trial->height);
    oracle_noise(trial->mask, step * trial->height, *state);
    for (size_t i = 0; i < step * trial->height; i++) {
        const size_t patch = i % step / 6 + i / step / 4;
        if (is_sharp || patch % 3 < 2)
            trial->mask[i] = patch % 3 ? 255 : 0;
    }
    const bool is_upside_down = composite_number(state, 2);
    options->mask = trial->mask + (is_upside_down ? (trial->height - 1) * step : 0);
    options->mask_stride = is_upside_down ? -(ptrdiff_t)step : (ptrdiff_t)step;
    options->mask_width = trial->width;
    options->mask_height = trial->height;
}

void composite_random(struct composite_trial *trial, uint32_t seed)
{
    uint32_t state = seed * 2654435761u + 17;
    *trial = (struct composite_trial){.options = {.size = sizeof trial->options, .threads = 1}};
    trial->sample = 1 + (int)composite_number(&state, 3);
    trial->width = 1 + composite_number(&state, 40);
    trial->height = 1 + composite_number(&state, 40);
    trial->channels = 1 + (int)composite_number(&state, 4);
    blur_options *options = &trial->options;
    options->border = (int32_t)composite_number(&state, 6);
    options->alpha = composite_number(&state, 4) == 0;
    options->light = trial->sample != BLUR_FLOAT32 && composite_number(&state, 2);
    options->dither = composite_number(&state, 4) == 0;
    choose_colors(trial);
    const uint32_t kind = composite_number(&state, 8);
    if (kind < 5)
        choose_gaussian(trial, &state);
    else if (kind < 7)
        choose_kernel(trial, &state);
    else
        options->pixelate = 1 + (int32_t)composite_number(&state, 20);
    const uint32_t part = composite_number(&state, 4);
    if (part == 1)
        choose_regions(trial, &state);
    else if (part == 2)
        choose_mask(trial, &state);
    options->inverts = part > 0 && part < 3 && composite_number(&state, 3) == 0;
}
