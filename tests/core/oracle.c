/* SPDX-License-Identifier: MIT */
#include "oracle.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "plan.h"

void *oracle_memory(size_t size)
{
    void *memory = malloc(size ? size : 1);
    if (!memory) {
        fputs("no memory for the test\n", stderr);
        exit(99);
    }
    return memory;
}

bool oracle_tries(unsigned trial, unsigned of_so_many)
{
    return !oracle_is_slow || trial % of_so_many == 0;
}

void oracle_noise(uint8_t *samples, size_t count, uint32_t seed)
{
    uint32_t state = seed * 2654435761u + 12345;
    for (size_t i = 0; i < count; i++) {
        state = state * 1664525u + 1013904223u;
        samples[i] = (uint8_t)(state >> 24);
    }
}

/* One step at a time, where the library computes a modulus. -1: nothing is there. */
static long sample_at(long i, long n, int border)
{
    while (i < 0 || i >= n) {
        switch (border) {
        case BLUR_BORDER_REPLICATE:
            i = i < 0 ? 0 : n - 1;
            break;
        case BLUR_BORDER_REFLECT:
            i = i < 0 ? -i - 1 : 2 * n - 1 - i;
            break;
        case BLUR_BORDER_MIRROR:
            i = n == 1 ? 0 : i < 0 ? -i : 2 * n - 2 - i;
            break;
        case BLUR_BORDER_WRAP:
            i = i < 0 ? i + n : i - n;
            break;
        default:
            return -1;
        }
    }
    return i;
}

/* What the lines of an axis have in common: where the taps of all positions, from the first one's
 * first to the last one's last, find their samples (-1: beyond), and what the taps that count sum
 * up to at each position. The rule of the border, step by step, would otherwise be most of the
 * work. */
struct axis {
    size_t n, taps;
    const double *weights;
    long *from;
    double *totals, *values, *sums; /* the latter two of one line at a time */
};

static struct axis make_axis(size_t n, const double *weights, size_t taps, int border)
{
    struct axis axis = {.n = n, .taps = taps, .weights = weights};
    size_t all = n + taps - 1;
    axis.from = oracle_memory(all * sizeof *axis.from);
    axis.totals = oracle_memory((2 * n + all) * sizeof *axis.totals);
    axis.sums = axis.totals + n;
    axis.values = axis.sums + n;
    for (size_t i = 0; i < all; i++)
        axis.from[i] = sample_at((long)i - (long)taps / 2, (long)n, border);
    for (size_t i = 0; i < n; i++) {
        axis.totals[i] = 0;
        for (size_t tap = 0; tap < taps; tap++)
            if (axis.from[i + tap] >= 0 || border != BLUR_BORDER_RENORMALIZE)
                axis.totals[i] += weights[tap];
    }
    return axis;
}

static void free_axis(struct axis *axis)
{
    free(axis->from);
    free(axis->totals);
}

/* Blurs a line, whose values lie step apart. Each sum gathers its taps in their order; that all
 * sums take the same tap at a time lets compilers add several at once. */
static void blur_line(const struct axis *axis, const double *in, double *out, size_t step,
                      double beyond)
{
    double *restrict sums = axis->sums;
    for (size_t i = 0; i < axis->n + axis->taps - 1; i++)
        axis->values[i] = axis->from[i] < 0 ? beyond : in[(size_t)axis->from[i] * step];
    for (size_t i = 0; i < axis->n; i++)
        sums[i] = 0;
    for (size_t tap = 0; tap < axis->taps; tap++) {
        const double *values = axis->values + tap, weight = axis->weights[tap];
        for (size_t i = 0; i < axis->n; i++)
            sums[i] += weight * values[i];
    }
    for (size_t i = 0; i < axis->n; i++)
        out[i * step] = sums[i] / axis->totals[i];
}

double *oracle_weights(int kernel_size, double sigma)
{
    double *weights = oracle_memory((size_t)kernel_size * sizeof *weights), sum = 0;
    long radius = kernel_size / 2;
    for (long i = -radius; i <= radius; i++) {
        weights[i + radius] = i == 0 ? 1 : exp(-(double)i * (double)i / (2 * sigma * sigma));
        sum += weights[i + radius];
    }
    for (long i = 0; i < kernel_size; i++)
        weights[i] /= sum;
    return weights;
}

void oracle_fold(double *weighs, size_t n, size_t at, const double *weights, size_t radius,
                 int border)
{
    double sum = 0;
    memset(weighs, 0, (n + 1) * sizeof *weighs);
    for (size_t tap = 0; tap <= 2 * radius; tap++) {
        long from = sample_at((long)(at + tap) - (long)radius, (long)n, border);
        if (from < 0 && border == BLUR_BORDER_RENORMALIZE)
            continue;
        weighs[from < 0 ? n : (size_t)from] += weights[tap];
        sum += weights[tap];
    }
    for (size_t i = 0; i <= n; i++)
        weighs[i] /= sum;
}

