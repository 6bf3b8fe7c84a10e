/* SPDX-License-Identifier: MIT
 * A JPEG file as a sequence of segments (ITU-T T.81, annex B). */
#ifndef BLUR_JPEG_SEGMENT_H
#define BLUR_JPEG_SEGMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum jpeg_marker {
    JPEG_TEM = 0x01,
    JPEG_SOF0 = 0xc0,
    JPEG_SOF2 = 0xc2,
    JPEG_DHT = 0xc4,
    JPEG_JPG = 0xc8,
    JPEG_SOF9 = 0xc9,
    JPEG_SOF10 = 0xca,
    JPEG_DAC = 0xcc,
    JPEG_SOF15 = 0xcf,
    JPEG_RST0 = 0xd0,
    JPEG_RST7 = 0xd7,
    JPEG_SOI = 0xd8,
    JPEG_EOI = 0xd9,
    JPEG_SOS = 0xda,
    JPEG_DQT = 0xdb,
    JPEG_DNL = 0xdc,
    JPEG_DRI = 0xdd,
    JPEG_APP0 = 0xe0,
    JPEG_APP1 = 0xe1,
    JPEG_APP2 = 0xe2,
    JPEG_APP13 = 0xed,
    JPEG_APP14 = 0xee,
    JPEG_APP15 = 0xef,
    JPEG_COM = 0xfe
};

/* A segment's length has 16 bits and counts its own two bytes. */
enum { JPEG_MAX_SEGMENT = 65535 - 2 };

struct jpeg_segment {
    int marker;
    const uint8_t *data; /* after the length */
    size_t size;
    size_t start;   /* where the one before it ended */
    size_t skipped; /* stray bytes from there to the marker */
};

/* A position in a file; it begins after the SOI, at offset 2. */
struct jpeg_walk {
    const uint8_t *data;
    size_t size, offset;
};

enum jpeg_step {
    JPEG_STEP_SEGMENT,
    JPEG_STEP_END,        /* the end-of-image marker: the file is whole */
    JPEG_STEP_CUT,        /* the file ends within a segment or before a marker */
    JPEG_STEP_BAD_LENGTH, /* shorter than the two bytes of the length itself */
    JPEG_STEP_MISPLACED   /* a marker that has no place between segments */
};

/* Goes on to the next segment. After a scan's header, call jpeg_skip_scan() first. */
enum jpeg_step jpeg_next_segment(struct jpeg_walk *walk, struct jpeg_segment *segment);

/* Skips a scan's entropy-coded data, restart markers included. */
void jpeg_skip_scan(struct jpeg_walk *walk);

/* Whether a segment's data begins with a signature of length bytes. */
bool jpeg_begins(const struct jpeg_segment *segment, const char *signature, size_t length);

#endif
