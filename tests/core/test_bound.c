/* SPDX-License-Identifier: MIT
 * The bound of a plan against what can happen: the worst images that its kernels allow, and
 * others. The kernels that a plan really applies are taken from its design, and that they
 * are these is checked along the way.
 *
 * Of what the bound leaves beside the rounding of a byte, 0.5, the worst images take: direct 82 %,
 * multirate 88 %, cosine 62 % (of whose bound much is for rounding) at most. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "applied_kernel.h"
#include "oracle.h"
#include "trial.h"

static void fail_trial(const struct oracle_trial *trial, const char *what, double error,
                       double bound)
{
    fail_msg("%s: %s: %f > %f", oracle_text(trial), what, error, bound);
}

/* ---- The kernels that a plan applies ---------------------------------------------------- */

/* A plan under trial, the right weights, and those that it applies along x and along y. */
struct search {
    const struct oracle_trial *trial;
    blur_plan *plan;
    blur_plan_info info;
    double *weights;
    struct applied_kernel applied[2];
    double *largest; /* by method: of what a bound leaves beside rounding, the part taken */
};

/* False where the library refuses. */
static bool search_open(struct search *search, const struct oracle_trial *trial)
{
    *search = (struct search){.trial = trial, .plan = oracle_plan(trial)};
    if (!search->plan)
        return false;
    search->info = trial_describe(search->plan);
    search->weights = oracle_weights(trial->kernel_size, trial->sigma);
    for (int axis = 0; axis < 2; axis++)
        search->applied[axis] = applied_kernel(trial, search->plan, axis == 0);
    return true;
}

static void search_close(struct search *search)
{
    blur_plan_free(search->plan);
    free(search->weights);
    free(search->applied[0].weights);
    free(search->applied[1].weights);
}

/* What the n samples of an axis, and what is beyond them, weigh in the result at a position. */
struct line {
    size_t n, at;
    double *exact, *used; /* n + 1 each */
    double error;         /* the sum of the magnitudes of their differences */
};

static struct line make_line(const struct search *search, bool along_x, size_t at)
{
    const struct oracle_trial *trial = search->trial;
    const struct applied_kernel *applied = &search->applied[along_x ? 0 : 1];
    struct line line = {.n = along_x ? trial->width : trial->height, .at = at};
    line.exact = oracle_memory(2 * (line.n + 1) * sizeof *line.exact);
    line.used = line.exact + line.n + 1;
    oracle_fold(line.exact, line.n, at, search->weights, (size_t)trial->kernel_size / 2,
                trial->border);
    oracle_fold(line.used, line.n, at,
                applied->weights + at % applied->phases * (2 * applied->radius + 1),
                applied->radius, trial->border);
    for (size_t i = 0; i <= line.n; i++)
        line.error += fabs(line.used[i] - line.exact[i]);
    return line;
}

/* The position of the largest error. Steps are odd, so that they come by every phase. */
static size_t worst_position(const struct search *search, bool along_x)
{
    size_t n = along_x ? search->trial->width : search->trial->height, worst = 0;
    double largest = -1;
    for (size_t at = 0; at < n; at += n / 256 * 2 + 1) {
        struct line line = make_line(search, along_x, at);
        if (line.error > largest) {
            largest = line.error;
            worst = at;
        }
        free(line.exact);
    }
    return worst;
}

/* ---- The worst images ------------------------------------------------------------------- */

/* What a pixel weighs, and what it should. At i = y->n or j = x->n: what is beyond. */
static double used_at(const struct line *x, const struct line *y, size_t i, size_t j)
{
    return y->used[i] * x->used[j];
}

static double error_at(const struct line *x, const struct line *y, size_t i, size_t j)
{
    return y->used[i] * x->used[j] - y->exact[i] * x->exact[j];
}

/* The result before rounding, by right or as the plan has it. */
static double result_of(const double *across, const double *down, const struct line *x,
                        const struct line *y, const uint8_t *image, double beyond)
{
    double result = down[y->n] * beyond;
    for (size_t i = 0; i < y->n; i++) {
        double sum = across[x->n] * beyond;
        for (size_t j = 0; j < x->n; j++)
            sum += across[j] * image[i * x->n + j];
        result += down[i] * sum;
    }
    return result;
}

/* Takes what the plan computes down by up to amount (up if sign is -1), by the pixels that add the
 * least to the error: first those that err less than a part in 8192 of their weight, and so on. */
static void nudge(uint8_t *image, const struct line *x, const struct line *y, int sign,
                  double amount)
{
    for (double limit = 1.0 / 8192; limit < 1 && amount > 1e-4; limit *= 2)
        for (size_t i = 0; i < y->n; i++)
            for (size_t j = 0; j < x->n; j++) {
                uint8_t *pixel = &image[i * x->n + j];
                double weight = used_at(x, y, i, j), error = error_at(x, y, i, j);
                if (weight <= 0 || fabs(error) > limit * weight || *pixel != (sign > 0 ? 255 : 0))
                    continue;
                int change = (int)fmin(255, amount / weight);
                *pixel = (uint8_t)(*pixel - sign * change);
                amount -= weight * change;
            }
}

