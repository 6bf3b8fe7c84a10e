/* SPDX-License-Identifier: MIT
 * The tables of linear light against the formula that they stand for. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "composite/light.h"
#include "composite_oracle.h"
#include "oracle.h"

static const int all_levels[2] = {255, 65535};

static void assert_near(double is, double right, const char *what, int levels, double at)
{
    if (!(fabs(is - right) <= 1e-7 * right))
        fail_msg("%s of %d at %g: %.12g, not %.12g", what, levels, at, is, right);
}

/* The table holds floats: half of 2^-23 is 6e-8. */
static void test_light_of_samples(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        const int levels = all_levels[i];
        struct light *light = light_make(levels);
        assert_non_null(light);
        for (int sample = 0; sample <= levels; sample++)
            assert_near((double)light->of[sample], composite_light((double)sample / levels),
                        "light", levels, sample);
        for (int sample = 1; sample <= levels; sample++)
            assert_near((double)light->least[sample], composite_light((sample - 0.5) / levels),
                        "threshold", levels, sample);
        assert_true(light->of[0] == 0 && light->of[levels] == 1);
        light_free(light);
    }
    light_free(NULL);
}

/* Doubles, but for what the formula's two parts differ by where they meet. */
static void test_light_between_samples(void **state)
{
    (void)state;
    for (int i = 0; i <= 100000; i++) {
        const double right = composite_light(i / 1e5);
        if (!(fabs(light_of(i / 1e5) - right) <= 1e-14 * right))
            fail_msg("%d: %.17g, not %.17g", i, light_of(i / 1e5), right);
    }
}

static void assert_nearest(const struct light *light, float value, int right)
{
    const int is = light_nearest(light, value);
    if (is != right)
        fail_msg("%d levels, light %.9g: %d, not %d", light->levels, (double)value, is, right);
}

/* Every sample has its own light, up to both of its limits. */
static void test_nearest_samples(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        const int levels = all_levels[i];
        struct light *light = light_make(levels);
        for (int sample = 0; sample <= levels; sample++)
            assert_nearest(light, light->of[sample], sample);
        for (int sample = 1; sample <= levels; sample++) {
            const float least = light->least[sample];
            assert_nearest(light, least, sample);
            assert_nearest(light, nextafterf(least, 2), sample);
            assert_nearest(light, nextafterf(least, -1), sample - 1);
        }
        light_free(light);
    }
}

/* Limits that share nothing with the table, as near as floats come to them. */
static void test_limits_of_samples(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        const int levels = all_levels[i];
        struct light *light = light_make(levels);
        for (int sample = 1; sample <= levels; sample++) {
            const double half = composite_light((sample - 0.5) / levels);
            assert_nearest(light, (float)(half * (1 + 3e-7)), sample);
            assert_nearest(light, (float)(half * (1 - 3e-7)), sample - 1);
        }
        light_free(light);
    }
}

static void test_light_beyond_white_and_black(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        const int levels = all_levels[i];
        struct light *light = light_make(levels);
        const float above[] = {1, nextafterf(1, 2), 1.5f, 1e9f, 3e38f, HUGE_VALF};
        const float below[] = {0, -0.0f, -1e-40f, 1e-40f, -1, -3e38f, -HUGE_VALF};
        for (size_t j = 0; j < sizeof above / sizeof *above; j++) {
            assert_nearest(light, above[j], levels);
            assert_true(light_sample(light, above[j]) == (float)levels);
        }
        for (size_t j = 0; j < sizeof below / sizeof *below; j++) {
            assert_nearest(light, below[j], 0);
            assert_true(light_sample(light, below[j]) >= 0);
            assert_true(light_sample(light, below[j]) < 1e-30f);
        }
        light_free(light);
    }
}

static void assert_curve_at(const struct light *light, float value)
{
    const double is = (double)light_sample(light, value) / light->levels * 65535;
    const double right = composite_encoded((double)value) * 65535;
    if (!(fabs(is - right) <= 0.12))
        fail_msg("%d levels, light %.9g: %.9g, not %.9g", light->levels, (double)value, is, right);
}

/* At the places that are known, next to them, and between; and below all of them. */
static void test_curve_between_samples(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct light *light = light_make(all_levels[i]);
        for (int octave = 1; octave <= light_octaves; octave++)
            for (int step = 0; step < light_steps * 8; step++) {
                const float value = (float)ldexp(1 + (double)step / (light_steps * 8), -octave);
                assert_curve_at(light, value);
                assert_curve_at(light, nextafterf(value, 0));
                assert_curve_at(light, nextafterf(value, 1));
            }
        for (float value = 1; value > 1e-12f; value *= 0.9993f)
            assert_curve_at(light, value);
        light_free(light);
    }
}

/* Never down where light goes up: ramps stay ramps. */
static void test_samples_rise(void **state)
{
    struct light *light = light_make(65535);
    int last = 0;
    (void)state;
    for (float value = 1e-7f; value < 1; value *= 1.00003f) {
        const int sample = light_nearest(light, value);
        assert_true(sample >= last);
        last = sample;
    }
    assert_int_equal(last, 65535);
    light_free(light);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_light_of_samples),
        cmocka_unit_test(test_light_between_samples),
        cmocka_unit_test(test_nearest_samples),
        cmocka_unit_test(test_limits_of_samples),
        cmocka_unit_test(test_light_beyond_white_and_black),
        cmocka_unit_test(test_curve_between_samples),
        cmocka_unit_test(test_samples_rise),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
