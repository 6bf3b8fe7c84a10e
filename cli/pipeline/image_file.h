/* SPDX-License-Identifier: MIT
 * Reads encoded images whole, and recognises their format. */
#ifndef BLUR_IMAGE_FILE_H
#define BLUR_IMAGE_FILE_H

#include <sys/stat.h>

#include "files/bytes.h"
#include "formats/format.h"

/* Reads a file, or standard input for "-", into empty bytes. descriptor is one of input_open(), and
 * is closed here; -1: the file is opened here. *format is recognised by the content, *info is what
 * the system knows of the file. False: reported. A file that is no image is refused after its first
 * bytes, without reading on. */
bool image_file_read(const char *name, int descriptor, struct bytes *bytes,
                     const struct format **format, struct stat *info);

#endif
