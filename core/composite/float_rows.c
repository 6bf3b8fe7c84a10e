/* SPDX-License-Identifier: MIT
 * The conversions, block by block: widen, linearize, premultiply, and their inverses. */
#include "composite/float_rows.h"

#include <float.h>
#include <string.h>

#include "blur.h"
#include "image/sample.h"
#include "image/size.h"

/* A block passes through all steps while it is in the L1 cache: 4 KiB. */
enum { block_pixels = 256 };

static int levels_of(const struct float_rows *conversion)
{
    return conversion->sample == BLUR_UINT8 ? 255 : 65535;
}

float float_rows_largest(const struct float_rows *conversion)
{
    return conversion->sample == BLUR_FLOAT32 ? 1 : (float)levels_of(conversion);
}

static float white_of(const struct float_rows *conversion)
{
    return conversion->light ? 1 : float_rows_largest(conversion);
}

/* ---- From samples ------------------------------------------------------------------------- */

static void widen(const struct float_rows *conversion, const unsigned char *samples, float *floats,
                  size_t count)
{
    uint16_t sample;
    switch (conversion->sample) {
    case BLUR_UINT8:
        conversion->loops->widen(samples, floats, count);
        break;
    case BLUR_UINT16:
        for (size_t i = 0; i < count; i++) {
            memcpy(&sample, samples + i * sizeof sample, sizeof sample);
            floats[i] = sample;
        }
        break;
    default:
        memcpy(floats, samples, count * sizeof *floats);
    }
}

/* Alpha is linear already. */
static void linearize(const struct float_rows *conversion, float *floats, size_t pixels)
{
    const size_t channels = conversion->channels;
    const size_t colors = sample_has_alpha(channels) ? channels - 1 : channels;
    const float *of = conversion->light->of;
    for (size_t x = 0; x < pixels; x++, floats += channels)
        for (size_t i = 0; i < colors; i++)
            floats[i] = of[(int)floats[i]];
}

/* Two channels; there are SIMD loops for four only. */
static void premultiply_grey(float *floats, float white, size_t pixels)
{
    for (size_t x = 0; x < pixels; x++, floats += 2) {
        floats[0] *= floats[1];
        floats[1] *= white;
    }
}

static void premultiply(const struct float_rows *conversion, float *floats, size_t pixels)
{
    if (conversion->channels == 4)
        conversion->loops->premultiply(floats, white_of(conversion), pixels);
    else
        premultiply_grey(floats, white_of(conversion), pixels);
}

static void load_block(const struct float_rows *conversion, const unsigned char *samples,
                       float *floats, size_t pixels)
{
    widen(conversion, samples, floats, pixels * conversion->channels);
    if (conversion->light)
        linearize(conversion, floats, pixels);
    if (conversion->premultiplies)
        premultiply(conversion, floats, pixels);
}

void float_rows_load(const struct float_rows *conversion, const void *samples, float *floats,
                     size_t pixels)
{
    const size_t bytes = conversion->channels * sample_size(conversion->sample);
    for (size_t x = 0; x < pixels; x += block_pixels)
        load_block(conversion, (const unsigned char *)samples + x * bytes,
                   floats + x * conversion->channels, size_min(block_pixels, pixels - x));
}

static float rounded(const struct float_rows *conversion, double sample)
{
    if (conversion->sample == BLUR_FLOAT32)
        return (float)sample;
    return (float)(int)(sample + 0.5);
}

void float_rows_pixel(const struct float_rows *conversion, const double pixel[4], double floats[4])
{
    const size_t colors = conversion->channels - sample_has_alpha(conversion->channels);
    float values[4] = {0};
    for (size_t i = 0; i < conversion->channels; i++)
        values[i] = rounded(conversion, pixel[i]);
    for (size_t i = 0; conversion->light && i < colors; i++)
        values[i] = conversion->light->of[(int)values[i]];
    if (conversion->premultiplies)
        premultiply(conversion, values, 1);
    for (size_t i = 0; i < 4; i++)
        floats[i] = (double)values[i];
}

/* ---- To samples --------------------------------------------------------------------------- */

/* A pixel is transparent if its alpha rounds to 0. */
static struct float_row_scale scale_of(const struct float_rows *conversion)
{
    const bool of_floats = conversion->sample == BLUR_FLOAT32;
    const float white = white_of(conversion);
    return (struct float_row_scale){white, 1 / white, of_floats ? 0 : 0.5f,
                                    of_floats ? FLT_TRUE_MIN : 1};
}

static void unpremultiply_grey(float *floats, const struct float_row_scale *scale, size_t pixels)
{
    for (size_t x = 0; x < pixels; x++, floats += 2) {
        const float weight = floats[1], alpha = weight * scale->per_white;
        const bool is_visible = alpha + scale->half >= scale->least;
        floats[0] = is_visible ? floats[0] / weight * scale->white : 0;
        floats[1] = alpha;
    }
}

static void unpremultiply(const struct float_rows *conversion, float *floats, size_t pixels)
{
    const struct float_row_scale scale = scale_of(conversion);
    if (conversion->channels == 4)
        conversion->loops->unpremultiply(floats, &scale, pixels);
    else
        unpremultiply_grey(floats, &scale, pixels);
}

