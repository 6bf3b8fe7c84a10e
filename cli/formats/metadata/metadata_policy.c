/* SPDX-License-Identifier: MIT */
#include "formats/metadata/metadata_policy.h"

#include <string.h>

#include "files/bytes.h"
#include "formats/metadata/exif.h"
#include "formats/metadata/xmp.h"
#include "messages/message.h"

static void remove_thumbnails(const char *label, struct metadata *metadata)
{
    bool from_exif = exif_remove_thumbnails(&metadata->exif);
    bool from_xmp = xmp_remove_thumbnails(&metadata->xmp);
    if (from_exif || from_xmp)
        message_detail(label, "the thumbnail is dropped: it shows the unblurred picture");
}

/* In 1/100000; sRGB has 45455, or thereabouts. */
static bool is_srgb_gamma(const uint8_t gamma[4])
{
    uint32_t value = bytes_u32(gamma);
    return value >= 45000 && value <= 46000;
}

/* Those of sRGB, as others round them: x and y of white, red, green and blue, in 1/100000. */
static bool is_srgb_chromaticities(const uint8_t chromaticities[32])
{
    static const uint32_t srgb[] = {31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000};
    for (size_t i = 0; i < sizeof srgb / sizeof *srgb; i++) {
        uint32_t value = bytes_u32(chromaticities + 4 * i);
        if (value + 100 < srgb[i] || value > srgb[i] + 100)
            return false;
    }
    return true;
}

/* Where there are several, cICP overrides the profile, that overrides the sRGB chunk, and that
 * the other two (PNG, third edition, section 4.3). None of them means sRGB too. */
static void remove_color_chunks(const char *label, struct metadata *metadata)
{
    static const uint8_t srgb[] = {1, 13, 0, 1};
    const struct color_chunks *colors = &metadata->colors;
    bool are_overruled = colors->has_cicp || colors->has_srgb || metadata->icc.data;
    bool is_other = colors->has_cicp && memcmp(colors->cicp, srgb, sizeof srgb) != 0;
    if (!are_overruled && colors->has_gamma && !is_srgb_gamma(colors->gamma))
        message_warning(label, "the gamma is not kept: this format has no place for it");
    if (!are_overruled && colors->has_chromaticities)
        is_other = !is_srgb_chromaticities(colors->chromaticities);
    if (is_other)
        message_warning(label, "the colour space is not kept: this format has no place for it");
    metadata->colors = (struct color_chunks){.has_gamma = false};
}

int metadata_policy_apply(const char *label, enum strip strip, const struct format *output,
                          bool needs_upright, struct metadata *metadata)
{
    int orientation = exif_orientation(&metadata->exif);
    if (strip == STRIP_ALL)
        metadata_free(metadata);
    else if (strip == STRIP_MOST)
        metadata_keep_colors(metadata);
    remove_thumbnails(label, metadata);
    if (metadata->exif.size > output->max_exif) {
        message_warning(label, "Exif data not kept: %zu bytes are more than this format can hold",
                        metadata->exif.size);
        blob_free(&metadata->exif);
    }
    if (!output->has_chunks)
        remove_color_chunks(label, metadata);
    if (metadata->exif.data && !needs_upright)
        return 1;
    exif_reset_orientation(&metadata->exif);
    if (orientation != 1)
        xmp_reset_orientation(&metadata->xmp);
    return orientation;
}
