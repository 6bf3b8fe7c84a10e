/* SPDX-License-Identifier: MIT
 * The text file of --kernel-file. */
#ifndef BLUR_KERNEL_FILE_H
#define BLUR_KERNEL_FILE_H

#include "options/custom_kernel.h"

/* Reads rows of numbers ("-": from standard input), separated by blanks or commas; # begins a
 * comment. False: reported; what is wrong with the file is an error of usage. */
bool kernel_file_read(const char *name, struct custom_kernel *kernel);

#endif
