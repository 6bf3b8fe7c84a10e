/* SPDX-License-Identifier: MIT
 * The error bounds of some plans, by number: what changes one changes what is promised, and is
 * either a fault or needs a reason. Images and kernels that use up a bound are looked for in
 * test_bound.c, which can't see every term of it. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "blur.h"

enum kind { PLAIN, LINEAR, DITHERED, ONE_PIXEL };

/* A plan for 400 x 300 pixels. */
static const struct known {
    int sample, channels, kernel_size;
    double sigma;
    int border, accuracy, requested;
    enum kind kind;
    int method;
    double bound;
} known[] = {
    {BLUR_UINT8, 1, 351, 34, BLUR_BORDER_RENORMALIZE, 0, BLUR_METHOD_DIRECT, PLAIN,
     BLUR_METHOD_DIRECT, 0.734510227869},
    {BLUR_UINT8, 1, 351, 60, BLUR_BORDER_MIRROR, 0, BLUR_METHOD_DIRECT, PLAIN, BLUR_METHOD_DIRECT,
     0.591054608841},
    {BLUR_UINT8, 1, 61, 4, BLUR_BORDER_RENORMALIZE, 0, BLUR_METHOD_AUTO, PLAIN,
     BLUR_METHOD_MULTIRATE, 0.646404680221},
    {BLUR_UINT16, 1, 61, 4, BLUR_BORDER_RENORMALIZE, 0, BLUR_METHOD_AUTO, PLAIN, BLUR_METHOD_COSINE,
     0.59903986002},
    {BLUR_UINT16, 1, 61, 4, BLUR_BORDER_REPLICATE, 0, BLUR_METHOD_AUTO, PLAIN, BLUR_METHOD_COSINE,
     0.594567410035},
    {BLUR_FLOAT32, 1, 61, 4, BLUR_BORDER_RENORMALIZE, 0, BLUR_METHOD_AUTO, PLAIN,
     BLUR_METHOD_COSINE, 2.9032933299e-06},
    {BLUR_UINT8, 1, 3, 0.8, BLUR_BORDER_RENORMALIZE, 0, BLUR_METHOD_AUTO, PLAIN, BLUR_METHOD_DIRECT,
     0.517323501832},
    {BLUR_UINT8, 1, 3, 0.8, BLUR_BORDER_MIRROR, 0, BLUR_METHOD_AUTO, PLAIN, BLUR_METHOD_DIRECT,
     0.515949162206},
    {BLUR_UINT8, 3, 15, 2.6, BLUR_BORDER_RENORMALIZE, 0, BLUR_METHOD_AUTO, PLAIN,
     BLUR_METHOD_DIRECT, 0.549616445471},
    {BLUR_UINT8, 3, 15, 2.6, BLUR_BORDER_REFLECT, 1, BLUR_METHOD_AUTO, PLAIN, BLUR_METHOD_DIRECT,
     0.547469255567},
    {BLUR_UINT8, 1, 29, 4.7, BLUR_BORDER_RENORMALIZE, 1, BLUR_METHOD_DIRECT, PLAIN,
     BLUR_METHOD_DIRECT, 0.515472125988},
    {BLUR_UINT8, 1, 41, 6.5, BLUR_BORDER_RENORMALIZE, 0, BLUR_METHOD_MULTIRATE, PLAIN,
     BLUR_METHOD_MULTIRATE, 0.667929267031},
    {BLUR_UINT8, 1, 41, 6.5, BLUR_BORDER_REPLICATE, 0, BLUR_METHOD_MULTIRATE, PLAIN,
     BLUR_METHOD_MULTIRATE, 0.659793932453},
    {BLUR_UINT8, 1, 75, 12, BLUR_BORDER_RENORMALIZE, 0, BLUR_METHOD_MULTIRATE, PLAIN,
     BLUR_METHOD_MULTIRATE, 0.712894269484},
    {BLUR_UINT8, 1, 75, 12, BLUR_BORDER_MIRROR, 0, BLUR_METHOD_MULTIRATE, PLAIN,
     BLUR_METHOD_MULTIRATE, 0.701411599183},
    {BLUR_UINT8, 1, 151, 25, BLUR_BORDER_RENORMALIZE, 0, BLUR_METHOD_MULTIRATE, PLAIN,
     BLUR_METHOD_MULTIRATE, 0.74860724812},
    {BLUR_UINT8, 1, 301, 50, BLUR_BORDER_WRAP, 0, BLUR_METHOD_MULTIRATE, PLAIN,
     BLUR_METHOD_MULTIRATE, 0.731929306954},
    {BLUR_UINT8, 1, 401, 66, BLUR_BORDER_CONSTANT, 0, BLUR_METHOD_MULTIRATE, PLAIN,
     BLUR_METHOD_MULTIRATE, 0.672076022772},
    {BLUR_UINT8, 1, 51, 20, BLUR_BORDER_RENORMALIZE, 0, BLUR_METHOD_COSINE, PLAIN,
     BLUR_METHOD_COSINE, 0.707524325747},
    {BLUR_UINT8, 1, 51, 20, BLUR_BORDER_REPLICATE, 1, BLUR_METHOD_COSINE, PLAIN, BLUR_METHOD_COSINE,
     0.538876085024},
    {BLUR_UINT8, 1, 801, 120, BLUR_BORDER_RENORMALIZE, 1, BLUR_METHOD_COSINE, PLAIN,
     BLUR_METHOD_COSINE, 0.512695913871},
    {BLUR_UINT16, 1, 9, 1.2, BLUR_BORDER_RENORMALIZE, 0, BLUR_METHOD_AUTO, PLAIN,
     BLUR_METHOD_DIRECT, 0.546549801389},
    {BLUR_UINT16, 3, 9, 1.2, BLUR_BORDER_REPLICATE, 1, BLUR_METHOD_AUTO, PLAIN, BLUR_METHOD_DIRECT,
     0.546549801389},
    {BLUR_UINT16, 1, 101, 16, BLUR_BORDER_RENORMALIZE, 0, BLUR_METHOD_AUTO, PLAIN,
     BLUR_METHOD_COSINE, 0.606166836586},
    {BLUR_UINT16, 1, 101, 16, BLUR_BORDER_MIRROR, 1, BLUR_METHOD_AUTO, PLAIN, BLUR_METHOD_COSINE,
     0.522864523925},
    {BLUR_FLOAT32, 1, 9, 1.2, BLUR_BORDER_RENORMALIZE, 0, BLUR_METHOD_AUTO, PLAIN,
     BLUR_METHOD_DIRECT, 1.23941075724e-06},
    {BLUR_FLOAT32, 1, 9, 1.2, BLUR_BORDER_RENORMALIZE, 1, BLUR_METHOD_AUTO, PLAIN,
     BLUR_METHOD_DIRECT, 5.9604646973e-08},
    {BLUR_FLOAT32, 1, 101, 16, BLUR_BORDER_RENORMALIZE, 0, BLUR_METHOD_AUTO, PLAIN,
     BLUR_METHOD_COSINE, 3.1207946999e-06},
    {BLUR_FLOAT32, 1, 101, 16, BLUR_BORDER_REFLECT, 1, BLUR_METHOD_AUTO, PLAIN, BLUR_METHOD_COSINE,
     5.7857122553e-07},
    {BLUR_UINT8, 4, 15, 2.6, BLUR_BORDER_RENORMALIZE, 0, BLUR_METHOD_AUTO, PLAIN,
     BLUR_METHOD_DIRECT, 0.549616445471},
    {BLUR_UINT8, 4, 15, 2.6, BLUR_BORDER_RENORMALIZE, 1, BLUR_METHOD_AUTO, PLAIN,
     BLUR_METHOD_DIRECT, 0.549616445471},
    {BLUR_UINT16, 4, 15, 2.6, BLUR_BORDER_RENORMALIZE, 0, BLUR_METHOD_AUTO, PLAIN,
     BLUR_METHOD_DIRECT, 0.614616461355},
    {BLUR_UINT8, 3, 15, 2.6, BLUR_BORDER_RENORMALIZE, 0, BLUR_METHOD_AUTO, LINEAR,
     BLUR_METHOD_DIRECT, 0.505762041559},
    {BLUR_UINT16, 3, 15, 2.6, BLUR_BORDER_RENORMALIZE, 0, BLUR_METHOD_AUTO, LINEAR,
     BLUR_METHOD_DIRECT, 0.752339901828},
    {BLUR_UINT8, 3, 15, 2.6, BLUR_BORDER_RENORMALIZE, 0, BLUR_METHOD_AUTO, DITHERED,
     BLUR_METHOD_DIRECT, 1.00044597845},
    {BLUR_FLOAT32, 1, 0, 0, BLUR_BORDER_RENORMALIZE, 1, BLUR_METHOD_AUTO, ONE_PIXEL,
     BLUR_METHOD_DIRECT, 5.96046465695e-08},
    {BLUR_UINT8, 1, 0, 0, BLUR_BORDER_RENORMALIZE, 1, BLUR_METHOD_AUTO, ONE_PIXEL,
     BLUR_METHOD_DIRECT, 0.503952026367},
    {BLUR_UINT16, 1, 0, 0, BLUR_BORDER_RENORMALIZE, 1, BLUR_METHOD_AUTO, ONE_PIXEL,
     BLUR_METHOD_DIRECT, 0.539452522993},
};

