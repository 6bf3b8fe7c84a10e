/* SPDX-License-Identifier: MIT
 * The functions that turn the argument of an option into a field of struct options. */
#ifndef BLUR_OPTION_VALUES_H
#define BLUR_OPTION_VALUES_H

#include "options/options.h"

/* The default limit: 2^28 pixels are 1 GiB of RGBA, more than any camera makes, and less than a
 * decompression bomb. */
#define OPTION_MAX_PIXELS ((uint64_t)1 << 28)

/* The most processes: more would be a typo. */
enum { OPTION_MAX_JOBS = 1024 };

/* Each takes the argument, NULL where there is none; option is its name in messages. False:
 * reported. */
typedef bool option_setter(struct options *options, const char *option, const char *text);

option_setter option_kernel_size, option_sigma, option_border, option_output, option_outdir,
    option_suffix, option_files_from, option_format, option_quality, option_strip,
    option_background, option_codec, option_threads, option_jobs, option_max_pixels,
    option_max_memory, option_timeout, option_shard, option_progress, option_quiet, option_verbose,
    option_box, option_motion, option_kernel_file, option_bias, option_pixelate, option_feather,
    option_region, option_mask;

/* The option for an effect. */
const char *option_effect_name(enum effect effect);

/* The name of a border, as --border takes it. */
const char *option_border_name(int border);

#endif
