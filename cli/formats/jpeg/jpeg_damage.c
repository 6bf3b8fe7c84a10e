/* SPDX-License-Identifier: MIT
 * Damage in a JPEG, said once. */
#include "formats/jpeg/jpeg.h"

bool jpeg_damage(const struct reading *reading, struct jpeg *jpeg, const char *text)
{
    if (!jpeg->damage_reported)
        jpeg->damage_reported = codec_damage(reading, "%s", text);
    return jpeg->damage_reported;
}