const struct oracle_way oracle_ways[oracle_way_count] = {
    {BLUR_METHOD_DIRECT, 0, 0},    {BLUR_METHOD_MULTIRATE, 1, 2},   {BLUR_METHOD_MULTIRATE, 1, 4},
    {BLUR_METHOD_MULTIRATE, 2, 2}, {BLUR_METHOD_MULTIRATE, 4, 4},   {BLUR_METHOD_MULTIRATE, 8, 8},
    {BLUR_METHOD_COSINE, 0, 0},    {BLUR_METHOD_MULTIRATE, 16, 16},
};

const struct oracle_trial oracle_large[oracle_large_count] = {
    {.channels = 1,
     .threads = 1,
     .kernel_size = 5,
     .sigma = 1.1,
     .way = {BLUR_METHOD_DIRECT, 0, 0}},
    {.channels = 1, .threads = 1, .kernel_size = 31, .sigma = 5, .way = {BLUR_METHOD_DIRECT, 0, 0}},
    {.channels = 1, .threads = 1, .kernel_size = 31, .sigma = 5, .way = {BLUR_METHOD_COSINE, 0, 0}},
    {.channels = 1,
     .threads = 1,
     .kernel_size = 31,
     .sigma = 5,
     .accuracy = 1,
     .way = {BLUR_METHOD_COSINE, 0, 0}},
    {.channels = 1,
     .threads = 1,
     .kernel_size = 65,
     .sigma = 9,
     .way = {BLUR_METHOD_MULTIRATE, 1, 2}},
    {.channels = 1,
     .threads = 1,
     .kernel_size = 65,
     .sigma = 9,
     .way = {BLUR_METHOD_MULTIRATE, 1, 4}},
    {.channels = 1,
     .threads = 1,
     .kernel_size = 65,
     .sigma = 9,
     .way = {BLUR_METHOD_MULTIRATE, 2, 2}},
    {.channels = 1,
     .threads = 1,
     .kernel_size = 101,
     .sigma = 14.5,
     .way = {BLUR_METHOD_MULTIRATE, 4, 4}},
    {.channels = 1,
     .threads = 1,
     .kernel_size = 181,
     .sigma = 25,
     .way = {BLUR_METHOD_MULTIRATE, 8, 8}},
    {.channels = 1,
     .threads = 1,
     .kernel_size = 401,
     .sigma = 57,
     .way = {BLUR_METHOD_MULTIRATE, 16, 16}},
    {.channels = 1,
     .threads = 1,
     .kernel_size = 401,
     .sigma = 300,
     .way = {BLUR_METHOD_COSINE, 0, 0}},
};

const uint8_t oracle_color[4] = {255, 0, 255, 10};

blur_options oracle_options(const struct oracle_trial *trial)
{
    blur_options options = {.size = sizeof options,
                            .alpha = BLUR_ALPHA_STRAIGHT,
                            .given = BLUR_GIVEN_KERNEL_SIZE | BLUR_GIVEN_SIGMA,
                            .kernel_size = trial->kernel_size,
                            .sigma = trial->sigma,
                            .border = trial->border,
                            .threads = trial->threads,
                            .accuracy = trial->accuracy,
                            .method = trial->way.method,
                            .variant = trial->variant};
    memcpy(options.border_color, oracle_color, sizeof oracle_color);
    return options;
}

static _Noreturn void give_up(const struct oracle_trial *trial, int status)
{
    fprintf(stderr, "%s: %s\n", oracle_text(trial), blur_strerror(status));
    exit(99);
}

blur_plan *oracle_plan(const struct oracle_trial *trial)
{
    blur_options options = oracle_options(trial);
    blur_plan *plan;
    int status = trial->way.factor_y != 0
                     ? plan_make_multirate(&options, BLUR_UINT8, trial->width, trial->height,
                                           trial->channels, (size_t)trial->way.factor_x,
                                           (size_t)trial->way.factor_y, &plan)
                     : blur_plan_make(&options, BLUR_UINT8, trial->width, trial->height,
                                      trial->channels, &plan);
    if (status != BLUR_OK && status != BLUR_ERROR_UNSUPPORTED)
        give_up(trial, status);
    return plan;
}

uint8_t *oracle_run(const blur_plan *plan, const struct oracle_trial *trial, const uint8_t *image)
{
    size_t row = trial->width * (size_t)trial->channels;
    uint8_t *result = oracle_memory(row * trial->height);
    int status = blur_plan_run(plan, image, (ptrdiff_t)row, result, (ptrdiff_t)row);
    if (status != BLUR_OK)
        give_up(trial, status);
    return result;
}

const char *oracle_text(const struct oracle_trial *trial)
{
    static char text[256];
    snprintf(text, sizeof text,
             "%zu x %zu x %d, k %d, sigma %g, border %d, accuracy %d, %s %d x %d, %s, %d threads",
             trial->width, trial->height, trial->channels, trial->kernel_size, trial->sigma,
             trial->border, trial->accuracy, blur_method_name(trial->way.method),
             trial->way.factor_x, trial->way.factor_y, blur_variant_name(trial->variant),
             trial->threads);
    return text;
}

