/* SPDX-License-Identifier: MIT */
#include "formats/stb_version.h"

#ifndef BLUR_STB_VERSIONS
#define BLUR_STB_VERSIONS "of an unknown version"
#endif

const char *stb_version(void)
{
    return BLUR_STB_VERSIONS;
}
