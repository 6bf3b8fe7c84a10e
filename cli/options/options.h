/* SPDX-License-Identifier: MIT
 * What the command line asks for: parsed once, then only read. */
#ifndef BLUR_OPTIONS_H
#define BLUR_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blur.h"
#include "formats/format.h"
#include "formats/metadata/metadata_policy.h"
#include "messages/progress.h"
#include "options/color.h"
#include "options/custom_kernel.h"
#include "options/geometry.h"

/* What is done to the pixels. */
enum effect { EFFECT_GAUSSIAN, EFFECT_BOX, EFFECT_MOTION, EFFECT_KERNEL_FILE, EFFECT_PIXELATE };

struct options {
    /* How to blur. */
    enum effect effect;
    uint32_t given; /* which of the next four: bits of enum blur_given */
    int32_t kernel_size, kernel_size_y;
    double sigma, sigma_y;
    int block_size;       /* of a box or a block, pixels along either axis */
    double length, angle; /* of motion: pixels, degrees */
    struct custom_kernel kernel;
    const char *kernel_file;
    bool no_normalize; /* use the kernel as it is */
    double bias;
    bool has_border; /* --border was given */
    int border;      /* enum blur_border */
    struct color border_color;
    bool is_exact, is_straight, is_linear, dithers;

    /* Where to blur. */
    struct geometry *regions;
    size_t region_count;
    int feather;
    const char *mask_file; /* NULL: none */
    bool inverts;

    /* What to read. */
    char **operands;
    size_t operand_count;
    const char *files_from; /* NULL: no list */
    bool null_separated;    /* between the names of the list */
    bool is_recursive;
    unsigned shard_index, shard_count; /* from 1 on; a count of 0: all files */
    bool is_lenient;
    uint64_t max_pixels;

    /* Where the results go. */
    const char *output;          /* NULL: named after each input */
    const char *outdir;          /* NULL: beside each input */
    const char *suffix;          /* NULL: the usual one */
    const struct format *format; /* NULL: by the output's name, else as the input */
    int quality;                 /* 0: as the input's, where it has one */
    enum strip strip;
    struct color background;
    bool no_clobber, skips_newer; /* outputs: their inputs are skipped then */
    bool preserves;               /* mode and times of the input */
    bool syncs;
    bool replaces_links; /* not what they point to */

    /* How to go about it. */
    enum codec_choice codec;
    int threads;
    int jobs;            /* 0: one for each CPU */
    uint64_t max_memory; /* 0: not given */
    double timeout;      /* seconds a file; 0: none */
    enum progress_when progress;
    bool prints_json;
};

/* The standard deviation of the blur; 0 where a part of the picture stays sharp. */
double options_sigma(const struct options *options);

/* Whether the result depends on which way up the picture is. */
bool options_depend_on_orientation(const struct options *options);

/* The option for an effect, as messages name it. */
const char *options_effect_name(enum effect effect);

/* Frees what the options hold. */
void options_free(struct options *options);

#endif
