/* SPDX-License-Identifier: MIT
 * Numbers on the command line: the whole text or nothing, whatever the locale. */
#ifndef BLUR_NUMBER_H
#define BLUR_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* An integer with an optional sign; too large ones saturate. False: it is malformed. */
bool number_parse_integer(const char *text, long long *number);

/* A decimal number such as 2, .5, -1.25 or 1e3. Also takes nan, inf and infinity, and returns
 * infinity for what is too large, so that the caller can say why it refuses them. False: it is
 * malformed. */
bool number_parse_decimal(const char *text, double *number);

/* A number of bytes without a sign, which may end in K, M, G or T for that power of 1024. False:
 * it is malformed, or too large. */
bool number_parse_bytes(const char *text, uint64_t *bytes);

#endif
