/* SPDX-License-Identifier: MIT
 * What stands behind an option, as it is typed, becomes a field of the options. */
#ifndef BLUR_OPTION_VALUES_H
#define BLUR_OPTION_VALUES_H

#include "options/options.h"

/* The limit where none is given. 2^28 pixels are 1 GiB of RGBA: more than any camera makes, less
 * than a bomb would fill. */
#define OPTION_MAX_PIXELS ((uint64_t)1 << 28)

/* The most processes: more would be a typing error. */
enum { OPTION_MAX_JOBS = 1024 };

/* Each takes the text behind the option, NULL where there is none. False: said why; option is its
 * name in messages. */
typedef bool option_setter(struct options *options, const char *option, const char *text);

option_setter option_kernel_size, option_sigma, option_border, option_output, option_outdir,
    option_suffix, option_files_from, option_format, option_quality, option_strip,
    option_background, option_codec, option_threads, option_jobs, option_max_pixels,
    option_max_memory, option_timeout, option_shard, option_progress, option_quiet, option_verbose,
    option_box, option_motion, option_kernel_file, option_bias, option_pixelate, option_feather,
    option_region, option_mask;

/* The option that asks for an effect. */
const char *option_effect_name(enum effect effect);

/* The name of a border, as --border takes it. */
const char *option_border_name(int border);

#endif
