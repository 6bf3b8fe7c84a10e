/* SPDX-License-Identifier: MIT
 * Reading and writing that goes on where a signal came between, and waits where whoever shares the
 * open file has made it non-blocking. */
#ifndef BLUR_DESCRIPTOR_H
#define BLUR_DESCRIPTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Reads up to so many bytes, as read() does; -1: errno. */
ssize_t descriptor_read(int descriptor, void *data, size_t size);

/* Writes all of them. False: errno. */
bool descriptor_write(int descriptor, const void *data, size_t size);

#endif
