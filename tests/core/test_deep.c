/* SPDX-License-Identifier: MIT
 * The Gaussian of 16-bit and float samples against the oracle: kernels, borders, shapes, and images
 * made to be hard. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "deep_trial.h"
#include "oracle.h"

static const int methods[] = {BLUR_METHOD_AUTO, BLUR_METHOD_DIRECT, BLUR_METHOD_COSINE};
enum { method_count = sizeof methods / sizeof *methods };

static double rule(int kernel_size)
{
    return 0.3 * ((kernel_size - 1) / 2.0 - 1) + 0.8;
}

/* With every method; those that refuse are not counted. */
static int check_methods(struct deep_trial trial)
{
    int count = 0;
    void *noise = deep_noise(&trial), *steps = deep_steps(&trial);
    double *exact_noise = deep_exact(&trial, noise), *exact_steps = deep_exact(&trial, steps);
    for (size_t i = 0; i < method_count; i++) {
        trial.method = methods[i];
        blur_plan *plan = deep_plan(&trial);
        assert_true(plan || trial.method != BLUR_METHOD_AUTO);
        if (!plan)
            continue;
        deep_check_plan(&trial, plan, noise, exact_noise);
        deep_check_plan(&trial, plan, steps, exact_steps);
        blur_plan_free(plan);
        count++;
    }
    free(exact_steps);
    free(exact_noise);
    free(steps);
    free(noise);
    return count;
}

static void test_kernels(void **state)
{
    static const int sizes[] = {1, 3, 5, 7, 9, 11, 15, 23, 31, 45, 61, 75, 101, 151, 201, 301};
    int count = 0;
    unsigned turn = 0;
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int border = 0; border <= BLUR_BORDER_CONSTANT; border++)
            for (int sample = BLUR_UINT16; sample <= BLUR_FLOAT32; sample++)
                for (int accuracy = 0; accuracy <= 1; accuracy++, turn++) {
                    if (!oracle_tries(turn, 5))
                        continue;
                    struct deep_trial trial = {.sample = sample,
                                               .width = 67,
                                               .height = 53,
                                               .channels = 1 + (int)i % 4,
                                               .kernel_size = sizes[i],
                                               .sigma = rule(sizes[i]),
                                               .border = border,
                                               .accuracy = accuracy,
                                               .threads = 1};
                    count += check_methods(trial);
                }
    print_message("%d results\n", count);
    assert_true(count > (oracle_is_slow ? 140 : 700));
}

/* Sigmas that a kernel of their size would not have: cut off high, or with tails of nothing. */
static void test_sigmas(void **state)
{
    static const double shares[] = {0.001, 0.1, 0.2, 0.25, 0.3, 0.5, 1, 3, 100};
    int count = 0;
    unsigned turn = 0;
    (void)state;
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        for (int radius = 2; radius <= 162; radius = radius * 3)
            for (int sample = BLUR_UINT16; sample <= BLUR_FLOAT32; sample++, turn++) {
                if (!oracle_tries(turn, 3))
                    continue;
                struct deep_trial trial = {.sample = sample,
                                           .width = 190,
                                           .height = 70,
                                           .channels = 2,
                                           .kernel_size = 2 * radius + 1,
                                           .sigma = radius * shares[i],
                                           .border = (int)i % 6,
                                           .threads = 1};
                count += check_methods(trial);
            }
    assert_true(count > (oracle_is_slow ? 50 : 150));
}

static void test_small_images(void **state)
{
    static const size_t sizes[] = {1, 2, 3, 5, 8, 17};
    static const int kernels[] = {3, 9, 41, 131};
    enum { size_count = sizeof sizes / sizeof *sizes };
    unsigned turn = 0;
    (void)state;
    for (size_t w = 0; w < size_count; w++)
        for (size_t h = 0; h < size_count; h++)
            for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++)
                for (int border = 0; border <= BLUR_BORDER_CONSTANT; border++)
                    for (int sample = BLUR_UINT16; sample <= BLUR_FLOAT32; sample++, turn++) {
                        if (!oracle_tries(turn, 5))
                            continue;
                        struct deep_trial trial = {.sample = sample,
                                                   .width = sizes[w],
                                                   .height = sizes[h],
                                                   .channels = 1 + (int)(w + h + k) % 4,
                                                   .kernel_size = kernels[k],
                                                   .sigma = rule(kernels[k]),
                                                   .border = border,
                                                   .accuracy = (int)(w + h) % 2,
                                                   .threads = 1};
                        check_methods(trial);
                    }
}

