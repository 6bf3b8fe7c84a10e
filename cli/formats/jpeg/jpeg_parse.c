/* SPDX-License-Identifier: MIT
 * Checks what the decoders take on trust, or refuse without saying why. */
#include <string.h>

#include "formats/jpeg/jpeg.h"
#include "formats/jpeg/jpeg_segment.h"
#include "messages/message.h"

/* As libjpeg-turbo advises: a scan of some ten bytes may take as long to decode as a picture.
 * Real files have about ten. */
enum { max_scans = 500 };

struct jpeg_parser {
    const struct reading *reading;
    struct jpeg *jpeg;
    struct jpeg_walk walk;
    struct jpeg_segment segment;
    uint16_t steps[4][64];
    bool quantization[4], huffman[2][4]; /* which tables are defined: DC, AC */
    bool allows_arithmetic, end_seen;
};

/* Reports what is wrong. Where the reading is lenient and there has been a scan, the file is
 * taken to end before this segment: true, and end_seen. */
static bool give_up(struct jpeg_parser *parser, const char *text)
{
    struct jpeg *jpeg = parser->jpeg;
    if (jpeg->scans == 0)
        return message_error(parser->reading->label, "%s", text);
    if (!jpeg_damage(parser->reading, jpeg, text))
        return false;
    parser->end_seen = true;
    jpeg->is_cut = true;
    jpeg->size = parser->segment.start;
    return true;
}

static bool read_quantization(struct jpeg_parser *parser)
{
    const struct jpeg_segment *segment = &parser->segment;
    for (size_t at = 0; at < segment->size;) {
        unsigned bytes = (segment->data[at] >> 4) + 1u, id = segment->data[at] & 15;
        if (bytes > 2 || id > 3 || segment->size - at < 1 + (size_t)64 * bytes)
            return give_up(parser, "damaged JPEG: bad quantization table");
        const uint8_t *step = segment->data + at + 1;
        for (size_t i = 0; i < 64; i++, step += bytes)
            parser->steps[id][i] = (uint16_t)(bytes == 2 ? bytes_u16(step) : *step);
        parser->quantization[id] = true;
        at += 1 + (size_t)64 * bytes;
    }
    return true;
}

/* The counts of codes of each of the 16 lengths: at most 256 in all, and no more than there can
 * be of a length. False: stb would write beyond its tables. */
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

static bool read_huffman(struct jpeg_parser *parser)
{
    const struct jpeg_segment *segment = &parser->segment;
    size_t symbols;
    for (size_t at = 0; at < segment->size; at += 17 + symbols) {
        unsigned class = segment->data[at] >> 4, id = segment->data[at] & 15;
        if (class > 1 || id > 3 || segment->size - at < 17 ||
            !code_lengths_fit(segment->data + at + 1, &symbols) ||
            segment->size - at - 17 < symbols)
            return give_up(parser, "damaged JPEG: bad Huffman table");
        parser->huffman[class][id] = true;
    }
    return true;
}

static size_t blocks_of(size_t side, unsigned factor, unsigned largest)
{
    size_t samples = (side * factor + largest - 1) / largest;
    return (samples + 7) / 8;
}

static bool measure_components(struct jpeg_parser *parser)
{
    struct jpeg *jpeg = parser->jpeg;
    for (int i = 0; i < jpeg->components; i++) {
        struct jpeg_component *component = &jpeg->component[i];
        if (jpeg->horizontal % component->horizontal || jpeg->vertical % component->vertical)
            return message_error(parser->reading->label,
                                 "JPEG with fractional sampling is not supported");
        component->blocks_x = blocks_of(jpeg->width, component->horizontal, jpeg->horizontal);
        component->blocks_y = blocks_of(jpeg->height, component->vertical, jpeg->vertical);
        jpeg->blocks += (uint64_t)component->blocks_x * component->blocks_y;
    }
    return true;
}

