/* SPDX-License-Identifier: MIT
 * All formats: a new one is a line in format_table.c. */
#ifndef BLUR_FORMAT_TABLE_H
#define BLUR_FORMAT_TABLE_H

#include "formats/format.h"

/* The names of the formats, counted from 0, and their file names' extensions, as in struct format;
 * NULL ends them. */
const char *format_name(int number);
const char *format_extensions(int number);

/* Lists the usual extensions, for messages: ".png, .jpg, .jpeg". */
void format_list_extensions(char *text, size_t size);

/* NULL where there is none: by --format's name; by a file name's extension; by the first bytes. */
const struct format *format_by_name(const char *name);
const struct format *format_by_extension(const char *extension);
const struct format *format_by_content(const struct bytes *bytes);

/* Prepares for pictures blurred with this sigma. To be called before there are threads. */
void format_expect_sigma(double sigma);

/* Prints the codecs that are built in, with versions, a line each. */
void format_print_codecs(void);

#endif
