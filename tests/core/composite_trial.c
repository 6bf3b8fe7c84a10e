/* SPDX-License-Identifier: MIT */
#include "composite_trial.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "oracle.h"
#include "trial.h"

size_t composite_pixel(const struct composite_trial *trial)
{
    const size_t sample = trial->sample == BLUR_UINT8 ? 1 : trial->sample == BLUR_UINT16 ? 2 : 4;
    return sample * (size_t)trial->channels;
}

size_t composite_row(const struct composite_trial *trial)
{
    return trial->width * composite_pixel(trial);
}

size_t composite_bytes(const struct composite_trial *trial)
{
    return trial->height * composite_row(trial);
}

const char *composite_text(const struct composite_trial *trial)
{
    static char text[400];
    const blur_options *o = &trial->options;
    snprintf(text, sizeof text,
             "sample %d, %zu x %zu x %d, given %u, k %d/%d, sigma %g/%g, border %d, accuracy %d, "
             "alpha %d, light %d, dither %d, %zu regions, feather %d, mask %d, inverts %d, "
             "pixelate %d, kernel %d x %d, raw %d, bias %g, %s, %d threads",
             trial->sample, trial->width, trial->height, trial->channels, o->given, o->kernel_size,
             o->kernel_size_y, o->sigma, o->sigma_y, o->border, o->accuracy, o->alpha, o->light,
             o->dither, o->region_count, o->feather, o->mask != NULL, o->inverts, o->pixelate,
             trial->kernel_width, trial->kernel_height, o->raw, o->bias,
             blur_variant_name(o->variant), o->threads);
    return text;
}

/* ---- Images -------------------------------------------------------------------------------- */

uint32_t composite_number(uint32_t *state, uint32_t below)
{
    *state = *state * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)(*state >> 8) * below >> 24);
}

double composite_get(const struct composite_trial *trial, const void *image, size_t index)
{
    if (trial->sample == BLUR_UINT8)
        return ((const uint8_t *)image)[index];
    return trial->sample == BLUR_UINT16 ? ((const uint16_t *)image)[index]
                                        : (double)((const float *)image)[index];
}

void composite_set(const struct composite_trial *trial, void *image, size_t index, double value)
{
    if (trial->sample == BLUR_UINT8)
        ((uint8_t *)image)[index] = (uint8_t)value;
    else if (trial->sample == BLUR_UINT16)
        ((uint16_t *)image)[index] = (uint16_t)value;
    else
        ((float *)image)[index] = (float)value;
}

double *composite_samples(const struct composite_trial *trial, const void *image)
{
    const size_t count = trial->width * trial->height * (size_t)trial->channels;
    double *samples = oracle_memory(count * sizeof *samples);
    for (size_t i = 0; i < count; i++)
        samples[i] = composite_get(trial, image, i);
    return samples;
}

/* A part of white: in some patches 0, in some 1, in some faint, in some anything. */
static double patchy(uint32_t patch, uint32_t noise)
{
    const double share = noise / 65535.0;
    return patch == 0 ? 0 : patch == 1 ? 1 : patch == 2 ? share * 3 / 255 : share;
}

void *composite_picture(const struct composite_trial *trial, uint32_t seed)
{
    const size_t channels = (size_t)trial->channels, pixels = trial->width * trial->height;
    unsigned char *image = oracle_memory(composite_bytes(trial));
    uint32_t state = seed * 2654435761u + 1;
    for (size_t i = 0; i < pixels; i++) {
        const size_t x = i % trial->width / 7, y = i / trial->width / 5;
        uint32_t patch = (uint32_t)(x * 5 + y * 3 + x * y + seed);
        patch ^= patch >> 2;
        for (size_t k = 0; k < channels; k++) {
            double value = patchy((patch >> 1) % 4, composite_number(&state, 65536));
            if (composite_has_alpha(trial) && k + 1 == channels)
                value = patchy(patch % 4, composite_number(&state, 65536));
            else if (trial->sample == BLUR_FLOAT32)
                value = 2 * value - 0.5;
            composite_set(trial, image, i * channels + k, value * composite_white(trial));
        }
    }
    return image;
}

