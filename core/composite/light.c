/* SPDX-License-Identifier: MIT
 * Computes the tables of the sRGB transfer function. */
#include "composite/light.h"

#include <math.h>
#include <stdlib.h>

/* x^n */
static double power(double x, int n)
{
    double result = 1;
    for (; n > 0; n--)
        result *= x;
    return result;
}

/* The n-th root of x in 0..1 by Newton's method. start must not be below the root: then the
 * iterates decrease until rounding stops them. */
static double root(double x, int n, double start)
{
    double y, next = start;
    do {
        y = next;
        next = y - (power(y, n) - x) / (n * power(y, n - 1));
    } while (next < y);
    return y;
}

/* t^2.4 = t^2 (t^2)^(1/5). *fifth is the initial value for the root, and receives the root. */
static double decoded(double sample, double *fifth)
{
    if (sample <= 0.04045)
        return sample / 12.92;
    const double t = (sample + 0.055) / 1.055;
    *fifth = root(t * t, 5, *fifth);
    return t * t * *fifth;
}

double light_of(double sample)
{
    double fifth = 1;
    return decoded(sample, &fifth);
}

/* light^(1/2.4) = light^(5/12) */
static double encoded(double light)
{
    return light <= 0.0031308 ? 12.92 * light : 1.055 * root(power(light, 5), 12, 1) - 0.055;
}

/* Downwards, so that the root of one sample is the initial value for the next. */
static void fill_samples(struct light *light)
{
    double of_sample = 1, of_half = 1;
    for (int i = light->levels; i >= 0; i--) {
        light->of[i] = (float)decoded((double)i / light->levels, &of_sample);
        light->least[i] = (float)decoded((i - 0.5) / light->levels, &of_half);
    }
    light->least[0] = -HUGE_VALF;
    light->least[light->levels + 1] = HUGE_VALF;
}

/* The points are 2^-octave (1 + step / steps). */
static void fill_places(struct light *light)
{
    double next_sample = light->levels, next_point = 1;
    for (int i = light_places - 1; i >= 0; i--) {
        const double point =
            ldexp(1 + (double)(i % light_steps) / light_steps, i / light_steps - light_octaves);
        const double sample = light->levels * encoded(point);
        const double slope = (next_sample - sample) / (next_point - point);
        light->places[i] = (struct light_place){(float)sample, (float)slope};
        next_sample = sample;
        next_point = point;
    }
}

/* The sample at the beginning of each step. */
static void fill_nearest(struct light *light)
{
    int sample = 0;
    for (int i = 0; i <= light_nearest_steps; i++) {
        while ((float)i / light_nearest_steps >= light->least[sample + 1])
            sample++;
        light->nearest[i] = (uint8_t)sample;
    }
}

struct light *light_make(int levels)
{
    const size_t samples = (size_t)levels + 1;
    struct light *light = malloc(sizeof *light);
    float *floats = malloc((2 * samples + 1) * sizeof *floats);
    struct light_place *places = malloc(light_places * sizeof *places);
    uint8_t *nearest = levels == 255 ? malloc(light_nearest_steps + 1) : NULL;
    if (!light || !floats || !places || (levels == 255 && !nearest)) {
        free(light);
        free(floats);
        free(places);
        free(nearest);
        return NULL;
    }
    *light = (struct light){levels, floats, floats + samples, places, nearest};
    fill_samples(light);
    fill_places(light);
    if (nearest)
        fill_nearest(light);
    return light;
}

void light_free(struct light *light)
{
    if (!light)
        return;
    free(light->of);
    free(light->places);
    free(light->nearest);
    free(light);
}
