/* SPDX-License-Identifier: MIT */
#include "trial.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* A kernel for each of oracle_ways that its method can do. */
static const struct kernel {
    int size;
    double sigma;
} kernels[oracle_way_count] = {{9, 1.7},    {45, 6.3}, {65, 9},  {65, 9},
                               {101, 14.5}, {181, 25}, {45, 15}, {401, 57}};

struct oracle_trial trial_of(size_t way, size_t width, size_t height, int channels, int border)
{
    return (struct oracle_trial){.width = width,
                                 .height = height,
                                 .channels = channels,
                                 .kernel_size = kernels[way].size,
                                 .sigma = kernels[way].sigma,
                                 .border = border,
                                 .threads = 1,
                                 .way = oracle_ways[way]};
}

uint8_t *trial_noise(const struct oracle_trial *trial)
{
    size_t count = trial->width * trial->height * (size_t)trial->channels;
    uint8_t *image = oracle_memory(count);
    oracle_noise(image, count, (uint32_t)(count + trial->width));
    return image;
}

void trial_check_same(const struct oracle_trial *trial, const uint8_t *result,
                      const uint8_t *expected)
{
    size_t row = trial->width * (size_t)trial->channels;
    for (size_t i = 0; i < row * trial->height; i++)
        if (result[i] != expected[i])
            fail_msg("%s: row %zu, sample %zu: %d, not %d", oracle_text(trial), i / row, i % row,
                     result[i], expected[i]);
}

blur_plan_info trial_describe(const blur_plan *plan)
{
    blur_plan_info info = {.size = sizeof info};
    assert_int_equal(blur_plan_describe(plan, &info), BLUR_OK);
    return info;
}
