/* SPDX-License-Identifier: MIT
 * Runs but those tests of a program whose names fit BLUR_TESTS, with * and ?, where that is set:
 * for runs under what makes them a hundred times as slow. Where none fits, cmocka runs none, which
 * tests/run.py takes for a failure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

__attribute__((constructor)) static void set_filter(void)
{
    const char *pattern = getenv("BLUR_TESTS");
    if (pattern)
        cmocka_set_test_filter(pattern);
}
