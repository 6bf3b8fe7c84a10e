/* SPDX-License-Identifier: MIT */
#include "method/convolution.h"

#include <math.h>
#include <stdlib.h>

#include "blur.h"
#include "image/sample.h"
#include "image/size.h"
#include "kernel/axis_weights.h"
#include "kernel/fold.h"
#include "method/dense.h"
#include "method/direct_bytes.h"
#include "method/direct_floats.h"
#include "method/separable.h"
#include "simd/sum_loops.h"

/* The bound above which floats, which are within 0.51 level, are taken instead of integers. As said
 * in blur.h. */
static const double most_error = 0.55;

/* The same of wider samples, beside what a product may differ from its kernel. */
static double error_allowed(int32_t sample)
{
    return sample_is_byte(sample) ? most_error : sample == BLUR_UINT16 ? 0.65 : 9e-6;
}

/* Whether at least half of the weight of a symmetric kernel is inside at any position, on which the
 * bound counts. Where no tap weighs more than one nearer to the middle, or where never both ends
 * are outside at once. */
static bool has_half_inside(const double *weights, size_t radius, size_t length)
{
    if (2 * radius < length)
        return true;
    for (size_t tap = radius; tap < 2 * radius; tap++)
        if (weights[tap + 1] > weights[tap])
            return false;
    return true;
}

/* Whether a mean over a product is such as a Gaussian takes. */
static bool is_like_gaussian(const struct problem *problem, const struct product *product)
{
    const bool renormalizes = problem->border == BLUR_BORDER_RENORMALIZE;
    return problem->channels <= 4 && product->gain == 0 &&
           weights_are_symmetric(product->column, 2 * product->radius_y + 1, problem->sample) &&
           weights_are_symmetric(product->row, 2 * product->radius_x + 1, problem->sample) &&
           (!renormalizes ||
            (has_half_inside(product->column, product->radius_y, problem->height) &&
             has_half_inside(product->row, product->radius_x, problem->width)));
}

/* The direct method of a Gaussian. UNSUPPORTED where that would be less exact than floats are. */
static int make_direct(const struct problem *problem, double most, struct method **method)
{
    const bool of_bytes = sample_is_byte(problem->sample);
    *method = of_bytes ? direct_bytes_make(problem, false) : direct_floats_make(problem, false);
    if (*method && (*method)->bound > most && !of_bytes) {
        method_free(*method);
        *method = direct_floats_make(problem, true);
    }
    if (!*method)
        return BLUR_ERROR_MEMORY;
    if ((*method)->bound <= most)
        return BLUR_OK;
    method_free(*method);
    *method = NULL;
    return BLUR_ERROR_UNSUPPORTED;
}

static int make_symmetric(const struct problem *problem, const struct product *product, double most,
                          struct method **method)
{
    const struct kernel_axis x = problem_axis_x(problem), y = problem_axis_y(problem);
    struct problem own = *problem;
    int status = BLUR_ERROR_MEMORY;
    own.x.weights = own.y.weights = NULL;
    if (half_kernel_make(&own.x, product->row, product->radius_x, &x) &&
        half_kernel_make(&own.y, product->column, product->radius_y, &y))
        status = make_direct(&own, most, method);
    problem_free_kernels(&own);
    return status;
}

/* A method in floats keeps to any bound that is asked for. */
static int keep(struct method *made, double most, struct method **method)
{
    if (made)
        made->bound = most;
    *method = made;
    return made ? BLUR_OK : BLUR_ERROR_MEMORY;
}

static int make_product(const struct problem *problem, const struct product *product, double most,
                        struct method **method)
{
    int status = BLUR_ERROR_UNSUPPORTED;
    if (is_like_gaussian(problem, product))
        status = make_symmetric(problem, product, most, method);
    return status == BLUR_ERROR_UNSUPPORTED ? keep(separable_make(problem, product), most, method)
                                            : status;
}

/* Where no mean exists anywhere: the kernel of one weight. */
static int make_copy(const struct problem *problem, double most, struct method **method)
{
    const double one = 1;
    return make_product(problem, &(struct product){&one, &one, 0, 0, 0}, most, method);
}

/* With another border than renormalize all taps count everywhere: whether there is a mean is asked
 * once, of the kernel as it is, and the kernel may be folded. (For renormalize, taps that are never
 * inside are left out further down.) */
