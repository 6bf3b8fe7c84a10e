/* SPDX-License-Identifier: MIT
 * Samples as linear light, and back: the transfer function of sRGB (IEC 61966-2-1),
 *   light = s / 12.92                     for s <= 0.04045,
 *           ((s + 0.055) / 1.055) ^ 2.4   else,   with s = sample / levels,
 * by tables that are made of additions, multiplications and divisions alone, so that they are the
 * same everywhere. */
#ifndef BLUR_LIGHT_H
#define BLUR_LIGHT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Between 2^-light_octaves and 1 there are light_steps places in each octave at which the curve is
 * known; between them it is a straight line, within 0.12 of 65535 levels. */
enum { light_octaves = 14, light_step_bits = 7, light_steps = 1 << light_step_bits };
enum { light_places = light_octaves * light_steps };

struct light_place {
    float sample, slope; /* slope: to the next place */
};

struct light {
    int levels;   /* 255 or 65535 */
    float *of;    /* the light of each sample, 0..1 */
    float *least; /* 0..levels+1: the least light of a sample, half-way from the one before */
    struct light_place *places;
    uint8_t *nearest; /* of 255 levels: the sample nearest to i / light_nearest_steps, 0..steps */
};

/* The least lights of two samples are at least 1 / (255 * 12.92) = 3.0e-4 apart: in a step of
 * 2.4e-4 there is one at most. */
enum { light_nearest_steps = 4096 };

/* For samples of 0..levels. NULL: no memory. */
struct light *light_make(int levels);

/* NULL is fine. */
void light_free(struct light *light);

/* The same for a number between samples: 0..1. */
double light_of(double sample);

/* The sample of a light, between whole ones: what is below 0 or above 1 is cut off. */
static inline float light_sample(const struct light *light, float value)
{
    static const float lowest = 1.0f / (1 << light_octaves);
    int32_t bits, first;
    if (!(value > lowest))
        return value > 0 ? value * (12.92f * (float)light->levels) : 0;
    if (value >= 1)
        return (float)light->levels;
    memcpy(&bits, &value, sizeof bits);
    memcpy(&first, &lowest, sizeof first);
    const int32_t place = (bits - first) >> (23 - light_step_bits);
    const int32_t at = (place << (23 - light_step_bits)) + first;
    float begin;
    memcpy(&begin, &at, sizeof begin);
    return light->places[place].sample + (value - begin) * light->places[place].slope;
}

/* The nearest sample, exactly. */
static inline int light_nearest(const struct light *light, float value)
{
    if (light->nearest) {
        value = value > 0 ? value < 1 ? value : 1 : 0;
        const int near = light->nearest[(int)(value * light_nearest_steps)];
        return near + (value >= light->least[near + 1]);
    }
    const int sample = (int)(light_sample(light, value) + 0.5f);
    if (value >= 1)
        return light->levels;
    if (value < light->least[sample])
        return sample - 1;
    return value >= light->least[sample + 1] ? sample + 1 : sample;
}

#endif
