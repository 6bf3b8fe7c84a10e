/* SPDX-License-Identifier: MIT
 * Plans: what they promise for which arguments, and what they say of themselves. */
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "oracle.h"
#include "trial.h"

/* ---- Arguments --------------------------------------------------------------------------- */

static int make_and_free(const blur_options *options, size_t width, size_t height, int channels)
{
    blur_plan *plan = (blur_plan *)&(char){0}; /* to be replaced, whatever comes of it */
    int status = blur_plan_make(options, BLUR_UINT8, width, height, channels, &plan);
    if ((status == BLUR_OK) != (plan != NULL))
        fail_msg("status %d and %s plan", status, plan ? "a" : "no");
    blur_plan_free(plan);
    return status;
}

static void test_bad_arguments(void **state)
{
    const blur_options good = {.size = sizeof good};
    blur_plan *plan;
    (void)state;
    assert_int_equal(make_and_free(NULL, 5, 5, 1), BLUR_OK);
    assert_int_equal(make_and_free(&good, 5, 5, 4), BLUR_OK);
    assert_int_equal(make_and_free(&good, 0, 5, 1), BLUR_ERROR_ARGUMENT);
    assert_int_equal(make_and_free(&good, 5, 0, 1), BLUR_ERROR_ARGUMENT);
    assert_int_equal(make_and_free(&good, 5, 5, 0), BLUR_ERROR_ARGUMENT);
    assert_int_equal(make_and_free(&good, 5, 5, 5), BLUR_ERROR_ARGUMENT);
    assert_int_equal(make_and_free(&good, SIZE_MAX, 5, 1), BLUR_ERROR_LIMIT);
    assert_int_equal(make_and_free(&good, SIZE_MAX / 4, 5, 1), BLUR_ERROR_LIMIT);
    assert_int_equal(make_and_free(&good, 5, SIZE_MAX, 4), BLUR_ERROR_LIMIT);
    assert_int_equal(blur_plan_make(&good, BLUR_UINT8, 5, 5, 1, NULL), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_plan_make(&good, 0, 5, 5, 1, &plan), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_plan_make(&good, BLUR_FLOAT32, SIZE_MAX / 256, 1, 1, &plan),
                     BLUR_ERROR_LIMIT);
    assert_null(plan);
    blur_plan_free(NULL);
}

static int status_of(blur_options options)
{
    options.size = sizeof options;
    return make_and_free(&options, 200, 200, 1);
}

#define STATUS_OF(...) status_of((blur_options){__VA_ARGS__})

static void test_bad_options(void **state)
{
    (void)state;
    assert_int_equal(STATUS_OF(.given = 4), BLUR_ERROR_ARGUMENT);
    assert_int_equal(STATUS_OF(.given = 1, .kernel_size = 4), BLUR_ERROR_ARGUMENT);
    assert_int_equal(STATUS_OF(.given = 1, .kernel_size = 65537), BLUR_ERROR_LIMIT);
    assert_int_equal(STATUS_OF(.given = 2, .sigma = -1), BLUR_ERROR_ARGUMENT);
    assert_int_equal(STATUS_OF(.border = 6), BLUR_ERROR_ARGUMENT);
    assert_int_equal(STATUS_OF(.threads = -1), BLUR_ERROR_ARGUMENT);
    assert_int_equal(STATUS_OF(.threads = BLUR_THREADS_MAX + 1), BLUR_ERROR_LIMIT);
    assert_int_equal(STATUS_OF(.accuracy = -1), BLUR_ERROR_ARGUMENT);
    assert_int_equal(STATUS_OF(.accuracy = 2), BLUR_ERROR_ARGUMENT);
    assert_int_equal(STATUS_OF(.method = -1), BLUR_ERROR_ARGUMENT);
    assert_int_equal(STATUS_OF(.method = 4), BLUR_ERROR_ARGUMENT);
    assert_int_equal(STATUS_OF(.variant = 4), BLUR_ERROR_ARGUMENT);
    assert_int_equal(STATUS_OF(.reserved = 1), BLUR_ERROR_ARGUMENT);
    /* A copy has nothing to leave out. */
    assert_int_equal(STATUS_OF(.given = 1, .kernel_size = 1, .method = BLUR_METHOD_MULTIRATE),
                     BLUR_ERROR_UNSUPPORTED);
}