static blur_options options_of(const struct known *plan)
{
    const bool is_gaussian = plan->kind != ONE_PIXEL;
    return (blur_options){.size = sizeof(blur_options),
                          .given = is_gaussian ? BLUR_GIVEN_KERNEL_SIZE | BLUR_GIVEN_SIGMA : 0,
                          .kernel_size = plan->kernel_size,
                          .sigma = plan->sigma,
                          .border = plan->border,
                          .accuracy = plan->accuracy,
                          .method = plan->requested,
                          .light = plan->kind == LINEAR,
                          .dither = plan->kind == DITHERED,
                          .pixelate = !is_gaussian};
}

static void check_bound(size_t i)
{
    const blur_options options = options_of(&known[i]);
    blur_plan_info info = {.size = sizeof info};
    blur_plan *plan;
    assert_int_equal(blur_plan_make(&options, known[i].sample, 400, 300, known[i].channels, &plan),
                     BLUR_OK);
    blur_plan_describe(plan, &info);
    blur_plan_free(plan);
    if (info.method != known[i].method || fabs(info.bound / known[i].bound - 1) > 1e-6)
        fail_msg("row %zu: %s, bound %.12g; expected %s, %.12g", i, blur_method_name(info.method),
                 info.bound, blur_method_name(known[i].method), known[i].bound);
}

static void test_known_bounds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        check_bound(i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_bounds),
    };
    return cmocka_run_group_tests_name("plan, bounds", tests, NULL, NULL);
}
