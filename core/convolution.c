/* SPDX-License-Identifier: MIT
 * blur_convolve() and apply_convolution(): what the caller gave is checked here, and the kernel
 * goes the way that it is made for. */
#include <stdlib.h>

#include "axis.h"
#include "bands.h"
#include "dense.h"
#include "direct.h"
#include "factor.h"
#include "fold.h"
#include "loops_choose.h"
#include "options.h"
#include "sample.h"
#include "separable.h"
#include "size.h"
#include "wide.h"

/* The bound above which floats, which are within 0.51 level, are taken instead of integers. As said
 * in blur.h. */
static const double most_error = 0.55;

/* The same of wider samples, beside what a product may differ from its kernel. */
static double most_wide_error(int32_t sample)
{
    return sample == BLUR_UINT16 ? 0.65 : 9e-6;
}

/* A column and a row, of which the kernel is the product. */
struct product {
    const double *column, *row;
    size_t radius_y, radius_x;
};

static int run_bytes(const struct view *view, const struct problem *problem, const struct run *run)
{
    struct direct direct;
    if (!direct_make(&direct, problem, false))
        return BLUR_ERROR_MEMORY;
    int status = BLUR_ERROR_UNSUPPORTED;
    if (direct_bound(&direct, problem) <= most_error)
        status = bands_run(&direct.method, view, problem->border, run);
    direct_free(&direct);
    return status;
}

static int run_wide(const struct view *view, const struct problem *problem, bool in_double,
                    const struct run *run)
{
    struct wide wide;
    if (!wide_make(&wide, problem, in_double))
        return BLUR_ERROR_MEMORY;
    int status = BLUR_ERROR_UNSUPPORTED;
    if (wide_bound(&wide, problem) <= most_wide_error(problem->sample))
        status = bands_run(&wide.method, view, problem->border, run);
    wide_free(&wide);
    return status;
}

static int run_problem(const struct view *view, const struct problem *problem,
                       const struct run *run)
{
    if (sample_is_byte(problem->sample))
        return run_bytes(view, problem, run);
    int status = run_wide(view, problem, false, run);
    return status == BLUR_ERROR_UNSUPPORTED ? run_wide(view, problem, true, run) : status;
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

/* A kernel such as a Gaussian, by the same method as blur_gaussian(). UNSUPPORTED where that would
 * be less exact than floats are. */
static int run_symmetric(const struct view *view, struct problem *problem,
                         const struct product *product, const struct run *run)
{
    bool renormalizes = problem->border == BLUR_BORDER_RENORMALIZE;
    if (view->channels > 4 ||
        !factor_is_symmetric(product->column, 2 * product->radius_y + 1, problem->sample) ||
        !factor_is_symmetric(product->row, 2 * product->radius_x + 1, problem->sample))
        return BLUR_ERROR_UNSUPPORTED;
    if (renormalizes && (!has_half_inside(product->column, product->radius_y, view->height) ||
                         !has_half_inside(product->row, product->radius_x, view->width)))
        return BLUR_ERROR_UNSUPPORTED;
    int status = BLUR_ERROR_MEMORY;
    if (half_kernel_make(&problem->x, product->row, product->radius_x, view->width, problem) &&
        half_kernel_make(&problem->y, product->column, product->radius_y, view->height, problem))
        status = run_problem(view, problem, run);
    problem_free_kernels(problem);
    return status;
}

static int run_product(const struct view *view, struct problem *problem,
                       const struct product *product, const struct run *run)
{
    int status = run_symmetric(view, problem, product, run);
    if (status != BLUR_ERROR_UNSUPPORTED)
        return status;
    return separable_run(view, problem, product->column, product->radius_y, product->row,
                         product->radius_x, run);
}

/* Where no mean exists anywhere: the kernel of one weight. */
static int run_copy(const struct view *view, struct problem *problem, const struct run *run)
{
    const double one = 1;
    return run_product(view, problem, &(struct product){&one, &one, 0, 0}, run);
}

/* With another border than renormalize all taps count everywhere: whether there is a mean is asked
 * once, of the kernel as it is, and the kernel may be folded. (For renormalize, taps that are never
 * inside are left out further down.) */
static int run_factors(const struct view *view, struct problem *problem,
                       const struct kernel *kernel, double *column, double *row,
                       const struct run *run)
{
    struct product product = {column, row, kernel->height / 2, kernel->width / 2};
    if (problem->border != BLUR_BORDER_RENORMALIZE) {
        struct fold y = fold_make(product.radius_y, view->height, problem->border);
        struct fold x = fold_make(product.radius_x, view->width, problem->border);
        if (!axis_has_mean(column, kernel->height) || !axis_has_mean(row, kernel->width))
            return run_copy(view, problem, run);
        product =
            (struct product){fold_weights(&y, column), fold_weights(&x, row), y.folded, x.folded};
    }
    return run_product(view, problem, &product, run);
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
                sums[to_y * (2 * x->folded + 1) + to_x] +=
                    (double)kernel->weights[i * kernel->width + j] / kernel->magnitude;
    }
}

/* The weights for dense_run(), whose magnitudes sum to 1 so that no sum of theirs overflows; or all
 * zero, as given. NULL: no memory. To be freed. */
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