/* The 8 x 8 Bayer matrix, in which neighbouring thresholds differ as much as possible (Bayer: An
 * optimum method for two-level rendition of continuous-tone pictures, ICC 1973): the bits of x ^ y
 * and y are interleaved in reverse order. Thresholds run from 1/128 to 127/128, so that integers
 * are not changed. */
static float threshold(size_t x, size_t y)
{
    const size_t a = x ^ y;
    const size_t order =
        (a & 1) << 5 | (y & 1) << 4 | (a & 2) << 2 | (y & 2) << 1 | (a & 4) >> 1 | (y & 4) >> 2;
    return ((float)order + 0.5f) / 64;
}

static int clamped(float sample, int levels)
{
    return sample >= (float)levels ? levels : sample > 0 ? (int)sample : 0;
}

/* The integer sample of a float or of linear light; half is 0.5, or a dither threshold. */
static inline int quantized(const struct float_rows *conversion, float value, int levels,
                            float half)
{
    if (!conversion->light)
        return clamped(value + half, levels);
    if (half == 0.5f)
        return light_nearest(conversion->light, value);
    return clamped(light_sample(conversion->light, value) + half, levels);
}

/* Bytes in linear light, not dithered. */
static void narrow_light(const struct float_rows *conversion, const float *floats,
                         unsigned char *samples, size_t pixels)
{
    const size_t channels = conversion->channels;
    const size_t colors = sample_has_alpha(channels) ? channels - 1 : channels;
    for (size_t i = 0; i < pixels; i++, floats += channels, samples += channels) {
        for (size_t j = 0; j < colors; j++)
            samples[j] = (unsigned char)light_nearest(conversion->light, floats[j]);
        if (colors < channels && !conversion->keeps_alpha)
            samples[colors] = (unsigned char)clamped(floats[colors] + 0.5f, 255);
    }
}

static void store_sample(const struct float_rows *conversion, int sample, unsigned char *samples,
                         size_t i)
{
    const uint16_t value = (uint16_t)sample;
    if (conversion->sample == BLUR_UINT8)
        samples[i] = (unsigned char)sample;
    else
        memcpy(samples + i * sizeof value, &value, sizeof value);
}

/* The general case of integers. */
static void narrow(const struct float_rows *conversion, const float *floats, unsigned char *samples,
                   size_t pixels, size_t x, size_t y)
{
    const size_t channels = conversion->channels;
    const size_t colors = sample_has_alpha(channels) ? channels - 1 : channels;
    const int levels = levels_of(conversion);
    for (size_t i = 0; i < pixels; i++) {
        const float half = conversion->dithers ? threshold(x + i, y) : 0.5f;
        for (size_t j = 0; j < colors; j++)
            store_sample(conversion, quantized(conversion, floats[i * channels + j], levels, half),
                         samples, i * channels + j);
        if (colors < channels && !conversion->keeps_alpha)
            store_sample(conversion, clamped(floats[i * channels + colors] + 0.5f, levels), samples,
                         i * channels + colors);
    }
}

static void store_floats(const struct float_rows *conversion, const float *floats,
                         unsigned char *samples, size_t pixels)
{
    const size_t pixel = conversion->channels * sizeof *floats;
    if (!conversion->keeps_alpha)
        memcpy(samples, floats, pixels * pixel);
    for (size_t i = 0; conversion->keeps_alpha && i < pixels; i++)
        memcpy(samples + i * pixel, floats + i * conversion->channels, pixel - sizeof *floats);
}

void float_rows_add_bias(const struct float_rows *conversion, float *floats, size_t pixels)
{
    const size_t channels = conversion->channels;
    const size_t colors = sample_has_alpha(channels) ? channels - 1 : channels;
    for (size_t x = 0; x < pixels; x++, floats += channels)
        for (size_t i = 0; i < colors; i++)
            floats[i] += conversion->bias * white_of(conversion);
}

/* Whether samples are bytes that only need rounding: the most common case. */
static bool is_plain(const struct float_rows *conversion)
{
    return conversion->sample == BLUR_UINT8 && !conversion->light && !conversion->dithers &&
           !conversion->keeps_alpha;
}

static void store_block(const struct float_rows *conversion, float *floats, unsigned char *samples,
                        size_t pixels, size_t x, size_t y)
{
    if (conversion->premultiplies)
        unpremultiply(conversion, floats, pixels);
    if (is_plain(conversion))
        conversion->loops->narrow(floats, samples, pixels * conversion->channels);
    else if (conversion->sample == BLUR_UINT8 && conversion->light && !conversion->dithers)
        narrow_light(conversion, floats, samples, pixels);
    else if (conversion->sample == BLUR_FLOAT32)
        store_floats(conversion, floats, samples, pixels);
    else
        narrow(conversion, floats, samples, pixels, x, y);
}

void float_rows_store(const struct float_rows *conversion, float *floats, void *samples,
                      size_t pixels, size_t x, size_t y)
{
    const size_t bytes = conversion->channels * sample_size(conversion->sample);
    for (size_t i = 0; i < pixels; i += block_pixels)
        store_block(conversion, floats + i * conversion->channels,
                    (unsigned char *)samples + i * bytes, size_min(block_pixels, pixels - i), x + i,
                    y);
}
