/* SPDX-License-Identifier: MIT */
#ifndef BLUR_JPEG_FORMAT_H
#define BLUR_JPEG_FORMAT_H

#include "formats/format.h"

extern const struct format format_jpeg;

#endif
