/* SPDX-License-Identifier: MIT */
#include "method/convolution.h"

#include <math.h>
#include <stdlib.h>

#include "kernel/fold.h"
#include "image/sample.h"
#include "image/size.h"

/* The bound above which floats, which are within 0.51 level, are taken instead of integers. As said
 * in blur.h. */
static const double most_error = 0.55;

/* The same of wider samples, beside what a product may differ from its kernel. */
static double error_allowed(int32_t sample)
{
    return sample_is_byte(sample) ? most_error : sample == BLUR_UINT16 ? 0.65 : 9e-6;
}

/* UNSUPPORTED: the bound is above what is allowed. */
static int within(struct solver *solver, int status, double most)
{
    if (status != BLUR_OK || solver->bound <= most)
        return status;
    solver_free_method(solver);
    solver->bound = most;
    return BLUR_ERROR_UNSUPPORTED;
}

/* By the method of blur_gaussian(); the bound of the solver is what it may be. */
static int use_method(struct solver *solver)
{
    const double most = solver->bound;
    if (sample_is_byte(solver->problem.sample))
        return within(solver, solver_use_direct(solver, false), most);
    int status = within(solver, solver_use_wide(solver, false), most);
    if (status == BLUR_ERROR_UNSUPPORTED)
        status = within(solver, solver_use_wide(solver, true), most);
    return status;
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
           factor_is_symmetric(product->column, 2 * product->radius_y + 1, problem->sample) &&
           factor_is_symmetric(product->row, 2 * product->radius_x + 1, problem->sample) &&
           (!renormalizes ||
            (has_half_inside(product->column, product->radius_y, problem->height) &&
             has_half_inside(product->row, product->radius_x, problem->width)));
}

/* UNSUPPORTED where that method would be less exact than floats are. */
static int use_symmetric(struct solver *solver, const struct product *product)
{
    struct problem *problem = &solver->problem;
    int status = BLUR_ERROR_MEMORY;
    if (half_kernel_make(&problem->x, product->row, product->radius_x, problem->width, problem) &&
        half_kernel_make(&problem->y, product->column, product->radius_y, problem->height, problem))
        status = use_method(solver);
    if (status != BLUR_OK)
        problem_free_kernels(problem);
    return status;
}

static int use_product(struct solver *solver, const struct product *product)
{
    int status = BLUR_ERROR_UNSUPPORTED;
    if (is_like_gaussian(&solver->problem, product))
        status = use_symmetric(solver, product);
    if (status != BLUR_ERROR_UNSUPPORTED)
        return status;
    if (!separable_make(&solver->by.separable, &solver->problem, product))
        return BLUR_ERROR_MEMORY;
    solver->kind = SOLVER_SEPARABLE;
    return BLUR_OK;
}

/* Where no mean exists anywhere: the kernel of one weight. */
static int use_copy(struct solver *solver)
{
    const double one = 1;
    return use_product(solver, &(struct product){&one, &one, 0, 0, 0});
}

/* With another border than renormalize all taps count everywhere: whether there is a mean is asked
 * once, of the kernel as it is, and the kernel may be folded. (For renormalize, taps that are never
 * inside are left out further down.) */
static int use_factors(struct solver *solver, const struct kernel *kernel, double *column,
                       double *row, bool is_raw)
{
    const struct problem *problem = &solver->problem;
    struct product product = {column, row, kernel->height / 2, kernel->width / 2,
                              is_raw ? kernel->magnitude : 0};
    if (problem->border != BLUR_BORDER_RENORMALIZE) {
        struct fold y = fold_make(product.radius_y, problem->height, problem->border);
        struct fold x = fold_make(product.radius_x, problem->width, problem->border);
        if (!is_raw &&
            (!axis_has_mean(column, kernel->height) || !axis_has_mean(row, kernel->width)))
            return use_copy(solver);
        product.column = fold_weights(&y, column);
        product.row = fold_weights(&x, row);
        product.radius_y = y.folded;
        product.radius_x = x.folded;
    }
    return use_product(solver, &product);
}

/* Adds up the weights that fall on each tap of a folded kernel, as shares of the magnitude. */
static void fold_plane(const struct kernel *kernel, const struct fold *x, const struct fold *y,
                       double *sums)
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
static double *dense_weights(const struct kernel *kernel, const struct fold *x,
                             const struct fold *y, const struct sums *sums)
{
    size_t count, bytes;
    if (!size_multiply(2 * x->folded + 1, 2 * y->folded + 1, &count) ||
        !size_multiply(count, sizeof(double), &bytes))
        return NULL;
    double *weights = calloc(count, sizeof *weights);
    if (weights && kernel->magnitude != 0)
        fold_plane(kernel, x, y, weights);
    for (size_t i = 0; weights && i < count; i++)
        weights[i] = sums_round(sums, weights[i]);
    return weights;
}

static bool has_mean(const struct kernel *kernel)
{
    return kernel->magnitude != 0 && axis_mean_scale(kernel->sum / kernel->magnitude, 1, 0) != 0;
}

/* Tap by tap. A raw kernel of zeros makes zeros, by any gain. */
static int use_dense(struct solver *solver, const struct kernel *kernel, bool is_raw)
{
    const struct problem *problem = &solver->problem;
    const double gain = !is_raw ? 0 : kernel->magnitude != 0 ? kernel->magnitude : 1;
    struct fold x = fold_make(kernel->width / 2, problem->width, problem->border);
    struct fold y = fold_make(kernel->height / 2, problem->height, problem->border);
    if (!is_raw && problem->border != BLUR_BORDER_RENORMALIZE && !has_mean(kernel))
        return use_copy(solver);
    double *weights = dense_weights(kernel, &x, &y, sums_for(problem->sample));
    if (weights && dense_make(&solver->by.dense, problem, weights, x.folded, y.folded, gain)) {
        solver->kind = SOLVER_DENSE;
        return BLUR_OK;
    }
    free(weights);
    return BLUR_ERROR_MEMORY;
}

int convolution_make(struct solver *solver, const struct kernel *kernel, bool is_raw,
                     double tolerance)
{
    size_t count, bytes;
    if (!size_add(kernel->height, kernel->width, &count) ||
        !size_multiply(count, sizeof(double), &bytes))
        return BLUR_ERROR_MEMORY;
    double *factors = malloc(bytes);
    if (!factors)
        return BLUR_ERROR_MEMORY;
    double *column = factors, *row = factors + kernel->height;
    solver->bound = fmin(tolerance, error_allowed(solver->problem.sample));
    int status = factor_kernel(kernel, solver->problem.sample, column, row)
                     ? use_factors(solver, kernel, column, row, is_raw)
                     : use_dense(solver, kernel, is_raw);
    free(factors);
    return status;
}
