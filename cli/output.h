/* SPDX-License-Identifier: MIT
 * Encoded bytes out: whole under their name, or not at all. */
#ifndef BLUR_OUTPUT_H
#define BLUR_OUTPUT_H

#include "bytes.h"

const char *output_label(const char *name);

/* Writes a file, or standard output for "-". False: said why.
 *
 * A file is written under a temporary name in its folder and renamed when it is complete and closed
 * without error, so the name holds either what it held before or all of the bytes. It keeps the
 * permissions of a file that it replaces; a new one has those of the umask. A symbolic link stays,
 * and what it points to is replaced. What is no regular file (a device, a FIFO) is written
 * straight. */
bool output_write(const char *name, const struct bytes *bytes);

#endif
