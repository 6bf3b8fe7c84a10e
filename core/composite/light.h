/* SPDX-License-Identifier: MIT
 * Converts samples to linear light and back, by the transfer function of sRGB (IEC 61966-2-1),
 *   light = s / 12.92                     for s <= 0.04045,
 *           ((s + 0.055) / 1.055) ^ 2.4   otherwise,   with s = sample / levels,
 * by means of tables. These are computed from additions, multiplications and divisions only, so
 * that they are the same on every machine. */
#ifndef BLUR_LIGHT_H
#define BLUR_LIGHT_H

#include <stdint.h>
#include <string.h>

/* Between 2^-light_octaves and 1 the inverse is tabulated at light_steps points per octave and
 * interpolated linearly between them, with an error below 0.12 of 65535 levels. */
enum { light_octaves = 14, light_step_bits = 7, light_steps = 1 << light_step_bits };
enum { light_places = light_octaves * light_steps };

struct light_place {
    float sample, slope; /* slope: up to the next point */
};

struct light {
    int levels;   /* 255 or 65535 */
    float *of;    /* the light of each sample, 0..1 */
    float *least; /* 0..levels+1: the smallest light that rounds to it: that of sample - 1/2 */
    struct light_place *places;
    uint8_t *nearest; /* for 255 levels: the sample nearest to light i / light_nearest_steps */
};

/* The values of least[] are at least 1 / (255 * 12.92) = 3.0e-4 apart, so that a step of 2.4e-4
 * contains at most one. */
enum { light_nearest_steps = 4096 };

/* For samples 0..levels. NULL: out of memory. */
struct light *light_make(int levels);

/* NULL is allowed. */
void light_free(struct light *light);

/* The light of any sample in 0..1, without tables. */
double light_of(double sample);

/* The sample of a light, not rounded to an integer, clamped to 0..levels. */
static inline float light_sample(const struct light *light, float value)
{
    static const float lowest = 1.0f / (1 << light_octaves);
    int32_t bits, lowest_bits;
    if (!(value > lowest))
        return value > 0 ? value * (12.92f * (float)light->levels) : 0;
    if (value >= 1)
        return (float)light->levels;
    memcpy(&bits, &value, sizeof bits);
    memcpy(&lowest_bits, &lowest, sizeof lowest_bits);
    const int32_t index = (bits - lowest_bits) >> (23 - light_step_bits);
    const int32_t point_bits = (index << (23 - light_step_bits)) + lowest_bits;
    float point;
    memcpy(&point, &point_bits, sizeof point);
    return light->places[index].sample + (value - point) * light->places[index].slope;
}

/* The sample whose interval of light contains the value: correctly rounded. */
static inline int light_nearest(const struct light *light, float value)
{
    if (light->nearest) {
        value = value > 0 ? value < 1 ? value : 1 : 0;
        const int guess = light->nearest[(int)(value * light_nearest_steps)];
        return guess + (value >= light->least[guess + 1]);
    }
    const int sample = (int)(light_sample(light, value) + 0.5f);
    if (value >= 1)
        return light->levels;
    if (value < light->least[sample])
        return sample - 1;
    return value >= light->least[sample + 1] ? sample + 1 : sample;
}

#endif