static bool read_components(struct jpeg_parser *parser, const uint8_t *at)
{
    struct jpeg *jpeg = parser->jpeg;
    for (int i = 0; i < jpeg->components; i++, at += 3) {
        struct jpeg_component *component = &jpeg->component[i];
        unsigned horizontal = at[1] >> 4, vertical = at[1] & 15;
        if (horizontal < 1 || horizontal > 4 || vertical < 1 || vertical > 4 || at[2] > 3)
            return give_up(parser, "damaged JPEG: bad frame header");
        *component = (struct jpeg_component){.id = at[0],
                                             .horizontal = (uint8_t)horizontal,
                                             .vertical = (uint8_t)vertical,
                                             .quantization = at[2]};
        memset(component->low, -1, sizeof component->low);
        jpeg->horizontal = horizontal > jpeg->horizontal ? horizontal : jpeg->horizontal;
        jpeg->vertical = vertical > jpeg->vertical ? vertical : jpeg->vertical;
        for (int before = 0; before < i; before++)
            jpeg->has_duplicate_ids |= jpeg->component[before].id == at[0];
    }
    return measure_components(parser);
}

/* Whether the process of a frame can be decoded (T.81, table B.1). */
static bool process_is_known(struct jpeg_parser *parser)
{
    const char *label = parser->reading->label;
    int marker = parser->segment.marker;
    struct jpeg *jpeg = parser->jpeg;
    jpeg->is_arithmetic = marker == JPEG_SOF9 || marker == JPEG_SOF10;
    jpeg->is_progressive = marker == JPEG_SOF2 || marker == JPEG_SOF10;
    if (jpeg->is_arithmetic)
        return parser->allows_arithmetic ||
               message_error(label, "arithmetic-coded JPEG is not supported");
    return marker <= JPEG_SOF2 ||
           message_error(label, "lossless or hierarchical JPEG is not supported");
}

static bool read_frame(struct jpeg_parser *parser)
{
    const char *label = parser->reading->label;
    const struct jpeg_segment *segment = &parser->segment;
    struct jpeg *jpeg = parser->jpeg;
    if (jpeg->components || segment->size < 6)
        return give_up(parser, "damaged JPEG: bad frame header");
    if (!process_is_known(parser))
        return false;
    if (segment->data[0] != 8)
        return message_error(label, "JPEG with %d bits a sample is not supported",
                             segment->data[0]);
    jpeg->height = bytes_u16(segment->data + 1);
    jpeg->width = bytes_u16(segment->data + 3);
    jpeg->components = segment->data[5];
    if (jpeg->width == 0 || jpeg->height == 0)
        return give_up(parser, "damaged JPEG: bad width or height");
    if (jpeg->components != 1 && jpeg->components != 3 && jpeg->components != 4)
        return message_error(label, "JPEG with %d components is not supported", jpeg->components);
    if (segment->size != 6 + 3 * (size_t)jpeg->components)
        return give_up(parser, "damaged JPEG: bad frame header");
    return read_components(parser, segment->data + 6);
}

/* What a scan's header says of each component's coefficients. */
struct jpeg_band {
    unsigned first, last, high, low;
};

/* A scan that refines must come after one that gave the bits above, one of AC coefficients after
 * one of DC, and nothing comes twice (T.81, G.1.1.1). */
static bool follows(const struct jpeg_component *component, const struct jpeg_band *band)
{
    bool ok = band->first == 0 || component->low[0] >= 0;
    for (unsigned i = band->first; i <= band->last; i++)
        ok &= band->high == 0 ? component->low[i] < 0 : component->low[i] == (int)band->high;
    return ok;
}

