/* SPDX-License-Identifier: MIT
 * read() and write() that go on after signals, and wait where another process has made the open
 * file non-blocking. */
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