void *composite_flat(const struct composite_trial *trial, const double *pixel)
{
    const size_t channels = (size_t)trial->channels;
    void *image = oracle_memory(composite_bytes(trial));
    for (size_t i = 0; i < trial->width * trial->height * channels; i++)
        composite_set(trial, image, i,
                      floor(pixel[i % channels] * composite_white(trial) * 1024) / 1024);
    return image;
}

/* ---- Runs ---------------------------------------------------------------------------------- */

int composite_make_plan(const struct composite_trial *trial, blur_plan **plan)
{
    if (trial->kernel)
        return blur_plan_make_convolution(&trial->options, trial->sample, trial->width,
                                          trial->height, trial->channels, trial->kernel,
                                          trial->kernel_width, trial->kernel_height, plan);
    return blur_plan_make(&trial->options, trial->sample, trial->width, trial->height,
                          trial->channels, plan);
}

blur_plan *composite_plan(const struct composite_trial *trial)
{
    blur_plan *plan;
    const int status = composite_make_plan(trial, &plan);
    if (status != BLUR_OK)
        fail_msg("%s: %s", composite_text(trial), blur_strerror(status));
    return plan;
}

/* Into garbage, so that what is not written shows. */
void *composite_run(const struct composite_trial *trial, const blur_plan *plan, const void *image)
{
    const ptrdiff_t row = (ptrdiff_t)composite_row(trial);
    uint8_t *result = oracle_memory(composite_bytes(trial));
    oracle_noise(result, composite_bytes(trial), 99);
    assert_int_equal(blur_plan_run(plan, image, row, result, row), BLUR_OK);
    return result;
}

void *composite_stream(const struct composite_trial *trial, const blur_plan *plan,
                       const void *image)
{
    const size_t row = composite_row(trial);
    uint8_t *result = oracle_memory(composite_bytes(trial));
    blur_stream *stream;
    size_t pulled = 0;
    assert_int_equal(blur_stream_open(plan, &stream), BLUR_OK);
    for (size_t y = 0; y < trial->height; y++) {
        assert_int_equal(blur_stream_push(stream, (const uint8_t *)image + y * row), BLUR_OK);
        for (; blur_stream_rows(stream) > 0; pulled++)
            assert_int_equal(blur_stream_pull(stream, result + pulled * row), BLUR_OK);
    }
    assert_int_equal(pulled, trial->height);
    blur_stream_close(stream);
    return result;
}

void composite_check_same(const struct composite_trial *trial, const char *what, const void *result,
                          const void *expected)
{
    const uint8_t *a = result, *b = expected;
    const size_t row = composite_row(trial);
    if (memcmp(a, b, composite_bytes(trial)) == 0)
        return;
    for (size_t i = 0; i < composite_bytes(trial); i++)
        if (a[i] != b[i])
            fail_msg("%s: %s: row %zu, byte %zu: %d, not %d", composite_text(trial), what, i / row,
                     i % row, a[i], b[i]);
}

/* ---- Errors -------------------------------------------------------------------------------- */

struct errors {
    double promised, bound; /* by the accuracy, and by the plan; of floats, of the largest */
    double largest;         /* of floats */
};

static struct errors errors_of(const struct composite_trial *trial, const blur_plan *plan,
                               const double *samples)
{
    static const double of_gaussian[3][2] = {{0.75, 0.55}, {0.75, 0.55}, {1e-5, 1e-6}};
    static const double of_kernel[3] = {0.55, 0.65, 1e-5};
    struct errors errors = {trial->kernel ? of_kernel[trial->sample - 1]
                                          : of_gaussian[trial->sample - 1][trial->options.accuracy],
                            trial_describe(plan).bound, 1};
    if (trial->sample == BLUR_UINT16 && !trial->kernel &&
        (composite_premultiplies(trial) || trial->options.light == BLUR_LIGHT_LINEAR))
        errors.promised = 1;
    if (trial->sample != BLUR_FLOAT32)
        return errors;
    const size_t channels = (size_t)trial->channels;
    for (size_t i = 0; i < trial->width * trial->height * channels; i++)
        errors.largest = fmax(errors.largest, fabs(samples[i]));
    for (size_t i = 0; i < channels; i++)
        errors.largest = fmax(errors.largest, fabs(trial->options.border_value[i]));
    return errors;
}

