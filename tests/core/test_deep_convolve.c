/* SPDX-License-Identifier: MIT
 * blur_convolve() of 16-bit and float samples against the oracle. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "convolve_trial.h"
#include "deep_trial.h"
#include "oracle.h"

struct call {
    struct deep_trial trial; /* but for the kernel */
    enum kind kind;
    int width, height; /* of the kernel */
};

static double axis_weight(int i, int taps, enum kind kind)
{
    int mirrored = kind == symmetric && i > taps / 2 ? taps - 1 - i : i;
    double weight = 0.2 + (mirrored * 37 % 11) / 13.0;
    return kind == signed_product && i % 4 == 3 ? -0.5 * weight : weight;
}

static float *make_kernel(const struct call *call)
{
    float *kernel = oracle_memory((size_t)(call->width * call->height) * sizeof *kernel);
    for (int i = 0; i < call->height; i++)
        for (int j = 0; j < call->width; j++) {
            double weight =
                axis_weight(i, call->height, call->kind) * axis_weight(j, call->width, call->kind);
            if (call->kind == dense || call->kind == signed_dense)
                weight = (i * 61 + j * 29) % 17 / 16.0 - (call->kind == signed_dense ? 0.25 : 0);
            kernel[i * call->width + j] = (float)(weight * 3);
        }
    if (call->kind == signed_dense)
        kernel[call->width * call->height / 2] += 0.5f * (float)(call->width * call->height);
    return kernel;
}

static void *convolve(const struct call *call, const float *kernel, const void *image)
{
    const struct deep_trial *trial = &call->trial;
    blur_options options = deep_options(trial);
    ptrdiff_t row = (ptrdiff_t)deep_row(trial);
    void *result = oracle_memory((size_t)row * trial->height);
    options.given = 0;
    int status =
        blur_convolve(&options, trial->sample, trial->width, trial->height, trial->channels, kernel,
                      call->width, call->height, image, row, result, row);
    if (status == BLUR_OK)
        return result;
    assert_int_equal(status, BLUR_ERROR_UNSUPPORTED);
    free(result);
    return NULL;
}

static double *exact_of(const struct call *call, const float *kernel, const void *image)
{
    const struct deep_trial *trial = &call->trial;
    struct oracle_kernel plane = {
        .weights = kernel, .width = call->width, .height = call->height, .border = trial->border};
    double *samples = oracle_memory(deep_count(trial) * sizeof *samples);
    for (size_t i = 0; i < 4; i++)
        plane.beyond[i] =
            trial->sample == BLUR_UINT16 ? deep_beyond[0][i] : (double)(float)deep_beyond[1][i];
    for (size_t i = 0; i < deep_count(trial); i++)
        samples[i] = deep_get(trial, image, i);
    double *exact = oracle_convolution_of(samples, trial->width, trial->height,
                                          (size_t)trial->channels, &plane);
    for (size_t i = 0; trial->sample == BLUR_UINT16 && i < deep_count(trial); i++)
        exact[i] = fmin(fmax(exact[i], 0), 65535);
    free(samples);
    return exact;
}

static void check_call(const struct call *call)
{
    const struct deep_trial *trial = &call->trial;
    void *image = deep_noise(trial);
    float *kernel = make_kernel(call);
    void *result = convolve(call, kernel, image);
    double *exact = exact_of(call, kernel, image);
    for (size_t i = 0; i < deep_count(trial); i++) {
        double error = fabs(deep_get(trial, result, i) - exact[i]);
        double most = trial->sample == BLUR_UINT16 ? 0.65 : 1e-5 * fmax(1, fabs(exact[i]));
        if (!(error <= most))
            fail_msg("%s, kernel %d x %d, kind %d: %.9g, not %.9g", deep_text(trial), call->width,
                     call->height, (int)call->kind, deep_get(trial, result, i), exact[i]);
    }
    free(exact);
    free(result);
    free(kernel);
    free(image);
}

static void test_kernels(void **state)
{
    static const int sizes[][2] = {{1, 1}, {3, 3},  {5, 5},   {7, 3},
                                   {1, 9}, {13, 1}, {21, 15}, {45, 37}};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int border = 0; border <= BLUR_BORDER_CONSTANT; border++)
            for (int sample = BLUR_UINT16; sample <= BLUR_FLOAT32; sample++)
                for (enum kind kind = symmetric; kind < kinds; kind++) {
                    struct call call = {.trial = {.sample = sample,
                                                  .width = 3 + (i * 11 + (size_t)kind * 7) % 40,
                                                  .height = 1 + (i * 5 + (size_t)border * 3) % 23,
                                                  .channels = 1 + (int)kind % 4,
                                                  .border = border,
                                                  .threads = 1},
                                        .kind = kind,
                                        .width = sizes[i][0],
                                        .height = sizes[i][1]};
                    check_call(&call);
                }
}

