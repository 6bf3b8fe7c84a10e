/* SPDX-License-Identifier: MIT */
#ifndef BLUR_PNG_FORMAT_H
#define BLUR_PNG_FORMAT_H

#include "formats/format.h"

extern const struct format format_png;

#endif