/* The image that takes the result at one position farthest off, upwards or (sign -1) downwards: 255
 * where a pixel weighs too much, 0 elsewhere, and then so that the unrounded result lies past a
 * half by a margin, for rounding to add 0.5. */
static uint8_t *worst_image(const struct line *x, const struct line *y, int sign, double margin,
                            double beyond)
{
    uint8_t *image = oracle_memory(x->n * y->n);
    for (size_t i = 0; i < y->n; i++)
        for (size_t j = 0; j < x->n; j++)
            image[i * x->n + j] = sign * error_at(x, y, i, j) > 0 ? 255 : 0;
    double past = sign * (result_of(x->used, y->used, x, y, image, beyond) - 0.5) - margin;
    nudge(image, x, y, sign, past - floor(past));
    return image;
}

/* One channel of an image whose other ones are noise. */
static uint8_t *among_noise(const uint8_t *image, size_t count, size_t channels, size_t channel)
{
    uint8_t *all = oracle_memory(count * channels);
    oracle_noise(all, count * channels, (uint32_t)count);
    for (size_t i = 0; i < count; i++)
        all[i * channels + channel] = image[i];
    return all;
}

/* How far off the worst image takes the result. What lines round is at most 13 times 2^-8 level:
 * the result is that of the kernels. */
static double try_worst(const struct search *search, const struct line *x, const struct line *y,
                        int sign, double margin)
{
    const size_t channels = (size_t)search->trial->channels, channel = sign > 0 ? 0 : channels - 1;
    double beyond = oracle_color[channel];
    uint8_t *image = worst_image(x, y, sign, margin, beyond);
    uint8_t *all = among_noise(image, x->n * y->n, channels, channel);
    uint8_t *result = oracle_run(search->plan, search->trial, all);
    double out = result[(y->at * x->n + x->at) * channels + channel];
    double exact = result_of(x->exact, y->exact, x, y, image, beyond);
    assert_true(fabs(out - result_of(x->used, y->used, x, y, image, beyond)) < 0.5 + 13.0 / 256);
    free(result);
    free(all);
    free(image);
    return fabs(out - exact);
}

static void search_at(const struct search *search, size_t at_x, size_t at_y)
{
    const double bound = search->info.bound;
    struct line x = make_line(search, true, at_x);
    struct line y = make_line(search, false, at_y);
    for (int sign = -1; sign <= 1; sign += 2)
        for (double margin = 0; margin < 0.009; margin += 0.004) {
            double error = try_worst(search, &x, &y, sign, margin);
            if (error > bound)
                fail_trial(search->trial, "worst image", error, bound);
            double *largest = &search->largest[search->info.method];
            *largest = fmax(*largest, (error - 0.5) / (bound - 0.5));
        }
    free(x.exact);
    free(y.exact);
}

/* The worst place and, if all phases are asked for, the corners and every phase along x and y. */
static bool search_plan(const struct oracle_trial *trial, bool all_phases, double *largest)
{
    struct search search;
    if (!search_open(&search, trial))
        return false;
    search.largest = largest;
    size_t w = trial->width, h = trial->height, factor = (size_t)trial->way.factor_y;
    size_t x = worst_position(&search, true);
    size_t y = worst_position(&search, false);
    search_at(&search, x, y);
    for (size_t phase = 0; all_phases && phase < (factor ? factor : 1); phase++)
        search_at(&search, w / 2 + phase < w ? w / 2 + phase : 0, (h / 2 + 5 * phase) % h);
    for (int corner = 0; all_phases && corner < 4; corner++)
        search_at(&search, corner % 2 ? w - 1 : 0, corner / 2 ? h - 1 : 0);
    search_close(&search);
    return true;
}

static struct oracle_trial worst_trial(size_t way, int kernel_size, int border, unsigned turn)
{
    /* Kernel sizes in sigmas; multirate cannot do those that are cut off high. */
    static const double cuts[2][3] = {{2.5, 5.5, 7}, {6.2, 6.8, 8}};
    bool is_multirate = oracle_ways[way].method == BLUR_METHOD_MULTIRATE;
    struct oracle_trial trial = {.channels = 1 + (int)(turn % 4),
                                 .kernel_size = kernel_size,
                                 .sigma = kernel_size / cuts[is_multirate][(turn + turn / 6) % 3],
                                 .border = border,
                                 .threads = 1,
                                 .accuracy = turn % 5 == 0,
                                 .way = oracle_ways[way]};
    size_t radius = (size_t)kernel_size / 2;
    trial.width = turn % 7 == 6 ? radius - 1 : turn % 4 ? 2 * radius + 21 : radius + 1;
    trial.height = turn % 8 == 7 ? radius / 2 + 1 : trial.width + turn % 16;
    return trial;
}

/* Sizes from one that the edges leave alone in the middle to less than the kernel's radius; large
 * factors for large kernels. */
