/* SPDX-License-Identifier: MIT
 * Files to read: anything that can be opened, pipes and devices too. */
#ifndef BLUR_INPUT_H
#define BLUR_INPUT_H

#include "files/bytes.h"

/* Whether a name is that of a FIFO or a device. */
bool is_special_file(const char *name);

/* Opens a file; "-" is standard input. -1: errno. */
int input_open(const char *name);

/* Closes what input_open() opened, but never standard input. */
void input_close(int descriptor);

/* How much is read at once where nothing is known of the size. */
enum { INPUT_BLOCK = 1 << 16 };

/* Reads until there are at least size bytes, or to the end. False: reported. */
bool input_read(int descriptor, const char *label, size_t size, struct bytes *bytes);

#endif
