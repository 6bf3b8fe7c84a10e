/* SPDX-License-Identifier: MIT
 * "-", which stands for standard input or output. */
#ifndef BLUR_STDIO_NAME_H
#define BLUR_STDIO_NAME_H

#include <stdbool.h>
#include <string.h>

static inline bool is_stdio_name(const char *name)
{
    return strcmp(name, "-") == 0;
}

/* What messages call it. */
static inline const char *input_label(const char *name)
{
    return is_stdio_name(name) ? "standard input" : name;
}

static inline const char *output_label(const char *name)
{
    return is_stdio_name(name) ? "standard output" : name;
}

#endif
