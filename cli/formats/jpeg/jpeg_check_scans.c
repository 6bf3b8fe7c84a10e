/* SPDX-License-Identifier: MIT
 * Follows the codes of scans without decoding samples (ITU-T T.81, annexes F and G), since stb
 * silently takes missing data for zeros. What libjpeg-turbo decodes without a warning passes,
 * but for three things that stb gets wrong or that cannot be right: bytes between the data and a
 * restart marker, a coefficient beyond the last, and a refining scan's new coefficient that
 * finds no place. The bits that fill up the last byte, and the bytes from there to the next
 * marker, may be anything. */
#include <stdlib.h>

#include "formats/jpeg/jpeg.h"
#include "formats/jpeg/jpeg_huffman.h"
#include "formats/jpeg/jpeg_segment.h"

static const char corrupt[] = "damaged JPEG: corrupt data",
                  too_short[] = "damaged JPEG: data ends before the picture does",
                  no_restart[] = "damaged JPEG: a restart marker is missing or wrong",
                  no_memory[] = "out of memory";

struct jpeg_scan_checker;
struct jpeg_scan_component;

/* Follows a block; map: which of its AC coefficients are not zero. False: no such code. */
typedef bool follow_block_function(struct jpeg_scan_checker *checker,
                                   const struct jpeg_scan_component *scanned, uint64_t *map);

/* A component of a scan. */
struct jpeg_scan_component {
    const struct jpeg_component *component;
    const struct jpeg_huffman *dc, *ac;
    uint64_t *maps; /* of its blocks, row by row; NULL: not needed */
};

struct jpeg_scan_checker {
    const struct jpeg *jpeg;
    struct jpeg_huffman dc[4], ac[4];
    size_t restart_interval;
    uint64_t *maps[4];
    struct jpeg_bits bits;
    /* Of a scan: */
    struct jpeg_scan_component scanned[4];
    unsigned count, first, last, high, low;
    size_t columns, rows; /* of its units: blocks, or groups of blocks where it interleaves */
    follow_block_function *follow;
    unsigned end_run; /* blocks to come without new coefficients */
};

static bool follow_sequential(struct jpeg_scan_checker *checker,
                              const struct jpeg_scan_component *scanned, uint64_t *map)
{
    struct jpeg_bits *bits = &checker->bits;
    (void)map;
    jpeg_bits_fill(bits);
    int size = jpeg_huffman_decode(scanned->dc, bits);
    if (size < 0)
        return false;
    jpeg_bits_skip(bits, size);
    for (int k = 1; k < 64; k++) {
        jpeg_bits_fill(bits);
        int symbol = jpeg_huffman_decode(scanned->ac, bits);
        if (symbol < 0)
            return false;
        size = symbol & 15;
        if (size == 0 && symbol != 0xf0)
            return true;
        k += symbol >> 4;
        if (k > 63)
            return false;
        jpeg_bits_skip(bits, size);
    }
    return true;
}

static bool follow_dc_first(struct jpeg_scan_checker *checker,
                            const struct jpeg_scan_component *scanned, uint64_t *map)
{
    (void)map;
    jpeg_bits_fill(&checker->bits);
    int size = jpeg_huffman_decode(scanned->dc, &checker->bits);
    if (size < 0)
        return false;
    jpeg_bits_skip(&checker->bits, size);
    return true;
}

static bool follow_dc_refining(struct jpeg_scan_checker *checker,
                               const struct jpeg_scan_component *scanned, uint64_t *map)
{
    (void)scanned;
    (void)map;
    jpeg_bits_fill(&checker->bits);
    jpeg_bits_skip(&checker->bits, 1);
    return true;
}

/* A run of blocks: 1 << exponent, and as many more as the bits that follow say. */
static unsigned read_run(struct jpeg_scan_checker *checker, int exponent)
{
    return (1u << exponent) + jpeg_bits_read(&checker->bits, exponent);
}

static bool follow_ac_first(struct jpeg_scan_checker *checker,
                            const struct jpeg_scan_component *scanned, uint64_t *map)
{
    struct jpeg_bits *bits = &checker->bits;
    if (checker->end_run > 0) {
        checker->end_run--;
        return true;
    }
    for (unsigned k = checker->first; k <= checker->last; k++) {
        jpeg_bits_fill(bits);
        int symbol = jpeg_huffman_decode(scanned->ac, bits), size = symbol & 15;
        if (symbol < 0)
            return false;
        if (size == 0 && symbol != 0xf0) {
            checker->end_run = read_run(checker, symbol >> 4) - 1;
            return true;
        }
        k += (unsigned)symbol >> 4;
        /* More than 16 bits cannot be held, and might all be zero. */
        if (k > 63 || size + (int)checker->low > 15)
            return false;
        if (size > 0)
            *map |= UINT64_C(1) << k;
        jpeg_bits_skip(bits, size);
    }
    return true;
}

