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

#include <stb_image.h>
#include <stb_image_write.h>

/* Why the last load on this thread failed, in words; and forgets it, so that a failure that stb
 * gives no reason for does not get an older one. Those are all failures to have memory. */
const char *stb_reason(void);

#endif
