/* SPDX-License-Identifier: MIT
 * From argv to the options. */
#ifndef BLUR_COMMAND_LINE_H
#define BLUR_COMMAND_LINE_H

#include "options/options.h"

enum command_line_result {
    COMMAND_LINE_RUN,
    COMMAND_LINE_HELP,
    COMMAND_LINE_VERSION,
    COMMAND_LINE_WRONG
};

/* Parses the command line into options, which keep pointers into argv; getopt_long() may reorder
 * it. Sets the message level. COMMAND_LINE_WRONG: reported. The options are to be freed in any
 * case. */
enum command_line_result command_line_parse(int argc, char **argv, struct options *options);

#endif
