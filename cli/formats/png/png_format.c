/* SPDX-License-Identifier: MIT */
#include "formats/png/png_format.h"

#include "formats/png/png.h"
#include "formats/stb_version.h"

static const struct codec codecs[] = {
#ifdef BLUR_WITH_SPNG
    {.library = "libspng",
     .version = png_spng_version,
     .open = png_spng_open,
     .create = png_spng_create,
     .writes_16 = true},
#endif
    {.library = "stb",
     .version = stb_version,
     .open = png_stb_open,
     .create = png_stb_create,
     .writes_8 = true},
};

const struct format format_png = {.name = "png",
                                  .extension = "png",
                                  .extensions = " png ",
                                  .recognises = png_recognises,
                                  .has_alpha = true,
                                  .has_chunks = true,
                                  .max_exif = 0x7fffffff,
                                  .codecs = codecs,
                                  .codec_count = sizeof codecs / sizeof *codecs};
