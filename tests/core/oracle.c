/* SPDX-License-Identifier: MIT */
#include "oracle.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "blur.h"

void *oracle_memory(size_t size)
{
    void *memory = malloc(size ? size : 1);
    if (!memory) {
        fputs("no memory for the test\n", stderr);
        exit(99);
    }
    return memory;
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

/* Blurs n values that lie step apart. */
static void blur_line(const double *in, double *out, long n, size_t step, const double *weights,
                      long radius, int border, double beyond)
{
    for (long i = 0; i < n; i++) {
        double sum = 0, weight = 0;
        for (long tap = -radius; tap <= radius; tap++) {
            long at = sample_at(i + tap, n, border);
            if (at < 0 && border == BLUR_BORDER_RENORMALIZE)
                continue;
            sum += weights[tap + radius] * (at < 0 ? beyond : in[(size_t)at * step]);
            weight += weights[tap + radius];
        }
        out[(size_t)i * step] = sum / weight;
    }
}

double *oracle_gaussian(const uint8_t *image, size_t width, size_t height, size_t channels,
                        int kernel_size, double sigma, int border, const uint8_t *color)
{
    size_t count = width * height * channels;
    double *a = oracle_memory(count * sizeof *a), *b = oracle_memory(count * sizeof *b);
    double *weights = oracle_memory((size_t)kernel_size * sizeof *weights);
    long radius = kernel_size / 2;
    for (long i = -radius; i <= radius; i++)
        weights[i + radius] = i == 0 ? 1 : exp(-(double)i * (double)i / (2 * sigma * sigma));
    for (size_t i = 0; i < count; i++)
        a[i] = image[i];
    for (size_t channel = 0; channel < channels; channel++) {
        double beyond = color ? color[channel] : 0;
        for (size_t y = 0; y < height; y++)
            blur_line(a + y * width * channels + channel, b + y * width * channels + channel,
                      (long)width, channels, weights, radius, border, beyond);
        for (size_t x = 0; x < width; x++)
            blur_line(b + x * channels + channel, a + x * channels + channel, (long)height,
                      width * channels, weights, radius, border, beyond);
    }
    free(weights);
    free(b);
    return a;
}

static double convolve_at(const uint8_t *image, long width, long height, long channels,
                          const float *kernel, long k, long x, long y, long channel)
{
    double sum = 0, weight = 0;
    for (long i = 0; i < k; i++)
        for (long j = 0; j < k; j++) {
            long sy = y + i - k / 2, sx = x + j - k / 2;
            if (sy < 0 || sy >= height || sx < 0 || sx >= width)
                continue;
            sum += (double)kernel[i * k + j] * image[(sy * width + sx) * channels + channel];
            weight += (double)kernel[i * k + j];
        }
    if (weight == 0)
        return image[(y * width + x) * channels + channel];
    return fmin(fmax(sum / weight, 0), 255);
}

double *oracle_convolution(const uint8_t *image, size_t width, size_t height, size_t channels,
                           const float *kernel, int kernel_size)
{
    double *out = oracle_memory(width * height * channels * sizeof *out), *at = out;
    for (size_t y = 0; y < height; y++)
        for (size_t x = 0; x < width; x++)
            for (size_t channel = 0; channel < channels; channel++)
                *at++ = convolve_at(image, (long)width, (long)height, (long)channels, kernel,
                                    kernel_size, (long)x, (long)y, (long)channel);
    return out;
}

double oracle_error(const uint8_t *samples, const double *exact, size_t count)
{
    double largest = 0;
    for (size_t i = 0; i < count; i++)
        largest = fmax(largest, fabs(samples[i] - exact[i]));
    return largest;
}
