/* SPDX-License-Identifier: MIT
 * What becomes of particular samples: areas of one value, the ends of the range, floats as small
 * and as large as they come, and those that are no numbers. */
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "deep_trial.h"
#include "oracle.h"

static const struct kernel {
    int size, method;
} kernels[] = {{3, BLUR_METHOD_DIRECT},   {15, BLUR_METHOD_DIRECT},  {61, BLUR_METHOD_DIRECT},
               {31, BLUR_METHOD_COSINE},  {101, BLUR_METHOD_COSINE}, {201, BLUR_METHOD_AUTO},
               {1001, BLUR_METHOD_COSINE}};
enum { kernel_count = sizeof kernels / sizeof *kernels };

static struct deep_trial trial_of(int sample, size_t kernel, int border)
{
    int size = kernels[kernel].size;
    return (struct deep_trial){.sample = sample,
                               .width = 150,
                               .height = 120,
                               .channels = 1 + (int)kernel % 4,
                               .kernel_size = size,
                               .sigma = 0.3 * ((size - 1) / 2.0 - 1) + 0.8,
                               .border = border,
                               .method = kernels[kernel].method,
                               .threads = 1};
}

/* ---- One value ----------------------------------------------------------------------------- */

static void check_flat(const struct deep_trial *trial, const double *values, size_t count)
{
    blur_plan *plan = deep_plan(trial);
    assert_true(plan || trial->method == BLUR_METHOD_COSINE);
    for (size_t i = 0; plan && i < count; i++) {
        void *image = deep_flat(trial, values[i]), *result = deep_run_plan(trial, plan, image);
        deep_check_same(trial, result, image);
        free(result);
        free(image);
    }
    blur_plan_free(plan);
}

static void test_flat_images(void **state)
{
    const double most = (double)FLT_MAX, normal = (double)FLT_MIN;
    const double floats[] = {0,     0.1,  -0.3,   1,     255,           1e-3,       1e30,
                             1e-30, most, normal, -most, 1.4012985e-45, 1.23456e-40};
    static const double shorts[] = {0, 1, 2, 127, 255, 256, 32767, 32768, 40000, 65534, 65535};
    (void)state;
    for (size_t k = 0; k < kernel_count; k++)
        for (int border = 0; border < BLUR_BORDER_CONSTANT; border++) {
            struct deep_trial trial = trial_of(BLUR_FLOAT32, k, border);
            check_flat(&trial, floats, sizeof floats / sizeof *floats);
            trial = trial_of(BLUR_UINT16, k, border);
            check_flat(&trial, shorts, sizeof shorts / sizeof *shorts);
        }
}

/* Half of the image has one value, noise comes before it: wherever the kernel sees one value, that
 * is the result, beside whatever. */
static void check_flat_part(const struct deep_trial *trial, double value, double beside)
{
    void *image = deep_noise(trial);
    size_t radius = (size_t)trial->kernel_size / 2, channels = (size_t)trial->channels;
    size_t edge = trial->width / 2;
    for (size_t i = 0; i < deep_count(trial); i++)
        if (i / channels % trial->width >= edge)
            deep_set(trial, image, i, value);
        else
            deep_set(trial, image, i, deep_get(trial, image, i) * beside);
    void *result = deep_run(trial, image);
    for (size_t i = 0; result && i < deep_count(trial); i++)
        if (i / channels % trial->width >= edge + radius &&
            deep_get(trial, result, i) != deep_get(trial, image, i))
            fail_msg("%s: %.9g, not %.9g at %zu", deep_text(trial), deep_get(trial, result, i),
                     deep_get(trial, image, i), i);
    free(result);
    free(image);
}

static void test_flat_parts(void **state)
{
    static const double values[] = {0, 0.1, 0.7, 1e-3, 1e-6, -1e-4};
    (void)state;
    for (size_t k = 0; k < kernel_count; k++)
        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            struct deep_trial trial = trial_of(BLUR_FLOAT32, k, BLUR_BORDER_REPLICATE);
            trial.width = 700;
            trial.height = 40;
            check_flat_part(&trial, values[i], 1);
            check_flat_part(&trial, values[i], 1e4);
            trial.sample = BLUR_UINT16;
            check_flat_part(&trial, 65535 * fabs(values[i]), 1);
        }
}

