/* SPDX-License-Identifier: MIT */
#include "options/option_table.h"

#include "messages/message.h"
#include "options/number.h"

static const struct option_group *const groups[] = {
    &gaussian_options, &region_options, &effect_options,  &output_options,
    &input_options,    &run_options,    &message_options,
};
/* NOLINTNEXTLINE(bugprone-sizeof-expression): the size of a pointer is what is meant. */
enum { group_count = sizeof groups / sizeof *groups };

const struct option_entry *option_table_entry(size_t number)
{
    for (size_t i = 0; i < group_count; i++) {
        if (number < groups[i]->count)
            return &groups[i]->entries[number];
        number -= groups[i]->count;
    }
    return NULL;
}

bool option_read_integer(const char *option, const char *text, long long min, long long max,
                         long long *value)
{
    long long number;
    if (!number_parse_integer(text, &number))
        return message_usage(option, "'%s' is not a whole number", text);
    if (number < min || number > max)
        return message_usage(option, "must be from %lld to %lld", min, max);
    *value = number;
    return true;
}

bool option_read_int(const char *option, const char *text, int min, int max, int *value)
{
    long long number = *value;
    if (!option_read_integer(option, text, min, max, &number))
        return false;
    *value = (int)number;
    return true;
}
