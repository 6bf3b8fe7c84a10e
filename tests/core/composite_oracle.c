/* SPDX-License-Identifier: MIT */
#include "composite_oracle.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "oracle.h"

double composite_white(const struct composite_trial *trial)
{
    return trial->sample == BLUR_UINT8 ? 255 : trial->sample == BLUR_UINT16 ? 65535 : 1;
}

bool composite_has_alpha(const struct composite_trial *trial)
{
    return trial->channels == 2 || trial->channels == 4;
}

bool composite_keeps_alpha(const struct composite_trial *trial)
{
    return composite_has_alpha(trial) && trial->options.alpha == BLUR_ALPHA_WEIGHTED &&
           trial->options.raw;
}

bool composite_premultiplies(const struct composite_trial *trial)
{
    return composite_has_alpha(trial) && trial->options.alpha == BLUR_ALPHA_WEIGHTED &&
           !trial->options.raw;
}

static int colors_of(const struct composite_trial *trial)
{
    return composite_has_alpha(trial) ? trial->channels - 1 : trial->channels;
}

/* ---- Samples ------------------------------------------------------------------------------- */

double composite_light(double sample)
{
    return sample <= 0.04045 ? sample / 12.92 : pow((sample + 0.055) / 1.055, 2.4);
}

double composite_encoded(double light)
{
    return light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055;
}

/* Parts of white, of which means may be taken. */
static void to_means(const struct composite_trial *trial, const double *samples, double *means)
{
    const int colors = colors_of(trial);
    for (int i = 0; i < trial->channels; i++) {
        means[i] = samples[i] / composite_white(trial);
        if (trial->options.light == BLUR_LIGHT_LINEAR && i < colors)
            means[i] = composite_light(means[i]);
    }
    for (int i = 0; i < colors && composite_premultiplies(trial); i++)
        means[i] *= means[colors];
}

static void to_samples(const struct composite_trial *trial, const double *means, double *samples)
{
    const int colors = colors_of(trial);
    for (int i = 0; i < trial->channels; i++) {
        double value = means[i];
        if (composite_premultiplies(trial) && i < colors)
            value = means[colors] > 0 ? value / means[colors] : 0;
        if (trial->options.light == BLUR_LIGHT_LINEAR && i < colors)
            value = composite_encoded(value);
        samples[i] = value * composite_white(trial);
    }
}

/* What border constant has, as the samples that it is rounded to. */
static void beyond_of(const struct composite_trial *trial, double *means)
{
    double samples[4] = {0};
    for (int i = 0; i < trial->channels; i++)
        samples[i] = trial->sample == BLUR_UINT8    ? trial->options.border_color[i]
                     : trial->sample == BLUR_UINT16 ? floor(trial->options.border_value[i] + 0.5)
                                                    : (double)(float)trial->options.border_value[i];
    to_means(trial, samples, means);
}

/* ---- The Gaussian -------------------------------------------------------------------------- */

/* Along one axis: position i of a line of n is means[i * step], and so on for all lines. */
static double *blur_axis(const struct composite_trial *trial, const double *means, int kernel_size,
                         double sigma, bool down)
{
    const size_t channels = (size_t)trial->channels, row = trial->width * channels;
    const size_t n = down ? trial->height : trial->width, step = down ? row : channels;
    const size_t lines = down ? trial->width : trial->height, next = down ? channels : row;
    double *weights = oracle_weights(kernel_size, sigma), beyond[4] = {0};
    double *weighs = oracle_memory((n + 1) * sizeof *weighs);
    double *out = oracle_memory(trial->height * row * sizeof *out);
    beyond_of(trial, beyond);
    for (size_t at = 0; at < n; at++) {
        size_t first = 0, end = n;
        oracle_fold(weighs, n, at, weights, (size_t)kernel_size / 2, trial->options.border);
        while (first < end && weighs[first] == 0)
            first++;
        while (end > first && weighs[end - 1] == 0)
            end--;
        for (size_t line = 0; line < lines; line++)
            for (size_t i = 0; i < channels; i++) {
                double sum = weighs[n] * beyond[i];
                for (size_t from = first; from < end; from++)
                    sum += weighs[from] * means[line * next + from * step + i];
                out[line * next + at * step + i] = sum;
            }
    }
    free(weights);
    free(weighs);
    return out;
}

/* The kernel along x and y, completed. */
static void complete(const struct composite_trial *trial, int32_t size[2], double sigma[2])
{
    const blur_options *options = &trial->options;
    const bool own_size = options->given & BLUR_GIVEN_KERNEL_SIZE_Y;
    const bool own_sigma = options->given & BLUR_GIVEN_SIGMA_Y;
    const uint32_t given = options->given & (BLUR_GIVEN_KERNEL_SIZE | BLUR_GIVEN_SIGMA);
    size[0] = options->kernel_size;
    size[1] = own_size ? options->kernel_size_y : options->kernel_size;
    sigma[0] = options->sigma;
    sigma[1] = own_sigma ? options->sigma_y : options->sigma;
    blur_gaussian_parameters(given, trial->sample, &size[0], &sigma[0]);
    blur_gaussian_parameters(given | (own_size ? BLUR_GIVEN_KERNEL_SIZE : 0) |
                                 (own_sigma ? BLUR_GIVEN_SIGMA : 0),
                             trial->sample, &size[1], &sigma[1]);
}

bool composite_is_copy(const struct composite_trial *trial)
{
    int32_t size[2];
    double sigma[2];
    if (trial->kernel || trial->options.pixelate)
        return trial->options.pixelate == 1;
    complete(trial, size, sigma);
    return (size[0] == 1 || sigma[0] == 0) && (size[1] == 1 || sigma[1] == 0);
}