/* Those of an older header are shorter; those of a newer one may be longer, if all is zero there.
 */
static void test_options_of_other_sizes(void **state)
{
    struct {
        blur_options options;
        unsigned char more[8];
    } longer = {{.size = sizeof longer}, {0}};
    blur_options shorter = {.size = offsetof(blur_options, accuracy), .accuracy = 77, .method = 77};
    (void)state;
    assert_int_equal(make_and_free(&longer.options, 9, 9, 1), BLUR_OK);
    longer.more[7] = 1;
    assert_int_equal(make_and_free(&longer.options, 9, 9, 1), BLUR_ERROR_UNSUPPORTED);
    assert_int_equal(make_and_free(&shorter, 9, 9, 1), BLUR_OK);
    shorter.size = sizeof shorter.size - 1;
    assert_int_equal(make_and_free(&shorter, 9, 9, 1), BLUR_ERROR_ARGUMENT);
}

static void test_bad_runs(void **state)
{
    const struct oracle_trial trial = {.width = 10, .height = 4, .channels = 1, .kernel_size = 3};
    uint8_t image[100] = {0}, result[100];
    blur_plan *plan = oracle_plan(&trial);
    (void)state;
    memset(result, 7, sizeof result);
    assert_int_equal(blur_plan_run(NULL, image, 10, result, 10), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_plan_run(plan, NULL, 10, result, 10), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_plan_run(plan, image, 10, NULL, 10), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_plan_run(plan, image, 9, result, 10), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_plan_run(plan, image, 10, result, -9), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_plan_run(plan, image, 0, result, 10), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_plan_run(plan, image, 10, image, 11), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_plan_run(plan, image, 10, image + 39, 10), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_plan_run(plan, image, PTRDIFF_MAX, result, 10), BLUR_ERROR_LIMIT);
    for (size_t i = 0; i < sizeof result; i++)
        assert_int_equal(result[i], 7);
    assert_int_equal(blur_plan_run(plan, image, 10, image + 40, 10), BLUR_OK);
    blur_plan_free(plan);
}

static void check_names(const char *(*name)(int), int first, const char *const *expected)
{
    assert_null(name(-1));
    assert_null(name(INT_MAX));
    for (; *expected; first++, expected++)
        assert_string_equal(name(first), *expected);
    assert_null(name(first));
}

#define CHECK_NAMES(name, first, ...)                                                              \
    check_names(name, first, (const char *const[]){__VA_ARGS__, NULL})

static void test_names(void **state)
{
    (void)state;
    CHECK_NAMES(blur_sample_name, BLUR_UINT8, "uint8", "uint16", "float32");
    assert_null(blur_sample_name(0));
    CHECK_NAMES(blur_border_name, 0, "renormalize", "replicate", "reflect", "mirror", "wrap",
                "constant");
    CHECK_NAMES(blur_method_name, 0, "auto", "direct", "multirate", "cosine");
    CHECK_NAMES(blur_variant_name, 0, "auto", "plain", "avx2", "avx512");
}

/* ---- What a plan says of itself ------------------------------------------------------------ */

static void test_describe_fills_what_the_caller_has(void **state)
{
    const struct oracle_trial trial = {
        .width = 50, .height = 40, .channels = 3, .kernel_size = 9, .sigma = 2.5, .threads = 1};
    blur_plan *plan = oracle_plan(&trial);
    const blur_plan_info full = trial_describe(plan);
    (void)state;
    for (size_t size = sizeof full.size; size <= sizeof full + 8; size++) {
        unsigned char bytes[sizeof full + 16];
        blur_plan_info *info = (void *)bytes;
        memset(bytes, 0xa5, sizeof bytes);
        memcpy(bytes, &size, sizeof size);
        assert_int_equal(blur_plan_describe(plan, info), BLUR_OK);
        size_t written = size < sizeof full ? size : sizeof full;
        assert_memory_equal(bytes, &size, sizeof size);
        for (size_t i = offsetof(blur_plan_info, kernel_size) + sizeof full.kernel_size;
             i < offsetof(blur_plan_info, sigma) && i < written; i++)
            bytes[i] = ((const unsigned char *)&full)[i]; /* padding, which may be anything */
        assert_memory_equal(bytes + sizeof size, (const char *)&full + sizeof size,
                            written - sizeof size);
        for (size_t i = written; i < sizeof bytes; i++)
            assert_int_equal(bytes[i], 0xa5);
    }
    blur_plan_info none = {.size = sizeof none.size - 1};
    assert_int_equal(blur_plan_describe(plan, &none), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_plan_describe(plan, NULL), BLUR_ERROR_ARGUMENT);
    assert_int_equal(blur_plan_describe(NULL, &none), BLUR_ERROR_ARGUMENT);
    blur_plan_free(plan);
}

