/* SPDX-License-Identifier: MIT */
#ifndef BLUR_STB_VERSION_H
#define BLUR_STB_VERSION_H

/* The versions of stb's headers, as far as the build knows them. */
const char *stb_version(void);

#endif
