/* SPDX-License-Identifier: MIT
 * What --help prints. */
#ifndef BLUR_HELP_H
#define BLUR_HELP_H

/* Prints the help to standard output. */
void help_print(void);

#endif