static double *blurred(const struct composite_trial *trial, const double *means)
{
    int32_t size[2];
    double sigma[2];
    complete(trial, size, sigma);
    double *across = blur_axis(trial, means, size[0], sigma[0], false);
    double *both = blur_axis(trial, across, size[1], sigma[1], true);
    free(across);
    return both;
}

/* ---- Kernels ------------------------------------------------------------------------------- */

/* -1: beyond, by a rule that has nothing there. */
static long place_of(long i, long n, int border)
{
    while (i < 0 || i >= n) {
        if (border == BLUR_BORDER_RENORMALIZE || border == BLUR_BORDER_CONSTANT)
            return -1;
        if (border == BLUR_BORDER_WRAP)
            i += i < 0 ? n : -n;
        else if (border == BLUR_BORDER_REPLICATE)
            i = i < 0 ? 0 : n - 1;
        else if (border == BLUR_BORDER_REFLECT)
            i = i < 0 ? -1 - i : 2 * n - 1 - i;
        else
            i = n == 1 ? 0 : i < 0 ? -i : 2 * n - 2 - i;
    }
    return i;
}

static void weigh_around(const struct composite_trial *trial, const double *means, size_t x,
                         size_t y, double *out)
{
    const size_t channels = (size_t)trial->channels;
    const int border = trial->options.border;
    double total = 0, beyond[4];
    beyond_of(trial, beyond);
    memset(out, 0, channels * sizeof *out);
    for (int i = 0; i < trial->kernel_height; i++)
        for (int j = 0; j < trial->kernel_width; j++) {
            const double weight = (double)trial->kernel[i * trial->kernel_width + j];
            const long sx =
                place_of((long)x + j - trial->kernel_width / 2, (long)trial->width, border);
            const long sy =
                place_of((long)y + i - trial->kernel_height / 2, (long)trial->height, border);
            const bool is_inside = sx >= 0 && sy >= 0;
            if (!is_inside && border == BLUR_BORDER_RENORMALIZE)
                continue;
            const double *from =
                is_inside ? means + ((size_t)sy * trial->width + (size_t)sx) * channels : beyond;
            total += weight;
            for (size_t k = 0; k < channels; k++)
                out[k] += weight * from[k];
        }
    for (size_t k = 0; k < channels && !trial->options.raw; k++)
        out[k] = total != 0 ? out[k] / total : means[(y * trial->width + x) * channels + k];
    for (int k = 0; k < colors_of(trial) && trial->options.raw; k++)
        out[k] += trial->options.bias;
}

/* ---- Blocks -------------------------------------------------------------------------------- */

static void mean_around(const struct composite_trial *trial, const double *means, size_t x,
                        size_t y, double *out)
{
    const size_t block = (size_t)trial->options.pixelate, channels = (size_t)trial->channels;
    double pixels = 0;
    memset(out, 0, channels * sizeof *out);
    for (size_t sy = y / block * block; sy < trial->height && sy / block == y / block; sy++)
        for (size_t sx = x / block * block; sx < trial->width && sx / block == x / block; sx++) {
            pixels++;
            for (size_t k = 0; k < channels; k++)
                out[k] += means[(sy * trial->width + sx) * channels + k];
        }
    for (size_t k = 0; k < channels; k++)
        out[k] /= pixels;
}

static double *gathered(const struct composite_trial *trial, const double *means)
{
    const size_t channels = (size_t)trial->channels;
    double *out = oracle_memory(trial->width * trial->height * channels * sizeof *out);
    for (size_t y = 0; y < trial->height; y++)
        for (size_t x = 0; x < trial->width; x++)
            (trial->kernel ? weigh_around : mean_around)(trial, means, x, y,
                                                         out + (y * trial->width + x) * channels);
    return out;
}

/* ---- The whole ----------------------------------------------------------------------------- */

static double distance(double position, double first, double count)
{
    return position < first ? first - position : fmax(0, position - (first + count - 1));
}

double composite_weight(const struct composite_trial *trial, size_t x, size_t y)
{
    const blur_options *options = &trial->options;
    double weight = !options->regions && !options->mask;
    if (options->mask)
        weight = options->mask[(ptrdiff_t)y * options->mask_stride + (ptrdiff_t)x] / 255.0;
    for (size_t i = 0; i < options->region_count; i++) {
        const blur_region *region = &options->regions[i];
        const double across = distance((double)x, (double)region->x, (double)region->width);
        const double down = distance((double)y, (double)region->y, (double)region->height);
        const double t = 1 - sqrt(across * across + down * down) / (options->feather + 1);
        if (t > 0 && region->width > 0 && region->height > 0)
            weight = fmax(weight, t * t * (3 - 2 * t));
    }
    return options->inverts ? 1 - weight : weight;
}

double *composite_exact(const struct composite_trial *trial, const double *samples)
{
    const size_t channels = (size_t)trial->channels, pixels = trial->width * trial->height;
    double *means = oracle_memory(pixels * channels * sizeof *means);
    for (size_t i = 0; i < pixels; i++)
        to_means(trial, samples + i * channels, means + i * channels);
    double *result =
        trial->kernel || trial->options.pixelate ? gathered(trial, means) : blurred(trial, means);
    for (size_t i = 0; i < pixels; i++) {
        const double weight = composite_weight(trial, i % trial->width, i / trial->width);
        for (size_t k = i * channels; k < (i + 1) * channels; k++)
            means[k] += weight * (result[k] - means[k]);
        to_samples(trial, means + i * channels, result + i * channels);
    }
    free(means);
    return result;
}
