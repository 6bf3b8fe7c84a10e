/* SPDX-License-Identifier: MIT
 * Chooses a cosine design for a kernel and a tolerance, and the edge weights that go with it. */
#include "kernel/cosine_kernel.h"

#include <math.h>
#include <stdlib.h>

#include "image/sample.h"
#include "image/size.h"
#include "kernel/det_math.h"

/* The largest error allowed in a design, whatever the tolerance. At an edge, the sum of the weights
 * inside is then at least 1/2 - 0.08, so normalized magnitudes sum to less than 1 + 2 * 0.08 / 0.42
 * = 1.4, and a line sample stays below 1.4 * 2^14 in magnitude. */
static const double max_error = 0.08;

double cosine_kernel_bound(const struct half_kernel *kernel, const struct cosine *design)
{
    return half_kernel_edge_bound(kernel, design->error, design->edge_error);
}

/* Uses the fewest terms that meet the tolerance. cosine_design() only targets the error away from
 * the edges; if the bound at an edge exceeds the tolerance, ask for a smaller error. */
void cosine_kernel_design(struct cosine *design, const struct half_kernel *kernel, double tolerance)
{
    *design = (struct cosine){.radius = 0, .amplitude = {1}};
    if (kernel->radius == 0)
        return;
    const double half_range = sample_half_range(kernel->axis.sample);
    const int max_terms =
        sample_is_byte(kernel->axis.sample) ? cosine_byte_terms : cosine_terms_max;
    double error = fmin(tolerance / half_range, max_error);
    cosine_design(design, kernel->weights, kernel->radius, error, max_terms);
    while (cosine_kernel_bound(kernel, design) > tolerance && design->error <= error &&
           error > 1e-9) {
        error /= 2;
        cosine_design(design, kernel->weights, kernel->radius, error, max_terms);
    }
}

double cosine_kernel_gain(const struct edges *edges)
{
    double smallest = 1;
    for (size_t i = 0; edges->inside && i < edges->low + edges->high; i++)
        smallest = fmin(smallest, edges->inside[i]);
    return 1 / smallest;
}

static double value_at(const struct cosine *design, double distance)
{
    double value = design->amplitude[0];
    for (int m = 1; m <= design->terms; m++)
        value += design->amplitude[m] * det_cos(m * design->frequency * distance);
    return value;
}

/* edges_make() takes the full kernel, -radius..radius. */
bool cosine_kernel_edges(struct edges *edges, const struct cosine *design, size_t length)
{
    double *weights = malloc((design->radius + 1) * sizeof *weights);
    if (!weights)
        return false;
    for (size_t i = 0; i <= design->radius; i++)
        weights[i] = value_at(design, (double)i);
    const bool made = edges_make_symmetric(edges, length, design->radius, weights);
    free(weights);
    return made;
}

/* The direct sums of a restart take at most radius / interval of the remaining time; but bands
 * begin at restarts, so there should be several. */
size_t cosine_kernel_interval(size_t length, size_t radius)
{
    const size_t long_enough = size_min(2 * radius, size_max(radius, length / 8));
    return size_max(256, long_enough);
}
