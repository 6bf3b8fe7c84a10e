/* SPDX-License-Identifier: MIT
 * What must hold of a plan's results beside its bound: flat areas, bias, drift. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "oracle.h"
#include "trial.h"

/* NULL: the image is too small for it. */
static blur_plan *large_plan(size_t index, int border, size_t width, size_t height,
                             struct oracle_trial *trial)
{
    *trial = oracle_large[index];
    trial->width = width;
    trial->height = height;
    trial->border = border;
    return oracle_plan(trial);
}

static void test_flat_stays_flat(void **state)
{
    enum { width = 150, height = 43 };
    uint8_t image[width * height];
    struct oracle_trial trial;
    int checked = 0;
    (void)state;
    for (size_t i = 0; i < oracle_large_count; i++)
        for (int border = 0; border < BLUR_BORDER_CONSTANT; border++) {
            blur_plan *plan = large_plan(i, border, width, height, &trial);
            checked += plan ? 1 : 0;
            for (int value = 0; plan && value < 256; value += value % 16 ? 14 : 1) {
                memset(image, value, sizeof image);
                uint8_t *result = oracle_run(plan, &trial, image);
                assert_memory_equal(result, image, sizeof image);
                free(result);
            }
            blur_plan_free(plan);
        }
    assert_true(checked >= oracle_large_count * 4);
}

/* Where the kernel sees one value only, that stays, whatever lies around it. */
static void test_flat_area_stays_flat(void **state)
{
    enum { side = 480, first = 20, end = 450 };
    struct oracle_trial trial;
    uint8_t *image = oracle_memory(side * side);
    (void)state;
    for (size_t i = 0; i < oracle_large_count; i++)
        for (int value = 0; value < 256; value += 51) {
            size_t radius = (size_t)oracle_large[i].kernel_size / 2;
            blur_plan *plan = large_plan(i, value % 6, side, side, &trial);
            assert_non_null(plan);
            memset(image, 255 - value, side * side);
            for (size_t y = first; y < end; y++)
                memset(image + y * side + first, value, end - first);
            uint8_t *result = oracle_run(plan, &trial, image);
            for (size_t y = first + radius; y < end - radius; y++)
                assert_memory_equal(result + y * side + first + radius,
                                    image + y * side + first + radius, end - first - 2 * radius);
            free(result);
            blur_plan_free(plan);
        }
    free(image);
}

/* The mean of the exact result is that of the image where the border wraps. Noise on slopes, as
 * results that all lie near one value would be rounded the same way by right. */
static void test_no_mean_bias(void **state)
{
    enum { width = 600, height = 480 };
    uint8_t *image = oracle_memory(width * height);
    struct oracle_trial trial;
    (void)state;
    oracle_noise(image, width * height, 3);
    for (size_t i = 0; i < width * height; i++)
        image[i] = (uint8_t)(image[i] / 4 + labs((long)(i % width) - width / 2) * 190 / width * 2);
    for (size_t i = 0; i < oracle_large_count; i++) {
        blur_plan *plan = large_plan(i, BLUR_BORDER_WRAP, width, height, &trial);
        assert_non_null(plan);
        uint8_t *result = oracle_run(plan, &trial, image);
        double bias = 0;
        for (size_t j = 0; j < width * height; j++)
            bias += (result[j] - image[j]) / (double)(width * height);
        if (fabs(bias) >= 0.01)
            fail_msg("%s: bias %f", oracle_text(&trial), bias);
        free(result);
        blur_plan_free(plan);
    }
    free(image);
}

/* The right results of some positions of a long line, of which all rows (columns) are the same. */
static void check_long(const struct oracle_trial *trial, double bound, const uint8_t *line,
                       size_t length, const uint8_t *result, size_t step)
{
    size_t radius = (size_t)trial->kernel_size / 2;
    double *weights = oracle_weights(trial->kernel_size, trial->sigma);
    double *weighs = oracle_memory((2 * radius + 2) * sizeof *weighs);
    assert_true(trial->border == BLUR_BORDER_RENORMALIZE || trial->border == BLUR_BORDER_REFLECT);
    for (size_t at = 0; at < length; at += at % 25000 < 20 || at > length - 20 ? 1 : 997) {
        /* With these borders nothing but the part within the radius weighs anything. */
        size_t first = at > radius ? at - radius : 0;
        size_t end = at + radius < length ? at + radius + 1 : length;
        double exact = 0;
        oracle_fold(weighs, end - first, at - first, weights, radius, trial->border);
        for (size_t i = first; i < end; i++)
            exact += weighs[i - first] * line[i];
        double error = fabs(result[at * step] - exact);
        if (error > bound)
            fail_msg("%s: %f at %zu", oracle_text(trial), error, at);
    }
    free(weighs);
    free(weights);
}

static void check_drift(size_t index, int border, bool is_row, const uint8_t *line, size_t length)
{
    enum { across = 24 };
    struct oracle_trial trial;
    blur_plan *plan =
        large_plan(index, border, is_row ? length : across, is_row ? across : length, &trial);
    uint8_t *image = oracle_memory(across * length);
    if (!plan) {
        free(image);
        return;
    }
    for (size_t i = 0; i < length; i++)
        for (size_t j = 0; j < across; j++)
            image[is_row ? j * length + i : i * across + j] = line[i];
    uint8_t *result = oracle_run(plan, &trial, image);
    check_long(&trial, trial_describe(plan).bound, line, length,
               result + across / 2 * (is_row ? length : 1), is_row ? 1 : across);
    free(result);
    free(image);
    blur_plan_free(plan);
}

/* Noise, then white, then black: what rounding has gathered in the sums by then would show. */
static void test_long_rows_do_not_drift(void **state)
{
    enum { length = 100000 };
    uint8_t *line = oracle_memory(length);
    (void)state;
    oracle_noise(line, length, 11);
    memset(line + length / 2, 255, length / 4);
    memset(line + length - 2000, 0, 1000);
    for (size_t i = 0; i < oracle_large_count; i++) {
        check_drift(i, i % 2 ? BLUR_BORDER_REFLECT : BLUR_BORDER_RENORMALIZE, true, line, length);
        check_drift(i, i % 2 ? BLUR_BORDER_REFLECT : BLUR_BORDER_RENORMALIZE, false, line, length);
    }
    free(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flat_stays_flat),
        cmocka_unit_test(test_flat_area_stays_flat),
        cmocka_unit_test(test_no_mean_bias),
        cmocka_unit_test(test_long_rows_do_not_drift),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
