/* SPDX-License-Identifier: MIT */
#include "options/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* strtoll() and strtod() also take leading space and hexadecimal, which are not allowed here. */
static bool consists_of(const char *text, const char *characters)
{
    return *text && text[strspn(text, characters)] == '\0';
}

bool number_parse_integer(const char *text, long long *number)
{
    char *end;
    if (!consists_of(text, "0123456789+-"))
        return false;
    *number = strtoll(text, &end, 10);
    return *end == '\0' && end != text;
}

static bool is_not_finite(const char *text, double *number)
{
    const char *word = text + (*text == '+' || *text == '-');
    double sign = *text == '-' ? -1 : 1;
    if (strcasecmp(word, "nan") == 0)
        *number = (double)NAN;
    else if (strcasecmp(word, "inf") == 0 || strcasecmp(word, "infinity") == 0)
        *number = sign * (double)INFINITY;
    else
        return false;
    return true;
}

bool number_parse_decimal(const char *text, double *number)
{
    char *end;
    if (is_not_finite(text, number))
        return true;
    if (!consists_of(text, "0123456789+-.eE"))
        return false;
    *number = strtod(text, &end);
    return *end == '\0' && end != text;
}

bool number_parse_bytes(const char *text, uint64_t *bytes)
{
    static const char units[] = "KMGT";
    size_t digits = strspn(text, "0123456789");
    const char *unit = text[digits] ? strchr(units, text[digits]) : NULL;
    int shift = unit ? 10 * (int)(unit - units + 1) : 0;
    /* 18 digits are less than 2^60. */
    if (digits == 0 || digits > 18 || text[digits + (unit != NULL)] != '\0')
        return false;
    uint64_t number = strtoull(text, NULL, 10);
    *bytes = number << shift;
    return number <= UINT64_MAX >> shift;
}
