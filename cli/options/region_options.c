/* SPDX-License-Identifier: MIT
 * The options that say where to blur. */
#include <stdlib.h>

#include "messages/message.h"
#include "options/option_table.h"

static bool read_region(struct options *options, const char *option, const char *text)
{
    struct geometry geometry;
    if (!geometry_parse(text, &geometry))
        return message_usage(option, "'%s' is not WxH+X+Y, such as 100x50+20+10 or 50%%x50%%+0-0",
                             text);
    if (options->region_count == BLUR_REGIONS_MAX)
        return message_usage(option, "at most %d regions", BLUR_REGIONS_MAX);
    struct geometry *regions =
        realloc(options->regions, (options->region_count + 1) * sizeof *regions);
    if (!regions)
        return message_error(option, "out of memory");
    options->regions = regions;
    regions[options->region_count++] = geometry;
    return true;
}

static bool read_feather(struct options *options, const char *option, const char *text)
{
    return option_read_int(option, text, 0, BLUR_KERNEL_SIZE_MAX, &options->feather);
}

static bool read_mask(struct options *options, const char *option, const char *text)
{
    options->mask_file = text;
    return *text || message_usage(option, "a file name is needed");
}

static const struct option_entry entries[] = {
    {
        .letter = 'R',
        .name = "region",
        .argument = "GEOMETRY",
        .read = read_region,
        .help = "blur only this region: WxH+X+Y, -X or -Y from the far edge, N% of the picture; "
                "may be repeated",
        .summary = "blur only this region, WxH+X+Y",
        MANUAL("Blur this region alone; may be given up to 1024 times.\n"
               ".Ar geometry\n"
               "is\n"
               ".Ar width Ns x Ns Ar height Ns + Ns Ar x Ns + Ns Ar y ,\n"
               "as of windows in X11, in pixels of the picture as it is shown.\n"
               "With\n"
               ".Ql -\n"
               "before it, an offset is that of the region's right or lower edge from the\n"
               "picture's; without offsets they are 0.\n"
               "A number with\n"
               ".Ql %\n"
               "is a part of the picture's width or height; parts of a pixel count as one.\n"
               "What is blurred takes in the pixels around the region, so that no seam shows;\n"
               "outside no sample changes.\n"
               "A region that is wholly outside a picture is an error.\n"
               "See\n"
               ".Sx SECURITY CONSIDERATIONS\n"
               "on what a blur does not hide.\n"),
        .excludes = "*",
    },
    {
        .name = "feather",
        .argument = "N",
        .read = read_feather,
        .help = "fade regions out over N pixels around them",
        .summary = "fade regions out over N pixels",
        MANUAL("Fade the blur out over so many pixels around the regions.\n"
               "Regions themselves are wholly blurred.\n"),
    },
    {
        .letter = 'm',
        .name = "mask",
        .argument = "FILE",
        .read = read_mask,
        .help = "blur by an image of the same size: fully where it is white (or opaque), not where "
                "it is black",
        .summary = "blur by an image: fully where it is white",
        MANUAL("Blur each pixel as much as the same pixel of a PNG or JPEG says: not where it is\n"
               "black, wholly where it is white.\n"
               "Where any pixel of that picture is transparent, its alpha counts in place of its\n"
               "grey.\n"
               "It must have the size of each picture, as shown.\n"),
        .value = VALUE_IS_FILE,
    },
    {
        .name = "invert",
        FLAG(inverts),
        .help = "blur all but the regions, or where the mask is black",
        .summary = "blur all but the regions, or where the mask is black",
        MANUAL("Blur all but the regions, or where the mask is black.\n"),
    },
};

const struct option_group region_options = {entries, sizeof entries / sizeof *entries};
