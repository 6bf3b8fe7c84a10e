/* SPDX-License-Identifier: MIT
 * Factors the kernel if it is separable, folds it, and chooses among the direct methods. */
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

/* The bounds stated in blur.h; for floats less what a product may differ from its kernel. For bytes
 * the integer method is used only if it is within this bound; the float one is within 0.51. */
static double max_error(int32_t sample)
{
    return sample_is_byte(sample) ? 0.55 : sample == BLUR_UINT16 ? 0.65 : 9e-6;
}

/* Whether at least half of the weight of a symmetric kernel is inside the image at every position,
 * as the bound assumes. That is so if both ends are never outside at once, or if no tap has a
 * larger weight than one nearer to the middle. */
static bool has_half_inside(const double *weights, size_t radius, size_t length)
{
    if (2 * radius < length)
        return true;
    for (size_t tap = radius; tap < 2 * radius; tap++)
        if (weights[tap + 1] > weights[tap])
            return false;
    return true;
}

/* Whether the direct methods for Gaussians can do it: a mean with symmetric weights. */
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

/* BLUR_ERROR_UNSUPPORTED: its bound exceeds max_bound. */
static int make_direct(const struct problem *problem, double max_bound, struct method **method)
{
    const bool of_bytes = sample_is_byte(problem->sample);
    *method = of_bytes ? direct_bytes_make(problem, false) : direct_floats_make(problem, false);
    if (*method && (*method)->bound > max_bound && !of_bytes) {
        method_free(*method);
        *method = direct_floats_make(problem, true);
    }
    return method_within(method, max_bound);
}

static int make_symmetric(const struct problem *problem, const struct product *product,
                          double max_bound, struct method **method)
{
    const struct kernel_axis x = problem_axis_x(problem), y = problem_axis_y(problem);
    struct problem own = *problem;
    int status = BLUR_ERROR_MEMORY;
    own.x.weights = own.y.weights = NULL;
    if (half_kernel_make(&own.x, product->row, product->radius_x, &x) &&
        half_kernel_make(&own.y, product->column, product->radius_y, &y))
        status = make_direct(&own, max_bound, method);
    problem_free_kernels(&own);
    return status;
}

/* A filter meets any bound that is requested here. */
static int use_filter(struct method *made, double max_bound, struct method **method)
{
    if (made)
        made->bound = max_bound;
    *method = made;
    return made ? BLUR_OK : BLUR_ERROR_MEMORY;
}

static int make_product(const struct problem *problem, const struct product *product,
                        double max_bound, struct method **method)
{
    int status = BLUR_ERROR_UNSUPPORTED;
    if (is_like_gaussian(problem, product))
        status = make_symmetric(problem, product, max_bound, method);
    return status == BLUR_ERROR_UNSUPPORTED
               ? use_filter(separable_make(problem, product), max_bound, method)
               : status;
}

/* If the weights sum to 0 at every position: a kernel of one tap, which copies the image. */
static int make_copy(const struct problem *problem, double max_bound, struct method **method)
{
    const double one = 1;
    return make_product(problem, &(struct product){&one, &one, 0, 0, 0}, max_bound, method);
}

/* Unless the border renormalizes, all taps count at every position: whether their sum is 0 is
 * decided here, for the whole kernel, and the kernel can be folded. (For renormalize, taps that are
 * never inside the image are dropped later.) */
static int make_factors(const struct problem *problem, const struct kernel_matrix *kernel,
                        double *column, double *row, bool is_raw, double max_bound,
                        struct method **method)
{
    struct product product = {column, row, kernel->height / 2, kernel->width / 2,
                              is_raw ? kernel->magnitude : 0};
    if (problem->border != BLUR_BORDER_RENORMALIZE) {
        struct fold y = fold_make(product.radius_y, problem->height, problem->border);
        struct fold x = fold_make(product.radius_x, problem->width, problem->border);
        if (!is_raw &&
            (!axis_has_mean(column, kernel->height) || !axis_has_mean(row, kernel->width)))
            return make_copy(problem, max_bound, method);
        product.column = fold_weights(&y, column);
        product.row = fold_weights(&x, row);
        product.radius_y = y.folded;
        product.radius_x = x.folded;
    }
    return make_product(problem, &product, max_bound, method);
}

/* Sums the weights that fall on each tap of the folded kernel, as fractions of the magnitude. */
static void fold_plane(const struct kernel_matrix *kernel, const struct fold *x,
                       const struct fold *y, double *sums)
{
    size_t to_x, to_y;
    for (size_t i = 0; i < kernel->height; i++) {
        if (!fold_tap(y, i, &to_y))
            continue;
        for (size_t j = 0; j < kernel->width; j++)
            if (fold_tap(x, j, &to_x))
                /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): at least 2 n + 1 > 0 elements. */
                sums[to_y * (2 * x->folded + 1) + to_x] +=
                    (double)kernel->weights[i * kernel->width + j] / kernel->magnitude;
    }
}

/* The weights for the dense method, scaled so that their magnitudes sum to 1 and no sum overflows,
 * unless all are zero. The caller frees them. NULL: out of memory. */
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

/* A raw kernel of zeros makes zeros with any gain but 0. */
static int make_dense(const struct problem *problem, const struct kernel_matrix *kernel,
                      bool is_raw, double max_bound, struct method **method)
{
    const double gain = !is_raw ? 0 : kernel->magnitude != 0 ? kernel->magnitude : 1;
    struct fold x = fold_make(kernel->width / 2, problem->width, problem->border);
    struct fold y = fold_make(kernel->height / 2, problem->height, problem->border);
    if (!is_raw && problem->border != BLUR_BORDER_RENORMALIZE && !has_mean(kernel))
        return make_copy(problem, max_bound, method);
    double *weights = dense_weights(kernel, &x, &y, sum_loops_for(problem->sample)->in_double);
    if (!weights)
        return BLUR_ERROR_MEMORY;
    return use_filter(dense_make(problem, weights, x.folded, y.folded, gain), max_bound, method);
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
    const double max_bound = fmin(tolerance, max_error(problem->sample));
    const int status = kernel_matrix_factor(kernel, problem->sample, column, row)
                           ? make_factors(problem, kernel, column, row, is_raw, max_bound, method)
                           : make_dense(problem, kernel, is_raw, max_bound, method);
    free(factors);
    return status;
}
