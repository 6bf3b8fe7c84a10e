/* SPDX-License-Identifier: MIT
 * The segments of a JPEG file (ITU-T T.81, annex B): what stb takes on trust is checked here. */
#include <string.h>

#include "jpeg.h"
#include "message.h"

enum marker {
    SOF0 = 0xc0,
    SOF2 = 0xc2,
    DHT = 0xc4,
    JPG = 0xc8,
    DAC = 0xcc,
    SOF15 = 0xcf,
    RST0 = 0xd0,
    RST7 = 0xd7,
    SOI = 0xd8,
    EOI = 0xd9,
    SOS = 0xda,
    DQT = 0xdb,
    DRI = 0xdd,
    APP0 = 0xe0,
    APP1 = 0xe1,
    APP2 = 0xe2,
    APP15 = 0xef,
    COM = 0xfe
};

struct component {
    uint8_t id, horizontal, vertical, quantization;
    bool scanned; /* some scan has given it a first value for each block */
};

struct walk {
    const char *label;
    const uint8_t *data;
    size_t size, offset;
    struct jpeg *jpeg;
    struct component components[4];
    bool quantization[4], huffman[2][4]; /* which tables are defined: DC, AC */
    bool end_met;
};

struct segment {
    int marker;
    const uint8_t *data;
    size_t size;
};

static bool damaged(const struct walk *walk, const char *what)
{
    return message_error(walk->label, "damaged JPEG: %s", what);
}

static bool truncated(const struct walk *walk)
{
    return message_error(walk->label, "truncated JPEG: no end-of-image marker");
}

bool jpeg_recognises(const uint8_t *data, size_t size)
{
    return size >= 3 && data[0] == 0xff && data[1] == SOI && data[2] == 0xff;
}

/* A marker is 0xff and a byte that is neither 0 (a stuffed 0xff of the data) nor 0xff (filling). */
static bool next_marker(struct walk *walk, int *marker)
{
    for (; walk->size - walk->offset >= 2; walk->offset++) {
        uint8_t second = walk->data[walk->offset + 1];
        if (walk->data[walk->offset] == 0xff && second != 0 && second != 0xff) {
            *marker = second;
            walk->offset += 2;
            return true;
        }
    }
    return truncated(walk);
}

/* The entropy-coded data of a scan ends at the first marker that is not a restart. */
static void skip_scan_data(struct walk *walk)
{
    for (; walk->size - walk->offset >= 2; walk->offset++) {
        uint8_t second = walk->data[walk->offset + 1];
        if (walk->data[walk->offset] == 0xff && second != 0 && second != 0xff &&
            (second < RST0 || second > RST7))
            return;
    }
}

static bool read_quantization(struct walk *walk, const struct segment *segment)
{
    size_t at = 0;
    while (at < segment->size) {
        unsigned precision = segment->data[at] >> 4, id = segment->data[at] & 15;
        if (precision > 1 || id > 3)
            return damaged(walk, "bad quantization table");
        walk->quantization[id] = true;
        at += 1 + (size_t)64 * (1 + precision);
    }
    return at == segment->size || damaged(walk, "bad quantization table");
}

/* The 16 counts of codes by length: at most 256 in all, and no more than there are codes of each
 * length. False: stb would write beyond its tables. */
static bool code_lengths_fit(const uint8_t *counts, size_t *symbols)
{
    size_t free_codes = 1;
    *symbols = 0;
    for (int length = 0; length < 16; length++) {
        free_codes *= 2;
        if (counts[length] > free_codes)
            return false;
        free_codes -= counts[length];
        *symbols += counts[length];
    }
    return *symbols <= 256;
}

static bool read_huffman(struct walk *walk, const struct segment *segment)
{
    size_t at = 0, symbols;
    while (at < segment->size) {
        unsigned class = segment->data[at] >> 4, id = segment->data[at] & 15;
        if (class > 1 || id > 3 || segment->size - at < 17 ||
            !code_lengths_fit(segment->data + at + 1, &symbols) ||
            segment->size - at - 17 < symbols)
            return damaged(walk, "bad Huffman table");
        walk->huffman[class][id] = true;
        at += 17 + symbols;
    }
    return true;
}

/* A lower bound of the 8 x 8 blocks that the components have: what the data must at least code. */
static uint64_t count_blocks(const struct walk *walk)
{
    const struct jpeg *jpeg = walk->jpeg;
    unsigned widest = 1, highest = 1;
    uint64_t blocks = 0;
    for (int i = 0; i < jpeg->components; i++) {
        widest = walk->components[i].horizontal > widest ? walk->components[i].horizontal : widest;
        highest = walk->components[i].vertical > highest ? walk->components[i].vertical : highest;
    }
    for (int i = 0; i < jpeg->components; i++)
        blocks += (uint64_t)(jpeg->width * walk->components[i].horizontal / widest / 8) *
                  (jpeg->height * walk->components[i].vertical / highest / 8);
    return blocks;
}

static bool read_components(struct walk *walk, const uint8_t *at)
{
    for (int i = 0; i < walk->jpeg->components; i++, at += 3) {
        struct component *component = &walk->components[i];
        *component = (struct component){at[0], at[1] >> 4, at[1] & 15, at[2], false};
        if (component->horizontal < 1 || component->horizontal > 4 || component->vertical < 1 ||
            component->vertical > 4 || component->quantization > 3)
            return damaged(walk, "bad frame header");
    }
    walk->jpeg->blocks = count_blocks(walk);
    return true;
}