/* A component of a scan: its tables must be there. */
static bool check_scan_component(struct jpeg_parser *parser, const struct jpeg_band *band,
                                 unsigned tables, struct jpeg_component *component)
{
    const struct jpeg *jpeg = parser->jpeg;
    unsigned dc = tables >> 4, ac = tables & 15;
    bool needs_dc = !jpeg->is_arithmetic && band->first == 0 && band->high == 0;
    bool needs_ac = !jpeg->is_arithmetic && band->last > 0;
    if (dc > 3 || ac > 3)
        return give_up(parser, "damaged JPEG: bad scan header");
    if (!parser->quantization[component->quantization] || (needs_dc && !parser->huffman[0][dc]) ||
        (needs_ac && !parser->huffman[1][ac]))
        return give_up(parser, "damaged JPEG: a scan names a table that is not there");
    if (!follows(component, band))
        return give_up(parser, "damaged JPEG: scans in the wrong order");
    /* A table that comes later under the same number is for later components. */
    if (component->low[0] < 0)
        memcpy(component->steps, parser->steps[component->quantization], sizeof component->steps);
    memset(component->low + band->first, (int)band->low, band->last - band->first + 1);
    return true;
}

/* The first component of an id that the scan has not named yet: files with one id for all have been
 * seen. */
static struct jpeg_component *find_component(struct jpeg *jpeg, uint8_t id, unsigned *named)
{
    for (int i = 0; i < jpeg->components; i++)
        if (jpeg->component[i].id == id && !(*named & 1u << i)) {
            *named |= 1u << i;
            return &jpeg->component[i];
        }
    return NULL;
}

/* spectrum: Ss, Se, and Ah and Al in one byte. */
static bool read_band(struct jpeg_parser *parser, const uint8_t *spectrum, size_t count,
                      struct jpeg_band *band)
{
    *band = (struct jpeg_band){spectrum[0], spectrum[1], spectrum[2] >> 4, spectrum[2] & 15};
    if (!parser->jpeg->is_progressive) {
        /* Some cameras write another last one, which means nothing. */
        if (band->last != 63)
            message_detail(parser->reading->label, "unusual scan header");
        band->last = 63;
        return band->first == 0 && band->high == 0 && band->low == 0;
    }
    if (band->first == 0 ? band->last > 0
                         : band->last < band->first || band->last > 63 || count > 1)
        return false;
    return band->low <= 13 && (band->high == 0 || band->low + 1 == band->high);
}

static bool read_scan_components(struct jpeg_parser *parser, const uint8_t *at, size_t count,
                                 const struct jpeg_band *band)
{
    unsigned named = 0, blocks = 0;
    for (size_t i = 0; i < count && !parser->end_seen; i++, at += 2) {
        struct jpeg_component *component = find_component(parser->jpeg, at[0], &named);
        if (!component)
            return give_up(parser, "damaged JPEG: bad scan header");
        if (!check_scan_component(parser, band, at[1], component))
            return false;
        blocks += (unsigned)component->horizontal * component->vertical;
    }
    /* T.81, B.2.3. */
    return count == 1 || blocks <= 10 || give_up(parser, "damaged JPEG: bad scan header");
}

static bool read_scan(struct jpeg_parser *parser)
{
    const struct jpeg_segment *segment = &parser->segment;
    struct jpeg *jpeg = parser->jpeg;
    struct jpeg_band band;
    size_t count = segment->size ? segment->data[0] : 0;
    if (jpeg->components == 0 || count < 1 || count > 4 || segment->size != 4 + 2 * count ||
        !read_band(parser, segment->data + 1 + 2 * count, count, &band))
        return give_up(parser, "damaged JPEG: bad scan header");
    if (!read_scan_components(parser, segment->data + 1, count, &band))
        return false;
    if (++jpeg->scans > max_scans)
        return message_error(parser->reading->label, "JPEG with more than %d scans is refused",
                             max_scans);
    jpeg_skip_scan(&parser->walk);
    return true;
}

static bool read_conditioning(struct jpeg_parser *parser)
{
    const struct jpeg_segment *segment = &parser->segment;
    bool ok = segment->size % 2 == 0;
    for (size_t at = 0; ok && at < segment->size; at += 2) {
        unsigned class = segment->data[at] >> 4, value = segment->data[at + 1];
        ok = class <= 1 && (segment->data[at] & 15) <= 3 &&
             (class == 1 || (value & 15) <= value >> 4);
    }
    return ok || give_up(parser, "damaged JPEG: bad arithmetic conditioning");
}

