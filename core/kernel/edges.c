/* SPDX-License-Identifier: MIT
 * The weight of the taps inside at positions near an edge, and the scales made from it. */
#include "kernel/edges.h"

#include <stdlib.h>

#include "image/size.h"

/* Prefix sums of the weights. */
static void prefix_sums(const double *kernel, size_t taps, double *sums)
{
    double sum = 0;
    for (size_t i = 0; i < taps; i++) {
        sum += kernel[i];
        sums[i] = sum;
    }
}

/* Sum of the taps -reach..reach that fall on -position..length-1-position. */
static double weight_inside(const double *sums, size_t reach, size_t position, size_t length)
{
    size_t first = reach - size_min(reach, position);
    size_t last = reach + size_min(reach, length - 1 - position);
    return sums[last] - (first > 0 ? sums[first - 1] : 0);
}

static size_t position_of(const struct edges *edges, size_t index)
{
    return index < edges->low ? index : edges->length - edges->low - edges->high + index;
}

bool edges_make(struct edges *edges, size_t length, size_t reach, size_t phases,
                const double *kernel)
{
    size_t taps = 2 * reach + 1;
    edges->length = length;
    edges->low = size_min(reach, length);
    edges->high = size_min(reach, length - edges->low);
    edges->inside = malloc((edges->low + edges->high + 1) * sizeof *edges->inside);
    double *sums = malloc(phases * taps * sizeof *sums);
    if (!edges->inside || !sums) {
        free(sums);
        edges_free(edges);
        return false;
    }
    for (size_t phase = 0; phase < phases; phase++)
        prefix_sums(kernel + phase * taps, taps, sums + phase * taps);
    for (size_t i = 0; i < edges->low + edges->high; i++) {
        size_t position = position_of(edges, i);
        edges->inside[i] = weight_inside(sums + position % phases * taps, reach, position, length);
    }
    free(sums);
    return true;
}

void edges_free(struct edges *edges)
{
    free(edges->inside);
    edges->inside = NULL;
}

double edges_inside(const struct edges *edges, size_t position)
{
    if (position < edges->low)
        return edges->inside[position];
    if (position >= edges->length - edges->high)
        return edges->inside[position - (edges->length - edges->high) + edges->low];
    return 1;
}

bool edges_make_symmetric(struct edges *edges, size_t length, size_t radius, const double *weights)
{
    double *kernel = calloc(2 * radius + 1, sizeof *kernel);
    if (!kernel)
        return false;
    for (size_t i = 0; i <= radius; i++)
        kernel[radius - i] = kernel[radius + i] = weights[i];
    const bool made = edges_make(edges, length, radius, 1, kernel);
    free(kernel);
    return made;
}

bool edges_make_of_taps(struct edges *edges, size_t length, const struct fixed_taps *taps)
{
    double *weights = malloc((taps->radius + 1) * sizeof *weights);
    if (!weights)
        return false;
    for (size_t i = 0; i <= taps->radius; i++)
        weights[i] = fixed_taps_weight(taps, i);
    const bool made = edges_make_symmetric(edges, length, taps->radius, weights);
    free(weights);
    return made;
}

/* 64 samples are a multiple of every vector width. */
static size_t round_up_to_vectors(size_t samples, size_t most)
{
    return size_min((samples + 63) / 64 * 64, most);
}

bool edge_scale_make(struct edge_scale *scale, const struct edges *edges, size_t channels,
                     double unit)
{
    size_t samples = edges->length * channels;
    scale->low = round_up_to_vectors(edges->low * channels, samples);
    scale->high = round_up_to_vectors(edges->high * channels, samples);
    scale->scale = malloc((scale->low + scale->high + 1) * sizeof *scale->scale);
    if (!scale->scale)
        return false;
    for (size_t i = 0; i < scale->low + scale->high; i++) {
        size_t sample = i < scale->low ? i : samples - scale->high + i - scale->low;
        scale->scale[i] = (float)(unit / edges_inside(edges, sample / channels));
    }
    return true;
}

void edge_scale_free(struct edge_scale *scale)
{
    free(scale->scale);
    scale->scale = NULL;
}