/* From coefficient k on, one bit for each that is not zero, over as many zeros as zeros says;
 * returns the place behind those: of one more zero, or behind the last. */
static unsigned refine(struct jpeg_scan_checker *checker, uint64_t map, unsigned k, unsigned zeros)
{
    map &= UINT64_MAX >> (63 - checker->last);
    for (; k <= checker->last; k++) {
        if (map >> k == 0) /* usually soon: the rest need not be looked at */
            return k + zeros <= checker->last ? k + zeros : checker->last + 1;
        if (map >> k & 1) {
            jpeg_bits_fill(&checker->bits);
            jpeg_bits_skip(&checker->bits, 1);
        } else if (zeros-- == 0) {
            break;
        }
    }
    return k;
}

static bool follow_ac_refining(struct jpeg_scan_checker *checker,
                               const struct jpeg_scan_component *scanned, uint64_t *map)
{
    struct jpeg_bits *bits = &checker->bits;
    unsigned k = checker->first;
    for (; checker->end_run == 0 && k <= checker->last; k++) {
        jpeg_bits_fill(bits);
        int symbol = jpeg_huffman_decode(scanned->ac, bits), size = symbol & 15;
        if (symbol < 0 || size > 1)
            return false;
        if (size == 0 && symbol != 0xf0) {
            checker->end_run = read_run(checker, symbol >> 4);
            break;
        }
        jpeg_bits_skip(bits, size); /* its sign */
        k = refine(checker, *map, k, (unsigned)symbol >> 4);
        if (size > 0 && k > checker->last)
            return false;
        if (size > 0)
            *map |= UINT64_C(1) << k;
    }
    if (checker->end_run > 0) {
        refine(checker, *map, k, 64);
        checker->end_run--;
    }
    return true;
}

/* The blocks of one unit (T.81, A.2). */
static bool follow_unit(struct jpeg_scan_checker *checker, size_t unit)
{
    if (checker->count == 1) {
        const struct jpeg_scan_component *scanned = checker->scanned;
        return checker->follow(checker, scanned, scanned->maps ? scanned->maps + unit : NULL);
    }
    /* Interleaved scans are without AC refinement, so without maps. */
    for (unsigned i = 0; i < checker->count; i++) {
        const struct jpeg_scan_component *scanned = &checker->scanned[i];
        int blocks = scanned->component->horizontal * scanned->component->vertical;
        for (int block = 0; block < blocks; block++)
            if (!checker->follow(checker, scanned, NULL))
                return false;
    }
    return true;
}

/* The restart marker of this number must come next. */
static const char *check_restart(struct jpeg_scan_checker *checker, unsigned number)
{
    struct jpeg_bits *bits = &checker->bits;
    jpeg_bits_fill(bits);
    const uint8_t *at = bits->at;
    while (at < bits->end && *at == 0xff)
        at++;
    if (bits->left >= 8 || at >= bits->end || *at != JPEG_RST0 + number % 8)
        return no_restart;
    jpeg_bits_init(bits, at + 1);
    checker->end_run = 0;
    return NULL;
}

/* Follows all units of a scan. Returns what is wrong, or NULL. */
static const char *follow_units(struct jpeg_scan_checker *checker)
{
    size_t units = checker->columns * checker->rows, to_restart = checker->restart_interval;
    unsigned restarts = 0;
    checker->end_run = 0;
    for (size_t unit = 0; unit < units; unit++) {
        if (checker->restart_interval > 0 && to_restart-- == 0) {
            const char *wrong = check_restart(checker, restarts++);
            if (wrong)
                return wrong;
            to_restart = checker->restart_interval - 1;
        }
        /* With fewer bits left than the longest code has, the data is too short. */
        if (!follow_unit(checker, unit))
            return checker->bits.left < 16 ? too_short : corrupt;
        if (checker->bits.left < 0)
            return too_short;
    }
    return NULL;
}

static void choose_follower(struct jpeg_scan_checker *checker)
{
    bool is_dc = checker->first == 0, is_first = checker->high == 0;
    checker->follow = !checker->jpeg->is_progressive ? follow_sequential
                      : is_dc ? (is_first ? follow_dc_first : follow_dc_refining)
                              : (is_first ? follow_ac_first : follow_ac_refining);
}