static void test_worst_images(void **state)
{
    static const int kernels[] = {9, 31, 65, 129};
    double largest[4] = {0};
    int searched[4] = {0};
    unsigned turn = 0;
    (void)state;
    for (size_t way = 0; way < oracle_way_count; way++)
        for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++)
            for (int border = 0; border <= BLUR_BORDER_CONSTANT; border++, turn++) {
                int larger = oracle_ways[way].factor_y >= 8 ? 2 * kernels[k] + 1 : kernels[k];
                struct oracle_trial trial = worst_trial(way, larger, border, turn);
                bool all_phases = border < BLUR_BORDER_REFLECT && k > 0 && k < 3;
                if (search_plan(&trial, all_phases, largest))
                    searched[trial.way.method]++;
            }
    for (int method = BLUR_METHOD_DIRECT; method <= BLUR_METHOD_COSINE; method++) {
        print_message("%s: %d plans, %.0f %% of the bound taken\n", blur_method_name(method),
                      searched[method], 100 * largest[method]);
        assert_true(searched[method] >= 12 && largest[method] > 0.4);
    }
}

/* ---- What the kernels allow at most, over a wide grid ------------------------------------ */

/* Samples are within 127.5 of the middle; and the weights, right and used, sum to 1. */
static bool check_kernels(const struct oracle_trial *trial)
{
    struct search search;
    if (!search_open(&search, trial))
        return false;
    struct line x = make_line(&search, true, worst_position(&search, true));
    struct line y = make_line(&search, false, worst_position(&search, false));
    double error = 0.5 + 127.5 * (x.error + y.error);
    if (!(error <= search.info.bound))
        fail_trial(trial, "kernels", error, search.info.bound);
    free(x.exact);
    free(y.exact);
    search_close(&search);
    return true;
}

static void test_kernels_of_every_size(void **state)
{
    static const int kernels[] = {1,  3,  5,   7,   11,  15,  21,  29,  43,
                                  61, 89, 127, 181, 257, 401, 601, 1001};
    static const double ratios[] = {0.1, 0.16, 0.3, 1};
    int checked[4] = {0};
    unsigned turn = 0;
    (void)state;
    for (size_t way = 0; way < oracle_way_count; way++)
        for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++)
            for (size_t ratio = 0; ratio < 4; ratio++, turn++) {
                struct oracle_trial trial = {.threads = 1,
                                             .width = 1 + turn * 7919 % 331,
                                             .height = 1 + turn * 104729 % 257,
                                             .channels = 1,
                                             .kernel_size = kernels[k],
                                             .sigma = fmin(300, kernels[k] * ratios[ratio]),
                                             .border = turn % 2 ? 0 : (int)(turn / 2 % 6),
                                             .accuracy = turn % 3 == 0,
                                             .way = oracle_ways[way]};
                checked[trial.way.method] += check_kernels(&trial);
            }
    for (int method = BLUR_METHOD_DIRECT; method <= BLUR_METHOD_COSINE; method++)
        assert_true(checked[method] >= 30);
}

/* ---- Whole images against the oracle ----------------------------------------------------- */

static bool check_picture(const struct oracle_trial *trial)
{
    blur_plan *plan = oracle_plan(trial);
    if (!plan) {
        assert_int_not_equal(trial->way.method, BLUR_METHOD_AUTO);
        return false;
    }
    size_t channels = (size_t)trial->channels, count = trial->width * trial->height * channels;
    uint8_t *image = oracle_picture(trial->width, trial->height, channels),
            *result = oracle_run(plan, trial, image);
    double *exact = oracle_gaussian(image, trial->width, trial->height, channels,
                                    trial->kernel_size, trial->sigma, trial->border, oracle_color);
    double error = oracle_error(result, exact, count);
    const double bound = trial_describe(plan).bound;
    if (error > bound)
        fail_trial(trial, "picture", error, bound);
    free(exact);
    free(result);
    free(image);
    blur_plan_free(plan);
    return true;
}

/* Small images, as the oracle is slow. */
static void test_pictures(void **state)
{
    static const int kernels[] = {1, 3, 9, 17, 31, 45, 75, 131, 301, 1001};
    static const double sigmas[] = {0.1, 0.8, 2, 4.5, 6.6, 10, 19, 45, 300};
    const struct oracle_way automatic = {BLUR_METHOD_AUTO, 0, 0};
    int checked = 0;
    unsigned turn = 0;
    (void)state;
    for (size_t way = 0; way <= oracle_way_count; way++)
        for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++)
            for (size_t sigma = 0; sigma < sizeof sigmas / sizeof *sigmas; sigma++, turn++) {
                struct oracle_trial trial = {.threads = 1,
                                             .width = 1 + turn * 7919 % 47,
                                             .height = 1 + turn * 104729 % 37,
                                             .channels = 1 + (int)(turn % 4),
                                             .kernel_size = kernels[k],
                                             .sigma = sigmas[sigma],
                                             .border = (int)(turn % 6),
                                             .accuracy = turn % 5 == 0,
                                             .way = way < oracle_way_count ? oracle_ways[way]
                                                                           : automatic};
                checked += check_picture(&trial);
            }
    assert_true(checked >= 250);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worst_images),
        cmocka_unit_test(test_kernels_of_every_size),
        cmocka_unit_test(test_pictures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