/* What a colour may be off whose alpha is so much. */
static double allowed(const struct composite_trial *trial, const struct errors *errors,
                      double alpha)
{
    const bool is_faint = composite_premultiplies(trial) && alpha < composite_white(trial);
    const double dithers = trial->options.dither && trial->sample == BLUR_UINT8 ? 0.5 : 0;
    double raw = 1;
    for (int i = 0; trial->options.raw && i < trial->kernel_width * trial->kernel_height; i++)
        raw += fabs((double)trial->kernel[i]);
    if (trial->sample == BLUR_FLOAT32)
        return errors->promised * errors->largest * raw * (is_faint ? 2 / alpha : 1);
    if (trial->sample == BLUR_UINT16 && is_faint)
        return (errors->bound - 0.5) * 2 * 65535 / alpha + 0.5;
    const bool is_least = is_faint && alpha < 2;
    return fmax(errors->promised, is_least ? 0.75 : 0) + dithers;
}

static double saturated(const struct composite_trial *trial, double sample)
{
    return trial->sample == BLUR_FLOAT32 ? sample : fmin(fmax(sample, 0), composite_white(trial));
}

static void check_pixel(const struct composite_trial *trial, const struct errors *errors,
                        size_t pixel, const void *result, const double *exact)
{
    const size_t channels = (size_t)trial->channels, first = pixel * channels;
    const bool weighs = composite_premultiplies(trial);
    const double white = composite_white(trial);
    const double alpha = weighs ? composite_get(trial, result, first + channels - 1) : white;
    const struct errors of_alpha = {errors->promised, errors->promised, errors->largest};
    for (size_t k = 0; k < channels; k++) {
        const bool is_alpha = composite_has_alpha(trial) && k + 1 == channels;
        const double is = composite_get(trial, result, first + k);
        const double right = saturated(trial, exact[first + k]);
        const double weight = fmin(alpha, weighs ? exact[first + channels - 1] : white);
        if (is_alpha && composite_keeps_alpha(trial))
            continue;
        if (weighs && !is_alpha && alpha <= 0) {
            if (is != 0)
                fail_msg("%s: pixel %zu is not seen, but %g", composite_text(trial), pixel, is);
            continue;
        }
        const double most = is_alpha ? allowed(trial, &of_alpha, white)
                                     : allowed(trial, errors, fmax(weight, white * 1e-6));
        if (!(fabs(is - right) <= most))
            fail_msg("%s: pixel %zu,%zu, channel %zu, alpha %g: %.9g, not %.9g: off by %g of %g",
                     composite_text(trial), pixel % trial->width, pixel / trial->width, k, alpha,
                     is, right, fabs(is - right), most);
    }
}

static void check_copied(const struct composite_trial *trial, size_t pixel, const void *image,
                         const void *result, bool alpha_alone)
{
    const size_t bytes = composite_pixel(trial);
    const size_t of_alpha = bytes / (size_t)trial->channels;
    const size_t offset = pixel * bytes + (alpha_alone ? bytes - of_alpha : 0);
    if (memcmp((const char *)image + offset, (const char *)result + offset,
               alpha_alone ? of_alpha : bytes) != 0)
        fail_msg("%s: pixel %zu,%zu is not what it was", composite_text(trial),
                 pixel % trial->width, pixel / trial->width);
}

void composite_check(const struct composite_trial *trial, const void *image)
{
    blur_plan *plan = composite_plan(trial);
    void *result = composite_run(trial, plan, image);
    double *samples = composite_samples(trial, image), *exact = composite_exact(trial, samples);
    const struct errors errors = errors_of(trial, plan, samples);
    for (size_t i = 0; i < trial->width * trial->height; i++) {
        if (composite_is_copy(trial) ||
            composite_weight(trial, i % trial->width, i / trial->width) == 0)
            check_copied(trial, i, image, result, false);
        else
            check_pixel(trial, &errors, i, result, exact);
        if (composite_keeps_alpha(trial))
            check_copied(trial, i, image, result, true);
    }
    free(result);
    free(samples);
    free(exact);
    blur_plan_free(plan);
}
