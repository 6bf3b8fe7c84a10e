/* SPDX-License-Identifier: MIT
 * A whole run: all files that the command line asks for. */
#ifndef BLUR_BATCH_H
#define BLUR_BATCH_H

#include "options/options.h"

/* Finds out what is to be done and does it: one file in this process, several in workers. What goes
 * wrong is reported, and counts for message_status(). Ends the program where a signal asks for it.
 */
void batch_run(const struct options *options);

#endif
