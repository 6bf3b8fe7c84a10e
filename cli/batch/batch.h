/* SPDX-License-Identifier: MIT
 * All files that the command line asks for. */
#ifndef BLUR_RUN_H
#define BLUR_RUN_H

#include "options/options.h"

/* Finds out what is to be done and does it: one file in this process, several in others. What goes
 * wrong is said, and counts for message_status(). Ends the program where a signal asks for it. The
 * mask is put into the options. */
void run(struct options *options);

#endif