static bool read_application(struct jpeg_parser *parser)
{
    const struct jpeg_segment *segment = &parser->segment;
    if (segment->marker == JPEG_APP14 && segment->size >= 12 && jpeg_begins(segment, "Adobe", 5)) {
        parser->jpeg->is_adobe = true;
        parser->jpeg->adobe_transform = segment->data[11];
    }
    return true;
}

static bool read_unknown(struct jpeg_parser *parser)
{
    char text[] = "unknown JPEG marker ff00";
    const char digits[] = "0123456789abcdef";
    text[sizeof text - 3] = digits[parser->segment.marker >> 4 & 15];
    text[sizeof text - 2] = digits[parser->segment.marker & 15];
    return give_up(parser, text);
}

static bool read_segment(struct jpeg_parser *parser)
{
    int marker = parser->segment.marker;
    switch (marker) {
    case JPEG_DQT:
        return read_quantization(parser);
    case JPEG_DHT:
        return read_huffman(parser);
    case JPEG_DAC:
        return read_conditioning(parser);
    case JPEG_SOS:
        return read_scan(parser);
    case JPEG_DRI:
        return parser->segment.size == 2 || give_up(parser, "damaged JPEG: bad restart interval");
    case JPEG_COM:
    case JPEG_DNL: /* the height again */
        return true;
    default:
        break;
    }
    if (marker >= JPEG_APP0 && marker <= JPEG_APP15)
        return read_application(parser);
    if (marker >= JPEG_SOF0 && marker <= JPEG_SOF15 && marker != JPEG_JPG)
        return read_frame(parser);
    return read_unknown(parser);
}

static bool step(struct jpeg_parser *parser)
{
    enum jpeg_step step = jpeg_next_segment(&parser->walk, &parser->segment);
    if (parser->segment.skipped > 0 && step != JPEG_STEP_CUT && !parser->jpeg->has_gaps) {
        message_detail(parser->reading->label, "%zu bytes between segments are skipped",
                       parser->segment.skipped);
        parser->jpeg->has_gaps = true;
    }
    switch (step) {
    case JPEG_STEP_SEGMENT:
        return read_segment(parser);
    case JPEG_STEP_END:
        parser->end_seen = true;
        parser->jpeg->size = parser->walk.offset;
        return true;
    case JPEG_STEP_CUT:
        return give_up(parser, "truncated JPEG: no end-of-image marker");
    case JPEG_STEP_BAD_LENGTH:
        return give_up(parser, "damaged JPEG: bad segment length");
    case JPEG_STEP_MISPLACED:
        return give_up(parser, "damaged JPEG: a marker in the wrong place");
    }
    return false;
}

static bool all_scanned(const struct jpeg *jpeg)
{
    for (int i = 0; i < jpeg->components; i++)
        if (jpeg->component[i].low[0] < 0)
            return false;
    return jpeg->components > 0;
}

bool jpeg_parse(const struct reading *reading, const struct bytes *bytes, bool allows_arithmetic,
                struct jpeg *jpeg)
{
    struct jpeg_parser parser = {.reading = reading,
                                 .jpeg = jpeg,
                                 .walk = {bytes->data, bytes->size, 2},
                                 .allows_arithmetic = allows_arithmetic};
    *jpeg = (struct jpeg){.horizontal = 1, .vertical = 1};
    while (!parser.end_seen)
        if (!step(&parser))
            return false;
    if (!jpeg->is_cut && bytes->size > jpeg->size)
        message_detail(reading->label, "%zu bytes after the end of the picture are ignored",
                       bytes->size - jpeg->size);
    if (all_scanned(jpeg))
        return true;
    const char *text = "damaged JPEG: a component without data";
    return jpeg->scans == 0 ? message_error(reading->label, "%s", text)
                            : jpeg_damage(reading, jpeg, text);
}