/* ---- Small and large ----------------------------------------------------------------------- */

/* Noise times a power of two: the result is the same times that, as long as nothing underflows. */
static void check_scaled(struct deep_trial trial, int exponent)
{
    void *image = deep_noise(&trial);
    for (size_t i = 0; i < deep_count(&trial); i++)
        deep_set(&trial, image, i, ldexp(deep_get(&trial, image, i), exponent));
    assert_true(deep_check(&trial, image) || trial.method == BLUR_METHOD_COSINE);
    free(image);
}

static void test_small_and_large_floats(void **state)
{
    static const int exponents[] = {127, 120, 60, -60, -120, -126, -130, -140, -149};
    (void)state;
    for (size_t k = 0; k < kernel_count; k++)
        for (size_t i = 0; i < sizeof exponents / sizeof *exponents; i++) {
            struct deep_trial trial = trial_of(BLUR_FLOAT32, k, (int)i % 5);
            trial.width = 60;
            trial.height = 40;
            check_scaled(trial, exponents[i]);
        }
}

/* Both ends of the range of floats, side by side. */
static void test_extreme_floats(void **state)
{
    (void)state;
    for (size_t k = 0; k < kernel_count; k++)
        for (int border = 0; border < BLUR_BORDER_CONSTANT; border++) {
            struct deep_trial trial = trial_of(BLUR_FLOAT32, k, border);
            trial.width = 80;
            trial.height = 30;
            void *image = deep_steps(&trial);
            for (size_t i = 0; i < deep_count(&trial); i++)
                deep_set(&trial, image, i, deep_get(&trial, image, i) * (double)FLT_MAX);
            void *result = deep_run(&trial, image);
            double *exact = deep_exact(&trial, image);
            if (result)
                assert_true(deep_error(&trial, image, exact, result) < 1e-5);
            free(exact);
            for (size_t i = 0; result && i < deep_count(&trial); i++)
                assert_true(isfinite(deep_get(&trial, result, i)));
            free(result);
            free(image);
        }
}

/* The direct method is as exact beside a sample of 10^30 as without it, where that is not in reach.
 */
static void test_direct_errors_are_local(void **state)
{
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        struct deep_trial trial = trial_of(BLUR_FLOAT32, k, BLUR_BORDER_MIRROR);
        size_t row = trial.width * (size_t)trial.channels, radius = (size_t)trial.kernel_size / 2;
        void *image = deep_noise(&trial), *before = deep_run(&trial, image);
        deep_set(&trial, image, 60 * row + 70 * (size_t)trial.channels, 1e30);
        void *after = deep_run(&trial, image);
        for (size_t i = 0; i < deep_count(&trial); i++) {
            size_t x = i % row / (size_t)trial.channels, y = i / row;
            if (x + radius < 70 || x > 70 + radius || y + radius < 60 || y > 60 + radius)
                assert_true(deep_get(&trial, before, i) == deep_get(&trial, after, i));
        }
        free(after);
        free(before);
        free(image);
    }
}

/* ---- No numbers ---------------------------------------------------------------------------- */

enum { bad_count = 3, bad_width = 60, bad_height = 40 };

/* What is there at (x, y) in channel 0. */
struct bad {
    size_t x, y;
    double value;
};

/* Which results along an axis a sample at a place is in reach of. */
static void reach_of(bool *reached, size_t n, size_t place, const struct deep_trial *trial)
{
    double *weighs = oracle_memory((n + 1) * sizeof *weighs);
    double *gaussian = oracle_weights(trial->kernel_size, trial->sigma);
    for (size_t at = 0; at < n; at++) {
        oracle_fold(weighs, n, at, gaussian, (size_t)trial->kernel_size / 2, trial->border);
        reached[at] = weighs[place] > 0;
    }
    free(gaussian);
    free(weighs);
}

/* IEEE's rules, for channel 0: NaN where a NaN is in reach, or infinities of both signs, else
 * infinity. */
