/* SPDX-License-Identifier: MIT
 * Sets up and folds problems. */
#include "method/problem.h"

#include "blur.h"
#include "image/sample.h"

void problem_set_border(struct problem *problem, int32_t sample, int border, const double pixel[4])
{
    double neutral = sample_is_byte(sample) ? line_middle : 0;
    problem->sample = sample;
    problem->border = border;
    for (size_t i = 0; i < 4; i++)
        problem->beyond[i] = border == BLUR_BORDER_CONSTANT ? pixel[i] : neutral;
}

struct kernel_axis problem_axis_x(const struct problem *problem)
{
    return (struct kernel_axis){problem->width, problem->border, problem->sample};
}

struct kernel_axis problem_axis_y(const struct problem *problem)
{
    return (struct kernel_axis){problem->height, problem->border, problem->sample};
}

bool problem_fold(const struct problem *problem, struct problem *folded)
{
    *folded = *problem;
    folded->y.weights = NULL;
    return half_kernel_fold(&problem->x, &folded->x) && half_kernel_fold(&problem->y, &folded->y);
}

void problem_free_kernels(struct problem *problem)
{
    half_kernel_free(&problem->x);
    half_kernel_free(&problem->y);
}
