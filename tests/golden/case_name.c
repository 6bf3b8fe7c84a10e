/* SPDX-License-Identifier: MIT
 *
 * A case's name: everything that it asks for beside the default, so that it never changes unless
 * the case does. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden.h"

static const char *const samples[] = {"", "uint8", "uint16", "float32"};
static const char *const patterns[] = {"noise",    "flat",   "ramp",    "edges",
                                       "extremes", "cutout", "specials"};
static const char *const borders[] = {"renormalize", "replicate", "reflect",
                                      "mirror",      "wrap",      "constant"};
static const char *const areas[] = {"whole",          "one region", "two regions", "many regions",
                                    "region outside", "no region",  "noise mask",  "block mask"};
static const char *const kernels[] = {"gaussian", "box",       "even box", "disc",      "line",
                                      "product",  "scattered", "edge",     "near zero", "one tap"};
static const char *const ways[WAYS] = {"",          " / in place",  " / stream",
                                       " / padded", " / bottom-up", " / in place, bottom-up"};

__attribute__((format(printf, 2, 3))) static void append(char name[name_size], const char *format,
                                                         ...)
{
    size_t length = strlen(name);
    va_list values;
    va_start(values, format);
    int written = vsnprintf(name + length, name_size - length, format, values);
    va_end(values);
    if (written < 0 || (size_t)written >= name_size - length)
        abort();
}

static void name_kernel(const struct golden_case *one, char name[name_size])
{
    const blur_options *options = &one->options;
    if (one->weights)
        append(name, " %dx%d", one->kernel_width, one->kernel_height);
    if (options->pixelate)
        append(name, " pixelate=%d", (int)options->pixelate);
    if (options->given & BLUR_GIVEN_KERNEL_SIZE)
        append(name, " k=%d", (int)options->kernel_size);
    if (options->given & BLUR_GIVEN_SIGMA)
        append(name, " sigma=%g", options->sigma);
    if (options->given & BLUR_GIVEN_KERNEL_SIZE_Y)
        append(name, " ky=%d", (int)options->kernel_size_y);
    if (options->given & BLUR_GIVEN_SIGMA_Y)
        append(name, " sigma_y=%g", options->sigma_y);
}

static void name_choices(const struct golden_case *one, char name[name_size])
{
    const blur_options *options = &one->options;
    append(name, ", %s", borders[options->border]);
    if (options->method)
        append(name, ", %s", blur_method_name(options->method));
    if (options->accuracy)
        append(name, ", exact");
    if (options->alpha)
        append(name, ", straight");
    if (options->light)
        append(name, ", linear");
    if (options->dither)
        append(name, ", dither");
    if (options->raw)
        append(name, ", raw bias=%g", options->bias);
    if (one->area)
        append(name, ", %s", areas[one->area]);
    if (options->feather)
        append(name, " feather=%d", (int)options->feather);
    if (options->inverts)
        append(name, " inverted");
}

void name_case(const struct golden_case *one, char name[name_size])
{
    name[0] = '\0';
    append(name, "%s x%d %zux%zu %s: %s", samples[one->sample], one->channels, one->width,
           one->height, patterns[one->pattern],
           one->options.pixelate ? "blocks" : kernels[one->weights]);
    name_kernel(one, name);
    name_choices(one, name);
    append(name, "%s", ways[one->way]);
}
