/* SPDX-License-Identifier: MIT
 * Encoded bytes in. */
#ifndef BLUR_INPUT_H
#define BLUR_INPUT_H

#include <sys/stat.h>

#include "files/bytes.h"
#include "formats/format.h"

/* What messages call a file: its name, or what "-" stands for. */
const char *input_label(const char *name);

/* Opens a file for input_read(); "-" is standard input. -1: errno. */
int input_open(const char *name);

/* Reads a file, or standard input for "-", whole; bytes must be empty. descriptor is one of
 * input_open(), and closed here; or -1, and it is opened here. *format is that of its
 * content, *info what the system knows of the file. False: said why. Anything that can be read will
 * do, pipes and devices too. What is no image is refused by its first bytes, without reading on; so
 * is what has over 2^31 - 1 bytes. */
bool input_read(const char *name, int descriptor, struct bytes *bytes, const struct format **format,
                struct stat *info);

#endif