static bool read_frame(struct walk *walk, const struct segment *segment)
{
    struct jpeg *jpeg = walk->jpeg;
    if (segment->marker > SOF2)
        return message_error(walk->label, segment->marker < 0xc9
                                              ? "lossless or hierarchical JPEG is not supported"
                                              : "arithmetic-coded JPEG is not supported");
    if (jpeg->components || segment->size < 6)
        return damaged(walk, "bad frame header");
    if (segment->data[0] != 8)
        return message_error(walk->label, "JPEG with %d bits a sample is not supported",
                             segment->data[0]);
    jpeg->height = bytes_u16(segment->data + 1);
    jpeg->width = bytes_u16(segment->data + 3);
    jpeg->components = segment->data[5];
    jpeg->progressive = segment->marker == SOF2;
    if (jpeg->width == 0 || jpeg->height == 0)
        return damaged(walk, "bad width or height");
    if (jpeg->components != 1 && jpeg->components != 3 && jpeg->components != 4)
        return message_error(walk->label, "JPEG with %d components is not supported",
                             jpeg->components);
    if (segment->size != 6 + 3 * (size_t)jpeg->components)
        return damaged(walk, "bad frame header");
    return read_components(walk, segment->data + 6);
}

static struct component *find_component(struct walk *walk, uint8_t id)
{
    for (int i = 0; i < walk->jpeg->components; i++)
        if (walk->components[i].id == id)
            return &walk->components[i];
    return NULL;
}

/* A component of a scan: its tables must be there, and a scan that refines it must come after one
 * that gave it a first value. spectrum: Ss, Se, and Ah and Al in one byte. */
static bool check_scan_component(struct walk *walk, const uint8_t *at, const uint8_t *spectrum)
{
    struct component *component = find_component(walk, at[0]);
    unsigned dc = at[1] >> 4, ac = at[1] & 15;
    bool progressive = walk->jpeg->progressive;
    bool first_dc = !progressive || (spectrum[0] == 0 && spectrum[2] >> 4 == 0);
    bool has_ac = !progressive || spectrum[0] > 0;
    if (!component || dc > 3 || ac > 3)
        return damaged(walk, "bad scan header");
    if (!walk->quantization[component->quantization] || (first_dc && !walk->huffman[0][dc]) ||
        (has_ac && !walk->huffman[1][ac]))
        return damaged(walk, "a scan names a table that is not there");
    if (!first_dc && !component->scanned)
        return damaged(walk, "scans in the wrong order");
    component->scanned = true;
    return true;
}

static bool read_scan(struct walk *walk, const struct segment *segment)
{
    size_t count = segment->size ? segment->data[0] : 0;
    if (walk->jpeg->components == 0 || count < 1 || count > 4 || segment->size != 4 + 2 * count)
        return damaged(walk, "bad scan header");
    const uint8_t *spectrum = segment->data + 1 + 2 * count;
    if (walk->jpeg->progressive &&
        (spectrum[0] > spectrum[1] || spectrum[1] > 63 || (spectrum[0] > 0 && count > 1)))
        return damaged(walk, "bad scan header");
    for (size_t i = 0; i < count; i++)
        if (!check_scan_component(walk, segment->data + 1 + 2 * i, spectrum))
            return false;
    skip_scan_data(walk);
    return true;
}

static bool begins(const struct segment *segment, const char *text, size_t length)
{
    return segment->size >= length && memcmp(segment->data, text, length) == 0;
}

static bool read_segment(struct walk *walk, const struct segment *segment)
{
    struct jpeg *jpeg = walk->jpeg;
    switch (segment->marker) {
    case DQT:
        return read_quantization(walk, segment);
    case DHT:
        return read_huffman(walk, segment);
    case SOS:
        return read_scan(walk, segment);
    case DRI:
        return segment->size == 2 || damaged(walk, "bad restart interval");
    case APP1:
        jpeg->has_exif |= begins(segment, "Exif\0", 6);
        return true;
    case APP2:
        jpeg->has_profile |= begins(segment, "ICC_PROFILE", 12);
        return true;
    case COM:
        return true;
    default:
        break;
    }
    if (segment->marker >= APP0 && segment->marker <= APP15)
        return true;
    if (segment->marker >= SOF0 && segment->marker <= SOF15 && segment->marker != JPG &&
        segment->marker != DAC)
        return read_frame(walk, segment);
    return message_error(walk->label, "unknown JPEG marker ff%02x", (unsigned)segment->marker);
}

static bool next_segment(struct walk *walk, struct segment *segment)
{
    if (!next_marker(walk, &segment->marker))
        return false;
    walk->end_met = segment->marker == EOI;
    if (walk->end_met)
        return true;
    if ((segment->marker >= RST0 && segment->marker <= SOI) || segment->marker == 0x01)
        return damaged(walk, "a marker in the wrong place");
    if (walk->size - walk->offset < 2)
        return truncated(walk);
    size_t length = bytes_u16(walk->data + walk->offset);
    if (length < 2)
        return damaged(walk, "bad segment length");
    if (length > walk->size - walk->offset)
        return truncated(walk);
    segment->data = walk->data + walk->offset + 2;
    segment->size = length - 2;
    walk->offset += length;
    return true;
}

static bool all_scanned(const struct walk *walk)
{
    for (int i = 0; i < walk->jpeg->components; i++)
        if (!walk->components[i].scanned)
            return false;
    return walk->jpeg->components > 0;
}

bool jpeg_parse(const char *label, const struct bytes *bytes, struct jpeg *jpeg)
{
    struct walk walk = {
        .label = label, .data = bytes->data, .size = bytes->size, .offset = 2, .jpeg = jpeg};
    *jpeg = (struct jpeg){0};
    while (!walk.end_met) {
        struct segment segment = {0};
        if (!next_segment(&walk, &segment) || (!walk.end_met && !read_segment(&walk, &segment)))
            return false;
    }
    jpeg->size = walk.offset;
    return all_scanned(&walk) || damaged(&walk, "a component without data");
}
