/* SPDX-License-Identifier: MIT */
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

/* The n-th root of x in 0..1 by Newton's method. From above it comes closer with each step until
 * rounding stops it: start is no less than the root. */
static double root(double x, int n, double start)
{
    double y, next = start;
    do {
        y = next;
        next = y - (power(y, n) - x) / (n * power(y, n - 1));
    } while (next < y);
    return y;
}

/* t^2.4 = t^2 (t^2)^(1/5); *fifth is a start for the root, and becomes the root. */
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

/* From the top, where the root of one sample is a start for that of the next. */
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

/* Places are of the form 2^-octave (1 + step / steps). */
static void fill_places(struct light *light)
{
    double next = light->levels, next_at = 1;
    for (int i = light_places - 1; i >= 0; i--) {
        const double at =
            ldexp(1 + (double)(i % light_steps) / light_steps, i / light_steps - light_octaves);
        const double here = light->levels * encoded(at);
        light->places[i] =
            (struct light_place){(float)here, (float)((next - here) / (next_at - at))};
        next = here;
        next_at = at;
    }
}

/* From the light at which a step begins on. */
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
