/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/jpeg_segment.h"

#include <string.h>

#include "files/bytes.h"

/* A marker is 0xff and a byte that is neither 0 (a stuffed 0xff of the data) nor 0xff (filling).
 * Returns it with the offset behind it, or -1 with the offset at the end. */
static int next_marker(struct jpeg_walk *walk, size_t *skipped)
{
    *skipped = 0;
    while (walk->offset < walk->size) {
        const uint8_t *at = walk->data + walk->offset;
        const uint8_t *found = memchr(at, 0xff, walk->size - walk->offset);
        if (!found || found + 1 == walk->data + walk->size)
            break;
        *skipped += (size_t)(found - at);
        walk->offset += (size_t)(found - at) + 1;
        if (found[1] != 0 && found[1] != 0xff) {
            walk->offset++;
            return found[1];
        }
    }
    walk->offset = walk->size;
    return -1;
}

static bool stands_alone(int marker)
{
    return (marker >= JPEG_RST0 && marker <= JPEG_SOI) || marker == JPEG_TEM;
}

enum jpeg_step jpeg_next_segment(struct jpeg_walk *walk, struct jpeg_segment *segment)
{
    *segment = (struct jpeg_segment){.start = walk->offset};
    segment->marker = next_marker(walk, &segment->skipped);
    if (segment->marker == JPEG_EOI)
        return JPEG_STEP_END;
    if (stands_alone(segment->marker))
        return JPEG_STEP_MISPLACED;
    if (walk->size - walk->offset < 2)
        return JPEG_STEP_CUT;
    size_t length = bytes_u16(walk->data + walk->offset);
    if (length < 2)
        return JPEG_STEP_BAD_LENGTH;
    if (length > walk->size - walk->offset)
        return JPEG_STEP_CUT;
    segment->data = walk->data + walk->offset + 2;
    segment->size = length - 2;
    walk->offset += length;
    return JPEG_STEP_SEGMENT;
}

void jpeg_skip_scan(struct jpeg_walk *walk)
{
    size_t skipped;
    int marker;
    do
        marker = next_marker(walk, &skipped);
    while (marker >= JPEG_RST0 && marker <= JPEG_RST7);
    if (marker >= 0)
        walk->offset -= 2;
}

bool jpeg_begins(const struct jpeg_segment *segment, const char *signature, size_t length)
{
    return segment->size >= length && memcmp(segment->data, signature, length) == 0;
}