/* Kernels far larger than the image, up to the largest there is. */
static void test_huge_kernels(void **state)
{
    static const int sizes[] = {501, 1001, 65535};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int border = 0; border <= BLUR_BORDER_CONSTANT; border++)
            for (int sample = BLUR_UINT16; sample <= BLUR_FLOAT32; sample++) {
                /* The oracle goes through the border's rule step by step. */
                if (sizes[i] > 1001 && border > 1 && border < BLUR_BORDER_CONSTANT)
                    continue;
                struct deep_trial trial = {.sample = sample,
                                           .width = 31,
                                           .height = 3,
                                           .channels = 1,
                                           .kernel_size = sizes[i],
                                           .sigma = rule(sizes[i]),
                                           .border = border,
                                           .threads = 1};
                void *image = deep_noise(&trial);
                assert_true(deep_check(&trial, image));
                trial.method = BLUR_METHOD_COSINE; /* short axes may be left with too few taps */
                assert_true(deep_check(&trial, image) || border == BLUR_BORDER_RENORMALIZE);
                free(image);
            }
}

/* The image on which a plan is as far off as it can be at one place along x: samples at the ends of
 * the range, by the signs of what the effective kernel is off. The kernel itself is seen in the
 * result of one white sample. */
static void check_worst(struct deep_trial trial)
{
    size_t width = trial.width, middle = width / 2;
    void *dot = deep_flat(&trial, trial.sample == BLUR_UINT16 ? 0 : -1);
    for (size_t y = 0; y < trial.height; y++)
        deep_set(&trial, dot, y * width + middle, trial.sample == BLUR_UINT16 ? 65535 : 1);
    void *result = deep_run(&trial, dot);
    double *exact = deep_exact(&trial, dot);
    void *worst = deep_flat(&trial, 0);
    for (size_t y = 0; y < trial.height; y++)
        for (size_t x = 0; x < width; x++) {
            size_t mirrored = 2 * middle >= x ? 2 * middle - x : 0;
            mirrored = mirrored < width ? mirrored : width - 1;
            bool over = deep_get(&trial, result, mirrored) > exact[mirrored];
            deep_set(&trial, worst, y * width + x,
                     over ? (trial.sample == BLUR_UINT16 ? 65535 : 1)
                          : (trial.sample == BLUR_UINT16 ? 0 : -1));
        }
    assert_true(deep_check(&trial, worst));
    free(worst);
    free(exact);
    free(result);
    free(dot);
}

static void test_worst_images(void **state)
{
    static const int sizes[] = {31, 61, 101, 201};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int sample = BLUR_UINT16; sample <= BLUR_FLOAT32; sample++)
            for (int border = 0; border <= 1; border++)
                check_worst((struct deep_trial){.sample = sample,
                                                .width = 451,
                                                .height = 5,
                                                .channels = 1,
                                                .kernel_size = sizes[i],
                                                .sigma = rule(sizes[i]),
                                                .border = border,
                                                .threads = 1});
}

/* No colour of its own, however it is asked for: nothing brightens or darkens on average. */
static void test_no_bias(void **state)
{
    static const int sizes[] = {5, 31, 101};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct deep_trial trial = {.sample = BLUR_UINT16,
                                   .width = 300,
                                   .height = 200,
                                   .channels = 1,
                                   .kernel_size = sizes[i],
                                   .sigma = rule(sizes[i]),
                                   .border = BLUR_BORDER_MIRROR,
                                   .threads = 1};
        void *image = deep_noise(&trial), *result = deep_run(&trial, image);
        double *exact = deep_exact(&trial, image), sum = 0;
        for (size_t j = 0; j < deep_count(&trial); j++)
            sum += deep_get(&trial, result, j) - exact[j];
        assert_true(fabs(sum / (double)deep_count(&trial)) < 0.01);
        free(exact);
        free(result);
        free(image);
    }
}

static void test_no_blur_is_a_copy(void **state)
{
    (void)state;
    for (int sample = BLUR_UINT16; sample <= BLUR_FLOAT32; sample++)
        for (int way = 0; way < 2; way++) {
            struct deep_trial trial = {.sample = sample,
                                       .width = 61,
                                       .height = 13,
                                       .channels = 3,
                                       .kernel_size = way ? 1 : 9,
                                       .sigma = way,
                                       .threads = 1};
            void *image = deep_noise(&trial), *result = deep_run(&trial, image);
            deep_check_same(&trial, result, image);
            free(result);
            free(image);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kernels),           cmocka_unit_test(test_sigmas),
        cmocka_unit_test(test_small_images),      cmocka_unit_test(test_huge_kernels),
        cmocka_unit_test(test_worst_images),      cmocka_unit_test(test_no_bias),
        cmocka_unit_test(test_no_blur_is_a_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
