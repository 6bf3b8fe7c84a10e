/* SPDX-License-Identifier: MIT
 * The one door to stb: declarations with our limits, instantiated once in stb_image.c and
 * stb_image_write.c. Nothing else includes an stb header. */
#ifndef BLUR_STB_GLUE_H
#define BLUR_STB_GLUE_H

/* What is not compiled cannot be attacked: no other formats, no file access. */
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#define STBI_WRITE_NO_STDIO

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <stb_image.h>
#include <stb_image_write.h>

/* Why the last load on this thread failed, in words; and forgets it, so that a failure that stb
 * gives no reason for does not get an older one. Those are all failures to have memory. */
const char *stb_reason(void);

/* Has stb_filter_rows() use the filter "average" alone. For all threads: to be called before there
 * are others, if at all. */
void stb_use_average_filter(void);

/* Filters count rows of a PNG with 8-bit samples, each by the filter that suits it best: filtered
 * gets a byte that names the filter and the filtered row for each, but for the first where it is
 * only there because the second's filter may depend on it. All sizes must fit in int. False: no
 * memory. */
bool stb_filter_rows(const uint8_t *rows, size_t width, size_t count, size_t channels,
                     bool skip_first, uint8_t *filtered);

#endif