static void test_describe(void **state)
{
    int seen[4] = {0};
    (void)state;
    for (size_t way = 0; way < oracle_way_count; way++) {
        const struct oracle_way *asked = &oracle_ways[way];
        const struct oracle_trial trial = {.width = 700,
                                           .height = 600,
                                           .channels = 1,
                                           .kernel_size = 251,
                                           .sigma = 36,
                                           .threads = 1,
                                           .border = BLUR_BORDER_WRAP,
                                           .way = *asked};
        blur_plan *plan = oracle_plan(&trial);
        if (!plan)
            continue;
        blur_plan_info info = trial_describe(plan);
        seen[info.method]++;
        assert_int_equal(info.kernel_size, 251);
        assert_true(info.sigma == 36);
        assert_int_equal(info.method, asked->method);
        assert_int_equal(info.factor_x, asked->factor_x ? asked->factor_x : 1);
        assert_int_equal(info.factor_y, asked->factor_y ? asked->factor_y : 1);
        assert_int_equal(info.terms > 0, asked->method == BLUR_METHOD_COSINE);
        assert_in_range(info.variant, BLUR_VARIANT_PLAIN, BLUR_VARIANT_AVX512);
        assert_int_equal(info.threads, 1);
        assert_true(info.bound > 0.5 && info.bound <= 0.75 && info.memory > 0);
        blur_plan_free(plan);
    }
    assert_true(seen[BLUR_METHOD_DIRECT] && seen[BLUR_METHOD_MULTIRATE] >= 5 &&
                seen[BLUR_METHOD_COSINE]);
}

/* Whatever is asked for, there is a plan, within the accuracy; also where the kernel is larger than
 * an image of any shape. */
static void test_every_plan_is_within_its_accuracy(void **state)
{
    static const int kernels[] = {1,   3,   5,   9,   15,  31,  33,   47,   67,   101,
                                  141, 199, 257, 383, 501, 777, 1001, 5001, 65535};
    static const double sigmas[] = {0, 0.1, 0.5, 1, 3, 7, 15, 31, 70, 150, 300, 1e4};
    static const size_t sizes[][2] = {{1, 1},    {1, 400}, {400, 1},
                                      {17, 900}, {64, 48}, {1500, 1100}};
    unsigned turn = 0;
    (void)state;
    for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++)
        for (size_t sigma = 0; sigma < sizeof sigmas / sizeof *sigmas; sigma++)
            for (size_t size = 0; size < 6; size++, turn++) {
                struct oracle_trial trial = {.width = sizes[size][0],
                                             .height = sizes[size][1],
                                             .channels = 3,
                                             .kernel_size = kernels[k],
                                             .sigma = sigmas[sigma],
                                             .border = (int)(turn * 5 / 6 % 6)};
                if (kernels[k] > 1001 && turn % 4)
                    continue;
                for (trial.accuracy = 0; trial.accuracy < 2; trial.accuracy++) {
                    blur_plan *plan = oracle_plan(&trial);
                    double bound = plan ? trial_describe(plan).bound : (double)INFINITY;
                    if (!(bound >= 0.5 && bound <= (trial.accuracy ? 0.55 : 0.75)))
                        fail_msg("%s: bound %f", oracle_text(&trial), bound);
                    blur_plan_free(plan);
                }
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bad_arguments),
        cmocka_unit_test(test_bad_options),
        cmocka_unit_test(test_options_of_other_sizes),
        cmocka_unit_test(test_bad_runs),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_describe_fills_what_the_caller_has),
        cmocka_unit_test(test_describe),
        cmocka_unit_test(test_every_plan_is_within_its_accuracy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
