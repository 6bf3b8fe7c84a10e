/* SPDX-License-Identifier: MIT
 * Encoded bytes in. */
#ifndef BLUR_INPUT_H
#define BLUR_INPUT_H

#include "bytes.h"

/* What messages call a file: its name, or what "-" stands for. */
const char *input_label(const char *name);

/* Reads a file, or standard input for "-", whole; bytes must be empty. False: said why. Anything
 * that can be read will do, pipes and devices too; beyond 2^31 - 1 bytes it is refused. */
bool input_read(const char *name, struct bytes *bytes);

#endif