/* Threads, place and variant change nothing. */
static void test_same_bytes(void **state)
{
    (void)state;
    for (int sample = BLUR_UINT16; sample <= BLUR_FLOAT32; sample++)
        for (enum kind kind = symmetric; kind < kinds; kind++) {
            struct call call = {.trial = {.sample = sample,
                                          .width = 131,
                                          .height = 160,
                                          .channels = 3,
                                          .border = (int)kind,
                                          .threads = 1},
                                .kind = kind,
                                .width = 15,
                                .height = 9};
            ptrdiff_t row = (ptrdiff_t)deep_row(&call.trial);
            void *image = deep_noise(&call.trial);
            float *kernel = make_kernel(&call);
            void *expected = convolve(&call, kernel, image);
            for (call.trial.variant = 1; call.trial.variant <= 3; call.trial.variant++) {
                call.trial.threads = call.trial.variant + 1;
                void *result = convolve(&call, kernel, image);
                if (result)
                    deep_check_same(&call.trial, result, expected);
                free(result);
            }
            blur_options options = deep_options(&call.trial);
            options.given = 0;
            options.variant = 0;
            assert_int_equal(
                blur_convolve(&options, sample, 131, 160, 3, kernel, 15, 9, image, row, image, row),
                BLUR_OK);
            deep_check_same(&call.trial, image, expected);
            free(expected);
            free(kernel);
            free(image);
        }
}

static void test_flat(void **state)
{
    (void)state;
    for (int sample = BLUR_UINT16; sample <= BLUR_FLOAT32; sample++)
        for (int border = 0; border < BLUR_BORDER_CONSTANT; border++)
            for (enum kind kind = symmetric; kind < kinds; kind++) {
                struct call call = {.trial = {.sample = sample,
                                              .width = 50,
                                              .height = 30,
                                              .channels = 2,
                                              .border = border,
                                              .threads = 1},
                                    .kind = kind,
                                    .width = 11,
                                    .height = 13};
                if (border == 0 && kind >= signed_product) /* sums near zero at an edge */
                    continue;
                void *image = deep_flat(&call.trial, sample == BLUR_UINT16 ? 54321 : 0.1);
                float *kernel = make_kernel(&call);
                void *result = convolve(&call, kernel, image);
                deep_check_same(&call.trial, result, image);
                free(result);
                free(kernel);
                free(image);
            }
}

/* A sample that is no number spoils what the kernel reaches, and nothing else. */
static void test_no_numbers(void **state)
{
    (void)state;
    for (enum kind kind = symmetric; kind < kinds; kind++) {
        struct call call = {.trial = {.sample = BLUR_FLOAT32,
                                      .width = 40,
                                      .height = 30,
                                      .channels = 1,
                                      .threads = 1},
                            .kind = kind,
                            .width = 7,
                            .height = 5};
        void *image = deep_noise(&call.trial);
        float *kernel = make_kernel(&call);
        void *clean = convolve(&call, kernel, image);
        deep_set(&call.trial, image, 15 * 40 + 20, (double)NAN);
        void *result = convolve(&call, kernel, image);
        for (size_t i = 0; i < deep_count(&call.trial); i++) {
            bool inside = i % 40 >= 17 && i % 40 <= 23 && i / 40 >= 13 && i / 40 <= 17;
            double got = deep_get(&call.trial, result, i);
            assert_true(inside ? isnan(got) : got == deep_get(&call.trial, clean, i));
        }
        free(result);
        free(clean);
        free(kernel);
        free(image);
    }
}

/* No sum: the samples are copied, whatever they are. */
static void test_no_mean_is_a_copy(void **state)
{
    const float kernel[9] = {0};
    (void)state;
    for (int sample = BLUR_UINT16; sample <= BLUR_FLOAT32; sample++)
        for (int border = 0; border <= BLUR_BORDER_CONSTANT; border++) {
            struct call call = {.trial = {.sample = sample,
                                          .width = 33,
                                          .height = 9,
                                          .channels = 3,
                                          .border = border,
                                          .threads = 1},
                                .width = 3,
                                .height = 3};
            void *image = deep_noise(&call.trial), *result = convolve(&call, kernel, image);
            deep_check_same(&call.trial, result, image);
            free(result);
            free(image);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kernels),
        cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_flat),
        cmocka_unit_test(test_no_numbers),
        cmocka_unit_test(test_no_mean_is_a_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