/* Tap by tap. */
static int run_dense(const struct view *view, struct problem *problem, const struct kernel *kernel,
                     const struct run *run)
{
    struct fold x = fold_make(kernel->width / 2, view->width, problem->border);
    struct fold y = fold_make(kernel->height / 2, view->height, problem->border);
    if (problem->border != BLUR_BORDER_RENORMALIZE && !has_mean(kernel))
        return run_copy(view, problem, run);
    double *weights = dense_weights(kernel, &x, &y, sums_for(problem->sample));
    if (!weights)
        return BLUR_ERROR_MEMORY;
    int status = dense_run(view, problem, weights, x.folded, y.folded, run);
    free(weights);
    return status;
}

/* Of the problem, the border and the loops are set. */
static int convolve(const struct view *view, struct problem *problem, struct kernel *kernel,
                    const struct run *run)
{
    size_t count, bytes;
    if (!kernel_add_up(kernel))
        return BLUR_ERROR_ARGUMENT;
    if (!size_add(kernel->height, kernel->width, &count) ||
        !size_multiply(count, sizeof(double), &bytes))
        return BLUR_ERROR_MEMORY;
    double *factors = malloc(bytes);
    if (!factors)
        return BLUR_ERROR_MEMORY;
    problem->width = view->width;
    problem->height = view->height;
    problem->channels = view->channels;
    double *column = factors, *row = factors + kernel->height;
    int status = factor_kernel(kernel, problem->sample, column, row)
                     ? run_factors(view, problem, kernel, column, row, run)
                     : run_dense(view, problem, kernel, run);
    free(factors);
    return status;
}

static int read_options(const blur_options *given, int sample, int channels, blur_options *options)
{
    int status = options_read(given, sample, channels, options);
    if (status == BLUR_OK && (options->given != 0 || options->method != BLUR_METHOD_AUTO))
        return BLUR_ERROR_ARGUMENT;
    return status;
}

/* The largest kernel is one that an int can say the size of, but not all address ranges hold it. */
static int read_kernel(const float *weights, int width, int height, struct kernel *kernel)
{
    size_t count, bytes;
    *kernel = (struct kernel){weights, (size_t)width, (size_t)height, 0, 0};
    if (!weights || width <= 0 || width % 2 == 0 || height <= 0 || height % 2 == 0)
        return BLUR_ERROR_ARGUMENT;
    if (!size_multiply(kernel->width, kernel->height, &count) ||
        !size_multiply(count, sizeof(double), &bytes))
        return BLUR_ERROR_LIMIT;
    return BLUR_OK;
}

static int check_view(const struct view *view)
{
    bool fits;
    if (!view_is_valid(view, &fits))
        return fits ? BLUR_ERROR_ARGUMENT : BLUR_ERROR_LIMIT;
    return view_shape_fits(view->width, view->height, view->channels, view->sample_size)
               ? BLUR_OK
               : BLUR_ERROR_LIMIT;
}

int blur_convolve(const blur_options *given, int sample, size_t width, size_t height, int channels,
                  const float *weights, int kernel_width, int kernel_height, const void *src,
                  ptrdiff_t src_stride, void *dst, ptrdiff_t dst_stride)
{
    struct view view = {width,      height, (size_t)channels, sample_size(sample), src,
                        src_stride, dst,    dst_stride};
    double pixel[4];
    struct problem problem = {0};
    struct kernel kernel;
    blur_options options;
    int status = read_options(given, sample, channels, &options);
    if (status == BLUR_OK)
        status = read_kernel(weights, kernel_width, kernel_height, &kernel);
    if (status == BLUR_OK &&
        (kernel_width > BLUR_KERNEL_SIZE_MAX || kernel_height > BLUR_KERNEL_SIZE_MAX))
        status = BLUR_ERROR_LIMIT;
    if (status == BLUR_OK)
        status = check_view(&view);
    if (status != BLUR_OK)
        return status;
    struct run run = {options.threads, options.progress, options.progress_data};
    options_border_pixel(&options, sample, channels, pixel);
    problem_set_border(&problem, sample, options.border, pixel);
    problem.loops = loops_choose(options.variant, &problem.variant);
    return problem.loops ? convolve(&view, &problem, &kernel, &run) : BLUR_ERROR_UNSUPPORTED;
}

static bool same_shape(const Image *a, const Image *b)
{
    return a->width == b->width && a->height == b->height && a->channels == b->channels;
}

/* The default options, any number of channels and any size of the kernel; nobody asks for the
 * status. */
void apply_convolution(Image *src, Image *dst, float *weights, int kernel_size)
{
    struct problem problem = {0};
    struct run run = {.threads = 0};
    struct kernel kernel;
    size_t row;
    bool fits;
    if (!src || !dst || read_kernel(weights, kernel_size, kernel_size, &kernel) != BLUR_OK)
        return;
    if (src->width <= 0 || src->height <= 0 || src->channels <= 0 || !same_shape(src, dst) ||
        !size_multiply((size_t)src->width, (size_t)src->channels, &row) || row > PTRDIFF_MAX)
        return;
    struct view view = {.sample_size = 1,
                        .width = (size_t)src->width,
                        .height = (size_t)src->height,
                        .channels = (size_t)src->channels,
                        .src = src->data,
                        .src_stride = (ptrdiff_t)row,
                        .dst = dst->data,
                        .dst_stride = (ptrdiff_t)row};
    problem_set_border(&problem, BLUR_UINT8, BLUR_BORDER_RENORMALIZE, NULL);
    problem.loops = loops_choose(BLUR_VARIANT_AUTO, &problem.variant);
    if (view_is_valid(&view, &fits))
        convolve(&view, &problem, &kernel, &run);
}
