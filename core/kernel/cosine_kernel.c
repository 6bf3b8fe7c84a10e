/* SPDX-License-Identifier: MIT */
#include "kernel/cosine_kernel.h"

#include <math.h>
#include <stdlib.h>

#include "image/sample.h"
#include "kernel/det_math.h"

/* The error of a design at most, whatever the tolerance: with sums inside of at least 1/2 - 0.08 at
 * an edge, sums of magnitudes are below 1 + 2 * 0.08 / 0.42 = 1.4, and a line sample below
 * 1.4 * 2^14 in magnitude. */
static const double error_most = 0.08;

double cosine_kernel_bound(const struct half_kernel *kernel, const struct cosine *design)
{
    return half_kernel_edge_bound(kernel, design->error, design->edge_error);
}

/* The fewest terms for the tolerance. The design knows of the error alone, which may be within it
 * when that at an edge is not: then a smaller one is asked for. */
void cosine_kernel_design(struct cosine *design, const struct half_kernel *kernel, double tolerance)
{
    *design = (struct cosine){.radius = 0, .amplitude = {1}};
    if (kernel->radius == 0)
        return;
    const double half_range = sample_half_range(kernel->axis.sample);
    const int most = sample_is_byte(kernel->axis.sample) ? cosine_byte_terms : cosine_terms_max;
    double error = fmin(tolerance / half_range, error_most);
    cosine_design(design, kernel->weights, kernel->radius, error, most);
    while (cosine_kernel_bound(kernel, design) > tolerance && design->error <= error &&
           error > 1e-9) {
        error /= 2;
        cosine_design(design, kernel->weights, kernel->radius, error, most);
    }
}

/* What the division by the weight inside multiplies by at most. */
double cosine_kernel_gain(const struct edges *edges)
{
    double least = 1;
    for (size_t i = 0; edges->inside && i < edges->low + edges->high; i++)
        least = fmin(least, edges->inside[i]);
    return 1 / least;
}

static double value_at(const struct cosine *design, double distance)
{
    double value = design->amplitude[0];
    for (int m = 1; m <= design->terms; m++)
        value += design->amplitude[m] * det_cos(m * design->frequency * distance);
    return value;
}

/* The kernel as edges_make() wants it. */
bool cosine_kernel_edges(struct edges *edges, const struct cosine *design, size_t length)
{
    size_t radius = design->radius;
    double *kernel = malloc((2 * radius + 1) * sizeof *kernel);
    if (!kernel)
        return false;
    for (size_t i = 0; i <= radius; i++)
        kernel[radius - i] = kernel[radius + i] = value_at(design, (double)i);
    bool made = edges_make(edges, length, radius, 1, kernel);
    free(kernel);
    return made;
}
