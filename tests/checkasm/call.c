/* SPDX-License-Identifier: MIT */
#include "call.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "input.h"

enum { arguments_most = 16, margin = 128, text_most = 1024 };

/* What is in memory that nothing has written, of each side. */
static const unsigned char untouched[2] = {0xc5, 0x3a};

static const char *const place_names[places] = {"at the end", "at the start", "anywhere"};

static struct {
    const char *variant, *table, *loop;
    struct argument {
        const char *name;
        double value;
    } arguments[arguments_most];
    size_t argument_count;
    enum place place;
    int side;
    size_t calls;
} now;

void call_check(const char *variant, const struct checked_table *table, const char *loop)
{
    now.variant = variant;
    now.table = table->name;
    now.loop = loop;
    now.argument_count = 0;
    now.side = 0;
    input_set_aligned(true);
}

static void describe(char *text, size_t bytes)
{
    int length = snprintf(text, bytes, "%s of %s, %s loop", now.loop, now.table, now.variant);
    for (size_t i = 0; i < now.argument_count; i++)
        length += snprintf(text + length, bytes - (size_t)length, ", %s %.9g",
                           now.arguments[i].name, now.arguments[i].value);
    snprintf(text + length, bytes - (size_t)length, ", buffers %s", place_names[now.place]);
}

void call_fail(const char *format, ...)
{
    char call[text_most], what[text_most];
    va_list arguments;
    describe(call, sizeof call);
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    fail_msg("%s: the %s loop %s", call, now.side == 0 ? "plain" : now.variant, what);
    abort(); /* not reached, which fail_msg() does not say */
}

size_t call_count(void)
{
    return now.calls;
}

void call_loops(const struct pair *pair, void *loops)
{
    const size_t size = sizeof(void (*)(void));
    for (size_t side = 0; side < 2; side++)
        memcpy((unsigned char *)loops + side * size, pair->of[side] + pair->offset, size);
}

void call_begin(void)
{
    now.argument_count = 0;
    now.place = (enum place)random_to(places - 1);
    fence_set_place(now.place, random_to(64));
}

void call_says(const char *name, double value)
{
    assert_true(now.argument_count < arguments_most);
    now.arguments[now.argument_count++] = (struct argument){name, value};
}

bool call_side(int side)
{
    now.side = side;
    now.calls++;
    return true;
}

/* ---- Results ------------------------------------------------------------------------------ */

struct output result, kept;

void output_open(void)
{
    enum { output_bytes = 1 << 17 };
    for (size_t side = 0; side < 2; side++) {
        result.fences[side] = fence_open(output_bytes, true);
        kept.fences[side] = fence_open(output_bytes, true);
    }
}

/* The bytes before and behind an output that are looked at; fewer at the end of its fence. */
static size_t margin_before(const struct output *output, size_t side)
{
    const size_t room = (size_t)(output->at[side] - output->fences[side].memory);
    return room < margin ? room : margin;
}

static size_t margin_behind(const struct output *output, size_t side)
{
    const struct fence *fence = &output->fences[side];
    const size_t room = (size_t)(fence->memory + fence->bytes - output->at[side]) - output->bytes;
    return room < margin ? room : margin;
}

void output_place(struct output *output, size_t bytes, size_t alignment)
{
    output->bytes = bytes;
    for (size_t side = 0; side < 2; side++) {
        output->at[side] = fence_place(&output->fences[side], bytes, alignment);
        const size_t before = margin_before(output, side);
        memset(output->at[side] - before, untouched[side],
               before + bytes + margin_behind(output, side));
    }
}

static void check_untouched(const unsigned char *memory, size_t bytes, size_t side,
                            const char *where)
{
    for (size_t i = 0; i < bytes; i++)
        if (memory[i] != untouched[side]) {
            now.side = (int)side;
            call_fail("wrote %s", where);
        }
}

static void compare(const struct output *output, size_t at, size_t bytes)
{
    const unsigned char *plain = output->at[0] + at, *variant = output->at[1] + at;
    if (memcmp(plain, variant, bytes) == 0)
        return;
    size_t i = 0;
    while (plain[i] == variant[i])
        i++;
    call_fail("wrote other bytes: number %zu is %d, not %d", at + i, variant[i], plain[i]);
}

void output_compare_parts(const struct output *output, size_t parts, size_t step, size_t bytes,
                          bool gaps_stay)
{
    for (size_t side = 0; side < 2; side++) {
        const size_t before = margin_before(output, side);
        const unsigned char *at = output->at[side];
        check_untouched(at - before, before, side, "before its output");
        check_untouched(at + output->bytes, margin_behind(output, side), side, "behind its output");
        for (size_t i = 0; gaps_stay && i + 1 < parts; i++)
            check_untouched(at + i * step + bytes, step - bytes, side, "between its rows");
    }
    now.side = 1;
    for (size_t i = 0; i < parts; i++)
        compare(output, i * step, bytes);
}

void output_compare(const struct output *output, size_t bytes)
{
    output_compare_parts(output, 1, 0, bytes, false);
}

static void unify(unsigned char *memory, size_t bytes, bool in_double)
{
    const size_t size = in_double ? sizeof(double) : sizeof(float);
    for (size_t i = 0; i + size <= bytes; i += size) {
        float single;
        double value;
        memcpy(&single, memory + i, sizeof single);
        if (in_double)
            memcpy(&value, memory + i, sizeof value);
        if (in_double ? isnan(value) : isnan(single))
            memset(memory + i, 0xff, size);
    }
}

void output_unify_nans(const struct output *output, size_t bytes, bool in_double)
{
    for (size_t side = 0; side < 2; side++)
        unify(output->at[side], bytes, in_double);
}

void call_compare(const char *name, double plain, double variant)
{
    if (plain != variant)
        call_fail("returns %s %.17g, not %.17g", name, variant, plain);
}
