/* SPDX-License-Identifier: MIT */
#include "deep_trial.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "oracle.h"

const double deep_beyond[2][4] = {{65535, 0, 40000, 77}, {-1, 0.1, 1e-3, 1}};

size_t deep_count(const struct deep_trial *trial)
{
    return trial->width * trial->height * (size_t)trial->channels;
}

size_t deep_row(const struct deep_trial *trial)
{
    return trial->width * (size_t)trial->channels * (trial->sample == BLUR_UINT16 ? 2 : 4);
}

const char *deep_text(const struct deep_trial *trial)
{
    static char text[256];
    snprintf(
        text, sizeof text,
        "sample %d, %zu x %zu x %d, k %d, sigma %g, border %d, accuracy %d, %s, %s, %d threads",
        trial->sample, trial->width, trial->height, trial->channels, trial->kernel_size,
        trial->sigma, trial->border, trial->accuracy, blur_method_name(trial->method),
        blur_variant_name(trial->variant), trial->threads);
    return text;
}

blur_options deep_options(const struct deep_trial *trial)
{
    blur_options options = {.size = sizeof options,
                            .alpha = BLUR_ALPHA_STRAIGHT,
                            .given = BLUR_GIVEN_KERNEL_SIZE | BLUR_GIVEN_SIGMA,
                            .kernel_size = trial->kernel_size,
                            .sigma = trial->sigma,
                            .border = trial->border,
                            .threads = trial->threads,
                            .accuracy = trial->accuracy,
                            .method = trial->method,
                            .variant = trial->variant};
    memcpy(options.border_value, deep_beyond[trial->sample == BLUR_FLOAT32],
           sizeof options.border_value);
    return options;
}

double deep_get(const struct deep_trial *trial, const void *image, size_t index)
{
    return trial->sample == BLUR_UINT16 ? ((const uint16_t *)image)[index]
                                        : (double)((const float *)image)[index];
}

void deep_set(const struct deep_trial *trial, void *image, size_t index, double value)
{
    if (trial->sample == BLUR_UINT16)
        ((uint16_t *)image)[index] = (uint16_t)value;
    else
        ((float *)image)[index] = (float)value;
}

static double least_of(const struct deep_trial *trial)
{
    return trial->sample == BLUR_UINT16 ? 0 : -1;
}

static double most_of(const struct deep_trial *trial)
{
    return trial->sample == BLUR_UINT16 ? 65535 : 1;
}

void *deep_noise(const struct deep_trial *trial)
{
    size_t count = deep_count(trial);
    uint8_t *bytes = oracle_memory(3 * count);
    void *image = oracle_memory(4 * count);
    oracle_noise(bytes, 3 * count, (uint32_t)(count + trial->width));
    for (size_t i = 0; i < count; i++) {
        double share =
            (bytes[3 * i] * 65536 + bytes[3 * i + 1] * 256 + bytes[3 * i + 2]) / 16777215.;
        deep_set(trial, image, i,
                 floor((least_of(trial) + share * (most_of(trial) - least_of(trial))) * 1e6) / 1e6);
    }
    free(bytes);
    return image;
}

void *deep_steps(const struct deep_trial *trial)
{
    size_t count = deep_count(trial), channels = (size_t)trial->channels;
    void *image = oracle_memory(4 * count);
    for (size_t i = 0; i < count; i++) {
        size_t channel = i % channels, x = i / channels % trial->width;
        size_t y = i / channels / trial->width;
        size_t stripe = trial->width / (channel + 2) + 1, band = trial->height / (channel + 2) + 1;
        deep_set(trial, image, i, (x / stripe + y / band) % 2 ? most_of(trial) : least_of(trial));
    }
    return image;
}

void *deep_flat(const struct deep_trial *trial, double value)
{
    void *image = oracle_memory(4 * deep_count(trial));
    for (size_t i = 0; i < deep_count(trial); i++)
        deep_set(trial, image, i, value);
    return image;
}

blur_plan *deep_plan(const struct deep_trial *trial)
{
    blur_options options = deep_options(trial);
    blur_plan *plan;
    int status = blur_plan_make(&options, trial->sample, trial->width, trial->height,
                                trial->channels, &plan);
    if (status != BLUR_OK && status != BLUR_ERROR_UNSUPPORTED)
        fail_msg("%s: %s", deep_text(trial), blur_strerror(status));
    return plan;
}

