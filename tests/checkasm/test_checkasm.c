/* SPDX-License-Identifier: MIT
 * Each loop by itself, in the manner of dav1d's checkasm: every variant's against the plain one,
 * byte for byte, with arguments of all kinds that it may be called with, between pages that may not
 * be touched. The plain ones as well, for what they touch.
 *
 *   test_checkasm [SEED]
 *
 * Each loop begins with the seed, so that one that fails does so again. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "blur.h"
#include "input.h"
#include "simd/loops.h"

static const struct checked_table *const tables[] = {
    &checked_bytes,        &checked_direct_floats,  &checked_direct_doubles,
    &checked_cosine_bytes, &checked_cosine_doubles, &checked_float_rows,
};
enum { table_count = sizeof tables / sizeof *tables, tests_most = 1024 };

/* Loops that a variant has from the plain ones. */
static const struct {
    const char *variant, *table, *loop, *reason;
} same_as_plain[] = {
    {NULL, NULL, NULL, NULL}, /* the end */
};

static uint64_t seed = 1;

/* ---- One loop ------------------------------------------------------------------------------ */

struct loop_test {
    int32_t variant;
    const struct checked_table *table;
    const struct checked *member;
    char name[128];
};

static sigjmp_buf touched;
static void *volatile touched_at;

static _Noreturn void catch_touch(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)context;
    touched_at = info->si_addr;
    siglongjmp(touched, 1);
}

static const unsigned char *table_of(const struct loops *loops, const struct checked_table *table)
{
    const unsigned char *pointer;
    memcpy(&pointer, (const unsigned char *)loops + table->offset, sizeof pointer);
    return pointer;
}

static const char *reason_of(const struct loop_test *test)
{
    for (size_t i = 0; same_as_plain[i].variant; i++)
        if (strcmp(same_as_plain[i].variant, blur_variant_name(test->variant)) == 0 &&
            strcmp(same_as_plain[i].table, test->table->name) == 0 &&
            strcmp(same_as_plain[i].loop, test->member->name) == 0)
            return same_as_plain[i].reason;
    return NULL;
}

/* A variant has a loop of its own, or a reason. */
static void check_pointers(const struct loop_test *test, const struct pair *pair)
{
    void (*loops[2])(void);
    const char *reason = reason_of(test);
    call_loops(pair, loops);
    if (!loops[0] || !loops[1])
        fail_msg("%s: there is no loop", test->name);
    if (test->variant == BLUR_VARIANT_PLAIN)
        return;
    if (loops[0] == loops[1] && !reason)
        fail_msg("%s: it is the plain loop, and no reason is listed", test->name);
    if (loops[0] != loops[1] && reason)
        fail_msg("%s: it is not the plain loop, though listed as such: %s", test->name, reason);
}

static void check_guarded(const struct loop_test *test, const struct pair *pair)
{
    struct sigaction action = {.sa_sigaction = catch_touch, .sa_flags = SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    if (sigsetjmp(touched, 1) != 0)
        call_fail("touched memory that is not its own, at %p", touched_at);
    test->member->check(pair);
}

static void test_loop(void **state)
{
    const struct loop_test *test = *state;
    const struct loops *plain = loops_choose(BLUR_VARIANT_PLAIN);
    const struct loops *loops = loops_choose(test->variant);
    const struct pair pair = {.in = test->table,
                              .of = {table_of(plain, test->table), table_of(loops, test->table)},
                              .offset = test->member->offset};
    check_pointers(test, &pair);
    random_seed(seed);
    call_check(blur_variant_name(test->variant), test->table, test->member->name);
    check_guarded(test, &pair);
}

/* In place of the loops of a variant; its name says why. */
static void test_skipped(void **state)
{
    (void)state;
    skip();
}

/* ---- No loop is left out ------------------------------------------------------------------- */

static bool covers(const struct checked *member, size_t at)
{
    return member->offset < at + sizeof(void *) && at < member->offset + member->bytes;
}

/* Padding is null in what is initialised. */
static bool is_null_in_all(const struct checked_table *table, size_t at)
{
    static const unsigned char null[sizeof(void *)];
    for (int32_t variant = 0; blur_variant_name(variant); variant++) {
        const struct loops *loops = loops_choose(variant);
        if (loops && memcmp(table_of(loops, table) + at, null, sizeof null) != 0)
            return false;
    }
    return true;
}

/* Every pointer of a table has a check. */
static void test_covers_loops(void **state)
{
    (void)state;
    for (size_t i = 0; i < table_count; i++)
        for (size_t at = 0; at < tables[i]->bytes; at += sizeof(void *)) {
            bool is_covered = false;
            for (size_t j = 0; j < tables[i]->count; j++)
                is_covered = is_covered || covers(&tables[i]->members[j], at);
            if (!is_covered && !is_null_in_all(tables[i], at))
                fail_msg("the loop at byte %zu of %s has no check", at, tables[i]->name);
        }
}

/* Every table has its checks: all that struct loops holds behind the variant. */
static void test_covers_tables(void **state)
{
    (void)state;
    for (size_t at = offsetof(struct loops, bytes); at < sizeof(struct loops);
         at += sizeof(void *)) {
        size_t i = 0;
        while (i < table_count && tables[i]->offset != at)
            i++;
        if (i == table_count)
            fail_msg("the table at byte %zu of struct loops has no checks", at);
    }
}

/* ---- All of them --------------------------------------------------------------------------- */

static struct loop_test loop_tests[tests_most];
static struct CMUnitTest unit_tests[tests_most + 2] = {cmocka_unit_test(test_covers_tables),
                                                       cmocka_unit_test(test_covers_loops)};

static void add_skip(int32_t variant, size_t *count)
{
    char *name = loop_tests[*count].name;
    snprintf(name, sizeof loop_tests->name, "%s loops, which this machine or build lacks",
             blur_variant_name(variant));
    unit_tests[2 + (*count)++] = (struct CMUnitTest){name, test_skipped, NULL, NULL, NULL};
}

static void add_tests(int32_t variant, const struct checked_table *table, size_t *count)
{
    for (size_t i = 0; i < table->count; i++) {
        struct loop_test *test = &loop_tests[*count];
        if (!table->members[i].check)
            continue;
        *test =
            (struct loop_test){.variant = variant, .table = table, .member = &table->members[i]};
        snprintf(test->name, sizeof test->name, "%s %s.%s", blur_variant_name(variant), table->name,
                 table->members[i].name);
        unit_tests[2 + (*count)++] = (struct CMUnitTest){test->name, test_loop, NULL, NULL, test};
    }
}

int main(int argc, char **argv)
{
    size_t count = 0;
    if (argc > 1)
        seed = strtoull(argv[1], NULL, 10);
    input_open();
    output_open();
    for (int32_t variant = BLUR_VARIANT_PLAIN; blur_variant_name(variant); variant++) {
        const bool is_here = loops_choose(variant);
        for (size_t i = 0; is_here && i < table_count; i++)
            add_tests(variant, tables[i], &count);
        if (!is_here)
            add_skip(variant, &count);
    }
    const int failed = _cmocka_run_group_tests("loops", unit_tests, 2 + count, NULL, NULL);
    printf("# seed %llu, %zu calls\n", (unsigned long long)seed, call_count());
    return failed;
}