static int make_factors(const struct problem *problem, const struct kernel_matrix *kernel,
                        double *column, double *row, bool is_raw, double most,
                        struct method **method)
{
    struct product product = {column, row, kernel->height / 2, kernel->width / 2,
                              is_raw ? kernel->magnitude : 0};
    if (problem->border != BLUR_BORDER_RENORMALIZE) {
        struct fold y = fold_make(product.radius_y, problem->height, problem->border);
        struct fold x = fold_make(product.radius_x, problem->width, problem->border);
        if (!is_raw &&
            (!axis_has_mean(column, kernel->height) || !axis_has_mean(row, kernel->width)))
            return make_copy(problem, most, method);
        product.column = fold_weights(&y, column);
        product.row = fold_weights(&x, row);
        product.radius_y = y.folded;
        product.radius_x = x.folded;
    }
    return make_product(problem, &product, most, method);
}

/* Adds up the weights that fall on each tap of a folded kernel, as shares of the magnitude. */
static void fold_plane(const struct kernel_matrix *kernel, const struct fold *x,
                       const struct fold *y, double *sums)
{
    size_t to_x, to_y;
    for (size_t i = 0; i < kernel->height; i++) {
        if (!fold_tap(y, i, &to_y))
            continue;
        for (size_t j = 0; j < kernel->width; j++)
            if (fold_tap(x, j, &to_x))
                /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): of 2 n + 1 and more, never of 0. */
                sums[to_y * (2 * x->folded + 1) + to_x] +=
                    (double)kernel->weights[i * kernel->width + j] / kernel->magnitude;
    }
}

/* The weights for the dense method, whose magnitudes sum to 1 so that no sum of theirs overflows;
 * or all zero, as given. NULL: no memory. To be freed. */
static double *dense_weights(const struct kernel_matrix *kernel, const struct fold *x,
                             const struct fold *y, bool in_double)
{
    size_t count, bytes;
    if (!size_multiply(2 * x->folded + 1, 2 * y->folded + 1, &count) ||
        !size_multiply(count, sizeof(double), &bytes))
        return NULL;
    double *weights = calloc(count, sizeof *weights);
    if (weights && kernel->magnitude != 0)
        fold_plane(kernel, x, y, weights);
    for (size_t i = 0; weights && i < count; i++)
        weights[i] = axis_round(in_double, weights[i]);
    return weights;
}

static bool has_mean(const struct kernel_matrix *kernel)
{
    return kernel->magnitude != 0 && axis_mean_scale(kernel->sum / kernel->magnitude, 1, 0) != 0;
}

/* Tap by tap. A raw kernel of zeros makes zeros, by any gain. */
static int make_dense(const struct problem *problem, const struct kernel_matrix *kernel,
                      bool is_raw, double most, struct method **method)
{
    const double gain = !is_raw ? 0 : kernel->magnitude != 0 ? kernel->magnitude : 1;
    struct fold x = fold_make(kernel->width / 2, problem->width, problem->border);
    struct fold y = fold_make(kernel->height / 2, problem->height, problem->border);
    if (!is_raw && problem->border != BLUR_BORDER_RENORMALIZE && !has_mean(kernel))
        return make_copy(problem, most, method);
    double *weights = dense_weights(kernel, &x, &y, sum_loops_for(problem->sample)->in_double);
    if (!weights)
        return BLUR_ERROR_MEMORY;
    return keep(dense_make(problem, weights, x.folded, y.folded, gain), most, method);
}

int convolution_make(const struct problem *problem, const struct kernel_matrix *kernel, bool is_raw,
                     double tolerance, struct method **method)
{
    size_t count, bytes;
    *method = NULL;
    if (!size_add(kernel->height, kernel->width, &count) ||
        !size_multiply(count, sizeof(double), &bytes))
        return BLUR_ERROR_MEMORY;
    double *factors = malloc(bytes);
    if (!factors)
        return BLUR_ERROR_MEMORY;
    double *column = factors, *row = factors + kernel->height;
    const double most = fmin(tolerance, error_allowed(problem->sample));
    const int status = kernel_matrix_factor(kernel, problem->sample, column, row)
                           ? make_factors(problem, kernel, column, row, is_raw, most, method)
                           : make_dense(problem, kernel, is_raw, most, method);
    free(factors);
    return status;
}