void *deep_run_plan(const struct deep_trial *trial, const blur_plan *plan, const void *image)
{
    ptrdiff_t row = (ptrdiff_t)deep_row(trial);
    void *result = oracle_memory((size_t)row * trial->height);
    assert_int_equal(blur_plan_run(plan, image, row, result, row), BLUR_OK);
    return result;
}

void *deep_run(const struct deep_trial *trial, const void *image)
{
    blur_plan *plan = deep_plan(trial);
    if (!plan)
        return NULL;
    void *result = deep_run_plan(trial, plan, image);
    blur_plan_free(plan);
    return result;
}

double *deep_exact(const struct deep_trial *trial, const void *image)
{
    double *samples = oracle_memory(deep_count(trial) * sizeof *samples);
    for (size_t i = 0; i < deep_count(trial); i++)
        samples[i] = deep_get(trial, image, i);
    const double *beyond = deep_beyond[trial->sample == BLUR_FLOAT32];
    double as_float[4];
    for (size_t i = 0; i < 4; i++)
        as_float[i] = (double)(float)beyond[i];
    double *exact =
        oracle_gaussian_of(samples, trial->width, trial->height, (size_t)trial->channels,
                           trial->kernel_size, trial->sigma, trial->border, as_float);
    free(samples);
    return exact;
}

/* Not fmax(), at which gcc 12 for arm64 crashes in a loop. */
static double larger(double a, double b)
{
    return a < b ? b : a;
}

/* What errors are in proportion to. */
static double unit_of(const struct deep_trial *trial, const void *image)
{
    double largest = 0;
    if (trial->sample == BLUR_UINT16)
        return 1;
    for (size_t i = 0; i < deep_count(trial); i++)
        largest = larger(largest, fabs(deep_get(trial, image, i)));
    for (size_t i = 0; trial->border == BLUR_BORDER_CONSTANT && i < (size_t)trial->channels; i++)
        largest = larger(largest, fabs(deep_beyond[1][i]));
    return larger(largest, ldexp(1, -126));
}

double deep_error(const struct deep_trial *trial, const void *image, const double *exact,
                  const void *result)
{
    double largest = 0;
    for (size_t i = 0; i < deep_count(trial); i++) {
        double error = fabs(deep_get(trial, result, i) - exact[i]);
        largest = error <= largest ? largest : error; /* also where it is no number */
    }
    return largest / unit_of(trial, image);
}

void deep_check_plan(const struct deep_trial *trial, const blur_plan *plan, const void *image,
                     const double *exact)
{
    static const double promised[2][2] = {{0.75, 0.55}, {1e-5, 1e-6}};
    blur_plan_info info = {.size = sizeof info};
    assert_int_equal(blur_plan_describe(plan, &info), BLUR_OK);
    void *result = deep_run_plan(trial, plan, image);
    double error = deep_error(trial, image, exact, result);
    if (!(error <= info.bound) ||
        !(info.bound <= promised[trial->sample == BLUR_FLOAT32][trial->accuracy]))
        fail_msg("%s: error %g, bound %g", deep_text(trial), error, info.bound);
    free(result);
}

bool deep_check(const struct deep_trial *trial, const void *image)
{
    blur_plan *plan = deep_plan(trial);
    if (!plan)
        return false;
    double *exact = deep_exact(trial, image);
    deep_check_plan(trial, plan, image, exact);
    free(exact);
    blur_plan_free(plan);
    return true;
}

void deep_check_same(const struct deep_trial *trial, const void *result, const void *expected)
{
    size_t bytes = deep_row(trial) * trial->height, row = trial->width * (size_t)trial->channels;
    if (memcmp(result, expected, bytes) == 0)
        return;
    for (size_t i = 0; i < deep_count(trial); i++)
        if (memcmp((const char *)result + i * (bytes / deep_count(trial)),
                   (const char *)expected + i * (bytes / deep_count(trial)),
                   bytes / deep_count(trial)) != 0)
            fail_msg("%s: row %zu, sample %zu: %.9g, not %.9g", deep_text(trial), i / row, i % row,
                     deep_get(trial, result, i), deep_get(trial, expected, i));
}
