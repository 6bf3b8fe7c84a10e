/* SPDX-License-Identifier: MIT */
#include "composite/float_rows.h"

#include <float.h>
#include <string.h>

#include "blur.h"
#include "image/sample.h"
#include "image/size.h"

/* What goes through all steps at once, so that it stays in the first-level cache: 4 KiB. */
enum { block_pixels = 256 };

static int levels_of(const struct working *working)
{
    return working->sample == BLUR_UINT8 ? 255 : 65535;
}

float working_most(const struct working *working)
{
    return working->sample == BLUR_FLOAT32 ? 1 : (float)levels_of(working);
}

static float white_of(const struct working *working)
{
    return working->light ? 1 : working_most(working);
}

/* ---- From samples ------------------------------------------------------------------------- */

static void widen(const struct working *working, const unsigned char *samples, float *floats,
                  size_t count)
{
    uint16_t sample;
    switch (working->sample) {
    case BLUR_UINT8:
        working->loops->widen(samples, floats, count);
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

/* Alpha is linear as it is. */
static void lighten(const struct working *working, float *floats, size_t pixels)
{
    const size_t channels = working->channels;
    const size_t colors = working_has_alpha(channels) ? channels - 1 : channels;
    const float *of = working->light->of;
    for (size_t x = 0; x < pixels; x++, floats += channels)
        for (size_t i = 0; i < colors; i++)
            floats[i] = of[(int)floats[i]];
}

/* Grey and alpha; what four channels have loops for. */
static void weigh_grey(float *floats, float white, size_t pixels)
{
    for (size_t x = 0; x < pixels; x++, floats += 2) {
        floats[0] *= floats[1];
        floats[1] *= white;
    }
}

static void weigh(const struct working *working, float *floats, size_t pixels)
{
    if (working->channels == 4)
        working->loops->weigh(floats, white_of(working), pixels);
    else
        weigh_grey(floats, white_of(working), pixels);
}

static void take_block(const struct working *working, const unsigned char *samples, float *floats,
                       size_t pixels)
{
    widen(working, samples, floats, pixels * working->channels);
    if (working->light)
        lighten(working, floats, pixels);
    if (working->weighs)
        weigh(working, floats, pixels);
}

void working_take(const struct working *working, const void *samples, float *floats, size_t pixels)
{
    const size_t bytes = working->channels * sample_size(working->sample);
    for (size_t x = 0; x < pixels; x += block_pixels)
        take_block(working, (const unsigned char *)samples + x * bytes,
                   floats + x * working->channels, size_smaller(block_pixels, pixels - x));
}

static float rounded(const struct working *working, double sample)
{
    if (working->sample == BLUR_FLOAT32)
        return (float)sample;
    return (float)(int)(sample + 0.5);
}

void working_pixel(const struct working *working, const double pixel[4], double floats[4])
{
    const size_t colors = working->channels - working_has_alpha(working->channels);
    float values[4] = {0};
    for (size_t i = 0; i < working->channels; i++)
        values[i] = rounded(working, pixel[i]);
    for (size_t i = 0; working->light && i < colors; i++)
        values[i] = working->light->of[(int)values[i]];
    if (working->weighs)
        weigh(working, values, 1);
    for (size_t i = 0; i < 4; i++)
        floats[i] = (double)values[i];
}

/* ---- To samples --------------------------------------------------------------------------- */

/* Whole samples of alpha are seen where they are more than 0. */
static struct working_scale scale_of(const struct working *working)
{
    const bool of_floats = working->sample == BLUR_FLOAT32;
    const float white = white_of(working);
    return (struct working_scale){white, 1 / white, of_floats ? 0 : 0.5f,
                                  of_floats ? FLT_TRUE_MIN : 1};
}

static void unweigh_grey(float *floats, const struct working_scale *scale, size_t pixels)
{
    for (size_t x = 0; x < pixels; x++, floats += 2) {
        const float weight = floats[1], alpha = weight * scale->per_white;
        const bool is_seen = alpha + scale->half >= scale->least;
        floats[0] = is_seen ? floats[0] / weight * scale->white : 0;
        floats[1] = alpha;
    }
}

static void unweigh(const struct working *working, float *floats, size_t pixels)
{
    const struct working_scale scale = scale_of(working);
    if (working->channels == 4)
        working->loops->unweigh(floats, &scale, pixels);
    else
        unweigh_grey(floats, &scale, pixels);
}

/* 8 x 8 places, each with another threshold, neighbours as far apart as can be (Bayer: An optimum
 * method for two-level rendition of continuous-tone pictures, ICC 1973): the bits of x ^ y and of
 * y, interleaved from the lowest place on. From 1/128 to 127/128, so that whole numbers stay what
 * they are. */
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

/* A whole sample of a float, and of light. */
static inline int whole(const struct working *working, float value, int levels, float half)
{
    if (!working->light)
        return clamped(value + half, levels);
    if (half == 0.5f)
        return light_nearest(working->light, value);
    return clamped(light_sample(working->light, value) + half, levels);
}

/* Bytes in linear light, not dithered. */
static void narrow_light(const struct working *working, const float *floats, unsigned char *samples,
                         size_t pixels)
{
    const size_t channels = working->channels;
    const size_t colors = working_has_alpha(channels) ? channels - 1 : channels;
    for (size_t i = 0; i < pixels; i++, floats += channels, samples += channels) {
        for (size_t j = 0; j < colors; j++)
            samples[j] = (unsigned char)light_nearest(working->light, floats[j]);
        if (colors < channels && !working->keeps_alpha)
            samples[colors] = (unsigned char)clamped(floats[colors] + 0.5f, 255);
    }
}

static void put_sample(const struct working *working, int sample, unsigned char *samples, size_t i)
{
    const uint16_t wide = (uint16_t)sample;
    if (working->sample == BLUR_UINT8)
        samples[i] = (unsigned char)sample;
    else
        memcpy(samples + i * sizeof wide, &wide, sizeof wide);
}

/* Any of them; pixels may be dithered. */
static void narrow(const struct working *working, const float *floats, unsigned char *samples,
                   size_t pixels, size_t x, size_t y)
{
    const size_t channels = working->channels;
    const size_t colors = working_has_alpha(channels) ? channels - 1 : channels;
    const int levels = levels_of(working);
    for (size_t i = 0; i < pixels; i++) {
        const float half = working->dithers ? threshold(x + i, y) : 0.5f;
        for (size_t j = 0; j < colors; j++)
            put_sample(working, whole(working, floats[i * channels + j], levels, half), samples,
                       i * channels + j);
        if (colors < channels && !working->keeps_alpha)
            put_sample(working, clamped(floats[i * channels + colors] + 0.5f, levels), samples,
                       i * channels + colors);
    }
}

static void put_floats(const struct working *working, const float *floats, unsigned char *samples,
                       size_t pixels)
{
    const size_t pixel = working->channels * sizeof *floats;
    if (!working->keeps_alpha)
        memcpy(samples, floats, pixels * pixel);
    for (size_t i = 0; working->keeps_alpha && i < pixels; i++)
        memcpy(samples + i * pixel, floats + i * working->channels, pixel - sizeof *floats);
}

void working_add_bias(const struct working *working, float *floats, size_t pixels)
{
    const size_t channels = working->channels;
    const size_t colors = working_has_alpha(channels) ? channels - 1 : channels;
    for (size_t x = 0; x < pixels; x++, floats += channels)
        for (size_t i = 0; i < colors; i++)
            floats[i] += working->bias * white_of(working);
}

/* Bytes that are only rounded: the most common case. */
static bool is_plain(const struct working *working)
{
    return working->sample == BLUR_UINT8 && !working->light && !working->dithers &&
           !working->keeps_alpha;
}

static void put_block(const struct working *working, float *floats, unsigned char *samples,
                      size_t pixels, size_t x, size_t y)
{
    if (working->weighs)
        unweigh(working, floats, pixels);
    if (is_plain(working))
        working->loops->narrow(floats, samples, pixels * working->channels);
    else if (working->sample == BLUR_UINT8 && working->light && !working->dithers)
        narrow_light(working, floats, samples, pixels);
    else if (working->sample == BLUR_FLOAT32)
        put_floats(working, floats, samples, pixels);
    else
        narrow(working, floats, samples, pixels, x, y);
}

void working_put(const struct working *working, float *floats, void *samples, size_t pixels,
                 size_t x, size_t y)
{
    const size_t bytes = working->channels * sample_size(working->sample);
    for (size_t i = 0; i < pixels; i += block_pixels)
        put_block(working, floats + i * working->channels, (unsigned char *)samples + i * bytes,
                  size_smaller(block_pixels, pixels - i), x + i, y);
}
