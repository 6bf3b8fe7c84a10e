/* SPDX-License-Identifier: MIT */
#ifndef BLUR_UTF8_H
#define BLUR_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* The length of the UTF-8 character at text, of which there are size bytes, at least 1; 0: it is
 * invalid. (RFC 3629, section 4: no overlong forms, no surrogates, nothing above U+10FFFF.) */
size_t utf8_length(const uint8_t *text, size_t size);

#endif