static void expect_bad(double *expected, const struct deep_trial *trial, const struct bad *bad)
{
    bool reached_x[bad_width], reached_y[bad_height];
    for (size_t i = 0; i < bad_width * bad_height; i++)
        expected[i] = 0;
    for (size_t i = 0; i < bad_count; i++) {
        reach_of(reached_x, bad_width, bad[i].x, trial);
        reach_of(reached_y, bad_height, bad[i].y, trial);
        for (size_t y = 0; y < bad_height; y++)
            for (size_t x = 0; x < bad_width; x++)
                if (reached_x[x] && reached_y[y])
                    expected[y * bad_width + x] += bad[i].value;
    }
}

static void check_bad(const struct deep_trial *trial, const struct bad *bad)
{
    size_t channels = (size_t)trial->channels, row = trial->width * channels;
    void *image = deep_noise(trial), *clean = deep_run(trial, image);
    if (!clean) {
        free(image);
        return;
    }
    for (size_t i = 0; i < bad_count; i++)
        deep_set(trial, image, bad[i].y * row + bad[i].x * channels, bad[i].value);
    void *result = deep_run(trial, image);
    double expected[bad_width * bad_height];
    expect_bad(expected, trial, bad);
    for (size_t i = 0; i < deep_count(trial); i++) {
        double got = deep_get(trial, result, i), was = deep_get(trial, clean, i);
        double want = i % channels == 0 ? expected[i / channels] : 0;
        bool right = isnan(want) ? isnan(got) : want != 0 ? got == want : fabs(got - was) < 2e-5;
        if (!right)
            fail_msg("%s: %g, not %g at %zu, %zu", deep_text(trial), got, want == 0 ? was : want,
                     i % row / channels, i / row);
    }
    free(result);
    free(clean);
    free(image);
}

static void test_no_numbers_stay_where_the_kernel_reaches(void **state)
{
    const double inf = (double)INFINITY, nan = (double)NAN;
    const struct bad sets[][bad_count] = {{{30, 20, nan}, {30, 20, nan}, {30, 20, nan}},
                                          {{0, 0, inf}, {59, 39, -inf}, {33, 21, inf}},
                                          {{59, 0, nan}, {0, 39, inf}, {20, 20, -inf}},
                                          {{5, 5, inf}, {9, 7, -inf}, {50, 30, nan}}};
    static const int sizes[] = {3, 15, 31};
    (void)state;
    for (size_t k = 0; k < 3; k++)
        for (int border = 0; border <= BLUR_BORDER_CONSTANT; border++)
            for (int method = BLUR_METHOD_DIRECT; method <= BLUR_METHOD_COSINE; method += 2)
                for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
                    struct deep_trial trial = trial_of(BLUR_FLOAT32, 0, border);
                    trial.channels = 1 + (int)i % 2;
                    trial.width = bad_width;
                    trial.height = bad_height;
                    trial.method = method;
                    trial.kernel_size = sizes[k];
                    trial.sigma = 0.3 * ((sizes[k] - 1) / 2.0 - 1) + 0.8;
                    trial.accuracy = (int)i % 2;
                    check_bad(&trial, sets[i]);
                }
}

static void test_nothing_but_nan(void **state)
{
    (void)state;
    for (size_t k = 0; k < kernel_count; k++) {
        struct deep_trial trial = trial_of(BLUR_FLOAT32, k, BLUR_BORDER_REFLECT);
        void *image = deep_flat(&trial, (double)NAN), *result = deep_run(&trial, image);
        for (size_t i = 0; result && i < deep_count(&trial); i++)
            assert_true(isnan(deep_get(&trial, result, i)));
        free(result);
        free(image);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flat_images),
        cmocka_unit_test(test_flat_parts),
        cmocka_unit_test(test_small_and_large_floats),
        cmocka_unit_test(test_extreme_floats),
        cmocka_unit_test(test_direct_errors_are_local),
        cmocka_unit_test(test_no_numbers_stay_where_the_kernel_reaches),
        cmocka_unit_test(test_nothing_but_nan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