static bool tables_are_valid(const struct jpeg_scan_checker *checker)
{
    bool ok = true;
    for (unsigned i = 0; i < checker->count; i++) {
        if (checker->first == 0 && checker->high == 0)
            ok &= checker->scanned[i].dc->is_valid_dc;
        if (checker->last > 0)
            ok &= checker->scanned[i].ac->is_valid;
    }
    return ok;
}

static void measure_scan(struct jpeg_scan_checker *checker)
{
    const struct jpeg *jpeg = checker->jpeg;
    const struct jpeg_component *component = checker->scanned->component;
    if (checker->count == 1) {
        checker->columns = component->blocks_x;
        checker->rows = component->blocks_y;
    } else {
        const size_t width = (size_t)8 * jpeg->horizontal, height = (size_t)8 * jpeg->vertical;
        checker->columns = (jpeg->width + width - 1) / width;
        checker->rows = (jpeg->height + height - 1) / height;
    }
}

static bool find_scanned(struct jpeg_scan_checker *checker, const uint8_t *at)
{
    const struct jpeg *jpeg = checker->jpeg;
    for (unsigned i = 0; i < checker->count; i++, at += 2) {
        int index = 0;
        while (jpeg->component[index].id != at[0])
            index++;
        const struct jpeg_component *component = &jpeg->component[index];
        checker->scanned[i] = (struct jpeg_scan_component){component, &checker->dc[at[1] >> 4],
                                                           &checker->ac[at[1] & 15], NULL};
        if (checker->first == 0 || !jpeg->is_progressive)
            continue;
        if (!checker->maps[index])
            checker->maps[index] =
                calloc(component->blocks_x * component->blocks_y, sizeof *checker->maps[index]);
        checker->scanned[i].maps = checker->maps[index];
        if (!checker->maps[index])
            return false;
    }
    return true;
}

/* The header has been checked: its components and tables are there. */
static const char *follow_scan(struct jpeg_scan_checker *checker,
                               const struct jpeg_segment *segment)
{
    checker->count = segment->data[0];
    const uint8_t *spectrum = segment->data + 1 + (size_t)2 * checker->count;
    checker->first = spectrum[0];
    checker->last = checker->jpeg->is_progressive ? spectrum[1] : 63;
    checker->high = spectrum[2] >> 4;
    checker->low = spectrum[2] & 15;
    if (!find_scanned(checker, segment->data + 1))
        return no_memory;
    choose_follower(checker);
    measure_scan(checker);
    if (!tables_are_valid(checker))
        return "damaged JPEG: bad Huffman table";
    jpeg_bits_init(&checker->bits, segment->data + segment->size);
    return follow_units(checker);
}

static void read_tables(struct jpeg_scan_checker *checker, const struct jpeg_segment *segment)
{
    for (size_t at = 0; at < segment->size;) {
        const uint8_t *table = segment->data + at;
        struct jpeg_huffman *tables = table[0] >> 4 ? checker->ac : checker->dc;
        jpeg_huffman_set(&tables[table[0] & 15], table + 1);
        at += 17;
        for (int i = 1; i <= 16; i++)
            at += table[i];
    }
}

/* Returns what is wrong, or NULL. */
static const char *check(struct jpeg_scan_checker *checker, struct jpeg_walk walk)
{
    struct jpeg_segment segment;
    const char *wrong = NULL;
    checker->bits.end = walk.data + walk.size;
    while (!wrong && jpeg_next_segment(&walk, &segment) == JPEG_STEP_SEGMENT) {
        if (segment.marker == JPEG_DHT)
            read_tables(checker, &segment);
        else if (segment.marker == JPEG_DRI)
            checker->restart_interval = bytes_u16(segment.data);
        else if (segment.marker == JPEG_SOS) {
            wrong = follow_scan(checker, &segment);
            jpeg_skip_scan(&walk);
        }
    }
    return wrong;
}

bool jpeg_check_scans(const struct reading *reading, const struct bytes *bytes, struct jpeg *jpeg)
{
    struct jpeg_scan_checker *checker = calloc(1, sizeof *checker);
    const char *wrong = no_memory;
    if (checker) {
        checker->jpeg = jpeg;
        wrong = check(checker, (struct jpeg_walk){bytes->data, jpeg->size, 2});
        for (int i = 0; i < 4; i++)
            free(checker->maps[i]);
    }
    free(checker);
    if (wrong == no_memory)
        return message_error(reading->label, "%s", no_memory);
    return !wrong || jpeg_damage(reading, jpeg, wrong);
}