static double *doubles_of(const uint8_t *image, size_t count)
{
    double *samples = oracle_memory(count * sizeof *samples);
    memset(samples, 0, count * sizeof *samples);
    for (size_t i = 0; i < count; i++)
        samples[i] = image[i];
    return samples;
}

double *oracle_gaussian_of(const double *image, size_t width, size_t height, size_t channels,
                           int kernel_size, double sigma, int border, const double *beyonds)
{
    size_t count = width * height * channels, row = width * channels;
    double *a = oracle_memory(count * sizeof *a), *b = oracle_memory(count * sizeof *b);
    double *weights = oracle_weights(kernel_size, sigma);
    struct axis along = make_axis(width, weights, (size_t)kernel_size, border);
    struct axis down = make_axis(height, weights, (size_t)kernel_size, border);
    for (size_t channel = 0; channel < channels; channel++) {
        /* Where nothing counts that is beyond, 0 adds nothing. */
        double beyond = beyonds && border == BLUR_BORDER_CONSTANT ? beyonds[channel] : 0;
        for (size_t y = 0; y < height; y++)
            blur_line(&along, image + y * row + channel, b + y * row + channel, channels, beyond);
        for (size_t x = 0; x < row; x += channels)
            blur_line(&down, b + x + channel, a + x + channel, row, beyond);
    }
    free_axis(&along);
    free_axis(&down);
    free(weights);
    free(b);
    return a;
}

double *oracle_gaussian(const uint8_t *image, size_t width, size_t height, size_t channels,
                        int kernel_size, double sigma, int border, const uint8_t *color)
{
    size_t count = width * height * channels;
    double *samples = doubles_of(image, count), beyond[4] = {0};
    for (size_t i = 0; color && i < channels; i++)
        beyond[i] = color[i];
    double *exact =
        oracle_gaussian_of(samples, width, height, channels, kernel_size, sigma, border, beyond);
    free(samples);
    return exact;
}

/* A packed image. */
struct packed {
    const double *image;
    long width, height, channels;
};

static double sample_of(const struct packed *packed, long x, long y, long channel)
{
    return packed->image[(y * packed->width + x) * packed->channels + channel];
}

static double convolve_at(const struct packed *packed, const struct oracle_kernel *kernel, long x,
                          long y, long channel)
{
    double sum = 0, weight = 0;
    for (long i = 0; i < kernel->height; i++)
        for (long j = 0; j < kernel->width; j++) {
            double tap = (double)kernel->weights[i * kernel->width + j];
            long sy = sample_at(y + i - kernel->height / 2, packed->height, kernel->border);
            long sx = sample_at(x + j - kernel->width / 2, packed->width, kernel->border);
            bool is_beyond = sy < 0 || sx < 0;
            if (is_beyond && kernel->border == BLUR_BORDER_RENORMALIZE)
                continue;
            sum += tap * (is_beyond ? kernel->beyond[channel] : sample_of(packed, sx, sy, channel));
            weight += tap;
        }
    if (weight == 0)
        return sample_of(packed, x, y, channel);
    return sum / weight;
}

double *oracle_convolution_of(const double *image, size_t width, size_t height, size_t channels,
                              const struct oracle_kernel *kernel)
{
    struct packed packed = {image, (long)width, (long)height, (long)channels};
    double *out = oracle_memory(width * height * channels * sizeof *out), *at = out;
    for (long y = 0; y < packed.height; y++)
        for (long x = 0; x < packed.width; x++)
            for (long channel = 0; channel < packed.channels; channel++)
                *at++ = convolve_at(&packed, kernel, x, y, channel);
    return out;
}

double *oracle_convolution(const uint8_t *image, size_t width, size_t height, size_t channels,
                           const struct oracle_kernel *kernel)
{
    size_t count = width * height * channels;
    struct oracle_kernel with = *kernel;
    double *samples = doubles_of(image, count);
    for (size_t i = 0; kernel->color && i < channels && i < 4; i++)
        with.beyond[i] = kernel->color[i];
    double *exact = oracle_convolution_of(samples, width, height, channels, &with);
    for (size_t i = 0; i < count; i++)
        exact[i] = fmin(fmax(exact[i], 0), 255);
    free(samples);
    return exact;
}

double oracle_error(const uint8_t *samples, const double *exact, size_t count)
{
    double largest = 0;
    for (size_t i = 0; i < count; i++) {
        double error = fabs(samples[i] - exact[i]);
        largest = error <= largest ? largest : error; /* gcc 12 for arm64 crashes at fmax() here */
    }
    return largest;
}

uint8_t *oracle_picture(size_t width, size_t height, size_t channels)
{
    size_t count = width * height * channels;
    uint8_t *image = oracle_memory(count);
    oracle_noise(image, count, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        size_t channel = i % channels, x = i / channels % width, y = i / channels / width;
        size_t stripe = width / (channel + 1) + 1, band = height / (channel + 1) + 1;
        if (channel > 0)
            image[i] = (x / stripe + y / band) % 2 ? 255 : 0;
    }
    return image;
}
