/* SPDX-License-Identifier: MIT
 * The command line: parsed once, then only read. */
#ifndef BLUR_OPTIONS_H
#define BLUR_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blur.h"
#include "codec.h"
#include "color.h"
#include "keep.h"

struct options {
    uint32_t given; /* which of the next two: bits of enum blur_given */
    int32_t kernel_size;
    double sigma;
    int border; /* enum blur_border */
    struct color border_color;
    int accuracy; /* enum blur_accuracy */
    int threads;
    const char *output;          /* NULL: named after each input */
    const struct format *format; /* NULL: by the output's name, else as the input */
    int quality;                 /* 0: as the input's, where it has one */
    enum strip strip;
    struct color background;
    enum codec_choice codec;
    bool is_lenient;
    uint64_t max_pixels;
    char **inputs;
    size_t input_count;
};

enum options_result { OPTIONS_RUN, OPTIONS_HELP, OPTIONS_VERSION, OPTIONS_WRONG };

/* Parses the command line into options, which keep pointers into argv; getopt_long() may reorder
 * it. Sets the message level. OPTIONS_WRONG: said why. */
enum options_result options_parse(int argc, char **argv, struct options *options);

/* Prints the help to standard output. */
void options_help(void);

/* The standard deviation that the options come to. */
double options_sigma(const struct options *options);

/* The name of a border, as --border takes it. */
const char *options_border_name(int border);

#endif
