/* SPDX-License-Identifier: MIT
 * JPEG: what its readers and writers share. Its segments are checked and its metadata is read and
 * written here; its samples are coded by libjpeg-turbo or stb. */
#ifndef BLUR_JPEG_H
#define BLUR_JPEG_H

#include "formats/codec.h"

struct jpeg_component {
    uint8_t id, horizontal, vertical, quantization; /* as in the frame's header */
    size_t blocks_x, blocks_y; /* 8 x 8 blocks that it has in a scan of its own */
    uint16_t steps[64];        /* of its quantization, in zigzag order */
    int8_t low[64]; /* the lowest bit that scans have given of each coefficient; -1: none yet */
};

/* What a file's segments say. */
struct jpeg {
    size_t width, height;
    int components;                     /* 1 grey, 3 YCbCr or RGB, 4 CMYK or YCCK */
    struct jpeg_component component[4]; /* in the order of the frame's header */
    unsigned horizontal, vertical;      /* the largest sampling factors */
    uint64_t blocks; /* 8 x 8 blocks of all components, which the data must code at least */
    bool is_progressive, is_arithmetic;
    bool has_duplicate_ids; /* two components of one id */
    bool has_gaps;          /* bytes between segments that belong to nothing */
    bool is_adobe;          /* it has Adobe's segment, and so inverted CMYK */
    int adobe_transform;    /* 0 none, 1 YCbCr, 2 YCCK */
    size_t scans;
    size_t size;          /* bytes up to and with the end-of-image marker */
    bool is_cut;          /* there is no such marker: it is missing after size bytes */
    bool damage_reported; /* the warning of a lenient reading */
};

/* Checks every segment from the start to the end-of-image marker: lengths, tables, that each scan
 * finds the tables it names, and that every component has a scan. False: reported. */
bool jpeg_parse(const struct reading *reading, const struct bytes *bytes, bool allows_arithmetic,
                struct jpeg *jpeg);

/* As codec_damage(), with one warning for a file, however much is damaged. */
bool jpeg_damage(const struct reading *reading, struct jpeg *jpeg, const char *text);

/* Parses, checks the size, and describes the picture: 1 grey or 3 RGB channels of 8 bits. A
 * truncated file gets its end-of-image marker. False: reported; the picture's metadata are to be
 * freed. */
bool jpeg_describe(const struct reading *reading, struct bytes *bytes, bool allows_arithmetic,
                   struct jpeg *jpeg, struct picture *picture);

/* Whether a picture's sides fit into 16 bits. False: reported. */
bool jpeg_check_sides(const char *label, const struct picture *picture);

/* The quality, 1 to 100 on the scale of the Independent JPEG Group, that comes nearest to the
 * quantization tables. */
int jpeg_quality(const struct jpeg *jpeg);

/* Follows the codes of every scan without decoding samples: whether the data is complete and in
 * order. False: reported. */
bool jpeg_check_scans(const struct reading *reading, const struct bytes *bytes, struct jpeg *jpeg);

/* Reads the metadata of a file that jpeg_parse() has checked. False: no memory. */
bool jpeg_read_metadata(const char *label, const struct bytes *bytes, struct metadata *metadata);

/* Appends the segments that follow the SOI: JFIF and the metadata. Warns of what is too long.
 * False: no memory. */
bool jpeg_write_metadata(const char *label, const struct metadata *metadata, struct bytes *bytes);

/* The functions of each codec: see struct codec. */
struct reader *jpeg_stb_open(const struct reading *reading, struct bytes *bytes);
struct writer *jpeg_stb_create(const struct writing *writing, const struct picture *picture);
#ifdef BLUR_WITH_LIBJPEG
struct reader *jpeg_turbo_open(const struct reading *reading, struct bytes *bytes);
struct writer *jpeg_turbo_create(const struct writing *writing, const struct picture *picture);
const char *jpeg_turbo_version(void);
#endif

#endif
