/* SPDX-License-Identifier: MIT */
#include "method/spec.h"

#include "method/convolution.h"

/* Along y what is given for y alone, else what is given for both. */
static int complete_y(struct recipe *recipe, const blur_options *options, int sample)
{
    uint32_t given = options->given & (BLUR_GIVEN_KERNEL_SIZE | BLUR_GIVEN_SIGMA);
    recipe->kernel_size[1] = options->kernel_size;
    recipe->sigma[1] = options->sigma;
    if (options->given & BLUR_GIVEN_KERNEL_SIZE_Y) {
        recipe->kernel_size[1] = options->kernel_size_y;
        given |= BLUR_GIVEN_KERNEL_SIZE;
    }
    if (options->given & BLUR_GIVEN_SIGMA_Y) {
        recipe->sigma[1] = options->sigma_y;
        given |= BLUR_GIVEN_SIGMA;
    }
    return blur_gaussian_parameters(given, sample, &recipe->kernel_size[1], &recipe->sigma[1]);
}

int recipe_gaussian(struct recipe *recipe, const blur_options *options, int sample)
{
    *recipe = (struct recipe){
        .kind = RECIPE_GAUSSIAN,
        .kernel_size = {options->kernel_size, 0},
        .sigma = {options->sigma, 0},
        .accuracy = options->accuracy,
        .way = {options->method, (size_t)options->factor_x, (size_t)options->factor_y}};
    int status =
        blur_gaussian_parameters(options->given & (BLUR_GIVEN_KERNEL_SIZE | BLUR_GIVEN_SIGMA),
                                 sample, &recipe->kernel_size[0], &recipe->sigma[0]);
    return status == BLUR_OK ? complete_y(recipe, options, sample) : status;
}

static bool leaves_axis(const struct recipe *recipe, int axis)
{
    return recipe->kernel_size[axis] == 1 || recipe->sigma[axis] == 0;
}

bool recipe_is_copy(const struct recipe *recipe)
{
    return recipe->kind == RECIPE_GAUSSIAN && leaves_axis(recipe, 0) && leaves_axis(recipe, 1);
}

size_t recipe_reach(const struct recipe *recipe)
{
    switch (recipe->kind) {
    case RECIPE_KERNEL:
        return recipe->kernel->width / 2;
    case RECIPE_BLOCKS:
        return recipe->block - 1;
    default:
        return (size_t)recipe->kernel_size[0] / 2;
    }
}

static int make_gaussian(const struct recipe *recipe, struct solver *solver,
                         const struct tolerance *tolerance)
{
    if (!problem_make_kernels(&solver->problem, recipe->kernel_size, recipe->sigma))
        return BLUR_ERROR_MEMORY;
    return solver_choose(solver, &recipe->way, tolerance);
}

int recipe_make(const struct recipe *recipe, struct solver *solver,
                const struct tolerance *tolerance)
{
    switch (recipe->kind) {
    case RECIPE_KERNEL:
        return convolution_make(solver, recipe->kernel, recipe->is_raw, tolerance->direct);
    case RECIPE_BLOCKS:
        if (!blocks_make(&solver->by.blocks, &solver->problem, recipe->block))
            return BLUR_ERROR_MEMORY;
        solver->kind = SOLVER_BLOCKS;
        return BLUR_OK;
    default:
        return make_gaussian(recipe, solver, tolerance);
    }
}
