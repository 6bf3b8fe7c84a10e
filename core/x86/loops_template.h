/* SPDX-License-Identifier: MIT
 * The loops with vectors of one width. The file that includes this defines
 *   NAMED(name)      name with a suffix of its own
 *   NARROWER         the loops for rows shorter than a block
 *   SLOWNESS         see struct loops
 *   TARGET           the attribute by which a function may use the instructions
 *   vec, LANES       a vector, and how many 16-bit lanes it has
 *   load, store      unaligned
 *   zero(), all8(x), all16(x), all32(x)    x in every lane
 *   add16(a, b), adds16(a, b)      the second saturates
 *   shift16(v, n), shift32(v, n)   to the right, arithmetic; n of the first is a constant
 *   low8, high8, low16, high16     interleave the halves of each 128-bit part of two vectors
 *   pair_bytes(v)                  sums of two unsigned bytes each, in 16 bits
 *   scale_pairs(u, v)              sums of two signed bytes of v, times the unsigned byte u
 *   multiply_round(a, b)           a * b / 2^15 of signed 16 bits, rounded to nearest
 *   accumulate(s, a, b)            s + sums of two products of signed 16 bits, in 32 bits
 *   pack32(a, b), pack16(a, b)     to 16, 8 signed bits, in each 128-bit part
 *   pack16u(a, b)                  to 8 unsigned bits
 *   vecf, allf(x), addf, multiplyf, to_float(v)    the same of floats
 *   limitf(v, least, most), truncatef(v)           the second to integers
 *   load_parts(p, step)            128-bit parts of floats that lie so many floats apart
 *   parts_low(a, b), parts_high(a, b)   the 128-bit parts of a and b by turns, a0 b0 a1 b1...: the
 *                                  first and the second half of these
 *   bytes_in_order(v)              puts the 64-bit parts of pack16(a, b) in the order of a, then b
 *   flip(v)                        v with the top bit of every byte the other way: -128 to 0
 *
 * Two taps at a time: their samples (or the sums of the two that share a weight) are interleaved,
 * so that one instruction multiplies both and adds the products. */

#define INLINE TARGET static inline __attribute__((always_inline))

/* The sums of 2 * LANES samples, a quarter each, in the order in which interleaving left them; a
 * block is two of these, so that finding the taps' rows and weights is paid once for both. */
struct NAMED(sums) {
    vec part[4];
};
enum { NAMED(block) = 4 * LANES };

INLINE struct NAMED(sums) NAMED(start_sums)(int32_t value)
{
    vec start = all32(value);
    return (struct NAMED(sums)){{start, start, start, start}};
}

INLINE void NAMED(add_taps)(struct NAMED(sums) * sums, const vec first[2], const vec next[2],
                            vec weights)
{
    sums->part[0] = accumulate(sums->part[0], low16(first[0], next[0]), weights);
    sums->part[1] = accumulate(sums->part[1], high16(first[0], next[0]), weights);
    sums->part[2] = accumulate(sums->part[2], low16(first[1], next[1]), weights);
    sums->part[3] = accumulate(sums->part[3], high16(first[1], next[1]), weights);
}

INLINE void NAMED(pair_of_bytes)(const uint8_t *a, const uint8_t *b, vec pair[2])
{
    vec from_a = load(a), from_b = load(b);
    pair[0] = pair_bytes(low8(from_a, from_b));
    pair[1] = pair_bytes(high8(from_a, from_b));
}

INLINE void NAMED(pair_of_lines)(const int16_t *a, const int16_t *b, vec pair[2])
{
    pair[0] = add16(load(a), load(b));
    pair[1] = add16(load(a + LANES), load(b + LANES));
}

/* A weight and the next one in every 32-bit lane; after the last comes a weight 0. */
INLINE vec NAMED(two_weights)(const int16_t *weights)
{
    int32_t both;
    memcpy(&both, weights, sizeof both);
    return all32(both);
}

INLINE void NAMED(sum_bytes)(const uint8_t *const *rows, const struct taps *taps, size_t radius,
                             size_t at, struct NAMED(sums) sums[2])
{
    for (size_t tap = 0; tap <= radius; tap += 2) {
        const size_t next = tap + (tap < radius);
        const uint8_t *a0 = rows[radius - tap] + at, *b0 = rows[radius + tap] + at;
        const uint8_t *a1 = rows[radius - next] + at, *b1 = rows[radius + next] + at;
        vec weights = NAMED(two_weights)(taps->weights + tap), first[2], second[2];
        for (int i = 0; i < 2; i++) {
            NAMED(pair_of_bytes)(a0 + i * 2 * LANES, b0 + i * 2 * LANES, first);
            NAMED(pair_of_bytes)(a1 + i * 2 * LANES, b1 + i * 2 * LANES, second);
            NAMED(add_taps)(&sums[i], first, second, weights);
        }
    }
}

INLINE void NAMED(sum_lines)(const int16_t *const *lines, const struct taps *taps, size_t radius,
                             size_t at, struct NAMED(sums) sums[2])
{
    for (size_t tap = 0; tap <= radius; tap += 2) {
        const size_t next = tap + (tap < radius);
        const int16_t *a0 = lines[radius - tap] + at, *b0 = lines[radius + tap] + at;
        const int16_t *a1 = lines[radius - next] + at, *b1 = lines[radius + next] + at;
        vec weights = NAMED(two_weights)(taps->weights + tap), first[2], second[2];
        for (int i = 0; i < 2; i++) {
            NAMED(pair_of_lines)(a0 + i * 2 * LANES, b0 + i * 2 * LANES, first);
            NAMED(pair_of_lines)(a1 + i * 2 * LANES, b1 + i * 2 * LANES, second);
            NAMED(add_taps)(&sums[i], first, second, weights);
        }
    }
}

INLINE void NAMED(sum_spread)(const int16_t *const lines[4], const int16_t weights[4], size_t at,
                              struct NAMED(sums) sums[2])
{
    for (int tap = 0; tap < 4; tap += 2) {
        vec both = NAMED(two_weights)(weights + tap);
        for (int i = 0; i < 2; i++) {
            const int16_t *a = lines[tap] + at + i * 2 * LANES;
            const int16_t *b = lines[tap + 1] + at + i * 2 * LANES;
            vec first[2] = {load(a), load(a + LANES)}, next[2] = {load(b), load(b + LANES)};
            NAMED(add_taps)(&sums[i], first, next, both);
        }
    }
}

INLINE void NAMED(rounded)(const struct NAMED(sums) * sums, int shift, vec result[2])
{
    result[0] = pack32(shift32(sums->part[0], shift), shift32(sums->part[1], shift));
    result[1] = pack32(shift32(sums->part[2], shift), shift32(sums->part[3], shift));
}

/* Sums of lines are in order again once packed; those of bytes were interleaved once more. */
INLINE void NAMED(store_line)(int16_t *line, const struct NAMED(sums) sums[2], int shift)
{
    for (int i = 0; i < 2; i++) {
        vec result[2];
        NAMED(rounded)(&sums[i], shift, result);
        store(line + i * 2 * LANES, result[0]);
        store(line + i * 2 * LANES + LANES, result[1]);
    }
}

INLINE void NAMED(store_interleaved)(int16_t *line, const struct NAMED(sums) sums[2], int shift)
{
    for (int i = 0; i < 2; i++) {
        vec result[2];
        NAMED(rounded)(&sums[i], shift, result);
        store(line + i * 2 * LANES, parts_low(result[0], result[1]));
        store(line + i * 2 * LANES + LANES, parts_high(result[0], result[1]));
    }
}

INLINE void NAMED(store_bytes)(uint8_t *row, const struct NAMED(sums) sums[2], int shift)
{
    for (int i = 0; i < 2; i++) {
        vec result[2];
        NAMED(rounded)(&sums[i], shift, result);
        store(row + i * 2 * LANES, flip(bytes_in_order(pack16(result[0], result[1]))));
    }
}

INLINE void NAMED(store_scaled)(uint8_t *row, const struct NAMED(sums) sums[2], float scale)
{
    const vecf by = allf(scale), half = allf(line_middle + 0.5f);
    for (int i = 0; i < 2; i++) {
        vec part[4];
        for (int j = 0; j < 4; j++)
            part[j] =
                truncatef(limitf(addf(multiplyf(to_float(sums[i].part[j]), by), half), 0, 255));
        store(row + i * 2 * LANES,
              bytes_in_order(pack16u(pack32(part[0], part[1]), pack32(part[2], part[3]))));
    }
}

/* Sums times their scales, rounded to line samples. The sums of a part are those of four samples in
 * a row, then of four that lie a step further, and so on: 8 for lines, 16 for bytes. */
INLINE vec NAMED(scale_part)(vec sums, const float *scale, size_t step)
{
    vecf value = multiplyf(to_float(sums), load_parts(scale, step));
    value = addf(limitf(value, line_least, line_most), allf(32768.5f));
    return add32(truncatef(value), all32(-32768));
}

INLINE void NAMED(scale_lines)(struct NAMED(sums) sums[2], const float *scale)
{
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 4; j++)
            sums[i].part[j] = NAMED(scale_part)(
                sums[i].part[j], scale + i * 2 * LANES + j / 2 * LANES + j % 2 * 4, 8);
}

INLINE void NAMED(scale_bytes)(struct NAMED(sums) sums[2], const float *scale)
{
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 4; j++)
            sums[i].part[j] = NAMED(scale_part)(sums[i].part[j], scale + i * 2 * LANES + j * 4, 16);
}

static inline int32_t NAMED(half_of)(int shift)
{
    return shift > 0 ? (int32_t)1 << (shift - 1) : 0;
}

/* The position of the next block: the last one overlaps that before, so that nothing is read or
 * written past the end. */
static inline size_t NAMED(step)(size_t at, size_t length)
{
    const size_t next = at + NAMED(block);
    return next + NAMED(block) <= length || next >= length ? next : length - NAMED(block);
}

/* The loops proper, for a radius that is a constant where it is small: the rows and weights of all
 * taps then stay in registers from block to block. */
INLINE void NAMED(weigh_bytes_of)(const uint8_t *const *rows, const struct taps *taps,
                                  size_t radius, size_t start, int16_t *line, size_t length)
{
    const int shift = taps->shift - line_bits;
    const int32_t first = NAMED(half_of)(shift) - line_middle * (1 << taps->shift);
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(start_sums)(first), NAMED(start_sums)(first)};
        NAMED(sum_bytes)(rows, taps, radius, start + at, sums);
        NAMED(store_interleaved)(line + at, sums, shift);
    }
}

INLINE void NAMED(weigh_lines_of)(const int16_t *const *lines, const struct taps *taps,
                                  size_t radius, size_t start, int16_t *line, size_t length)
{
    const int32_t first = NAMED(half_of)(taps->shift);
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(start_sums)(first), NAMED(start_sums)(first)};
        NAMED(sum_lines)(lines, taps, radius, start + at, sums);
        NAMED(store_line)(line + at, sums, taps->shift);
    }
}

INLINE void NAMED(weigh_to_bytes_of)(const int16_t *const *lines, const struct taps *taps,
                                     size_t radius, size_t start, uint8_t *row, size_t length)
{
    const int shift = taps->shift + line_bits;
    const int32_t first = NAMED(half_of)(shift);
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(start_sums)(first), NAMED(start_sums)(first)};
        NAMED(sum_lines)(lines, taps, radius, start + at, sums);
        NAMED(store_bytes)(row + at, sums, shift);
    }
}

/* Four vectors of 16-bit sums make a block as well. */
struct NAMED(short_sums) {
    vec part[4];
};

INLINE void NAMED(add_bytes_short)(struct NAMED(short_sums) * sums, const uint8_t *a,
                                   const uint8_t *b, vec unit, vec weight)
{
    for (int i = 0; i < 2; i++) {
        vec from_a = load(a + i * 2 * LANES), from_b = load(b + i * 2 * LANES);
        vec low = scale_pairs(unit, low8(from_a, from_b));
        vec high = scale_pairs(unit, high8(from_a, from_b));
        sums->part[2 * i] = adds16(sums->part[2 * i], multiply_round(low, weight));
        sums->part[2 * i + 1] = adds16(sums->part[2 * i + 1], multiply_round(high, weight));
    }
}

INLINE void NAMED(weigh_bytes_short_of)(const uint8_t *const *rows, const struct taps *taps,
                                        size_t radius, size_t start, int16_t *line, size_t length)
{
    const vec unit = all8((char)(1 << (short_shift_bytes - taps->shift))), one = all16(1);
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(short_sums) sums = {{zero(), zero(), zero(), zero()}};
        for (size_t tap = 0; tap <= radius; tap++)
            NAMED(add_bytes_short)
        (&sums, rows[radius - tap] + start + at, rows[radius + tap] + start + at, unit,
         all16(taps->weights[tap]));
        for (int i = 0; i < 4; i++)
            sums.part[i] = shift16(adds16(sums.part[i], one), 1);
        for (int i = 0; i < 4; i += 2) {
            store(line + at + i * LANES, parts_low(sums.part[i], sums.part[i + 1]));
            store(line + at + i * LANES + LANES, parts_high(sums.part[i], sums.part[i + 1]));
        }
    }
}

INLINE void NAMED(weigh_to_bytes_short_of)(const int16_t *const *lines, const struct taps *taps,
                                           size_t radius, size_t start, uint8_t *row, size_t length)
{
    const vec half = all16(127);
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(short_sums) sums = {{zero(), zero(), zero(), zero()}};
        for (size_t tap = 0; tap <= radius; tap++) {
            const int16_t *a = lines[radius - tap] + start + at;
            const int16_t *b = lines[radius + tap] + start + at;
            const vec weight = all16(taps->weights[tap]);
            for (int i = 0; i < 4; i++)
                sums.part[i] = adds16(
                    sums.part[i],
                    multiply_round(adds16(load(a + i * LANES), load(b + i * LANES)), weight));
        }
        for (int i = 0; i < 4; i++)
            sums.part[i] = shift16(adds16(sums.part[i], half), 8);
        for (int i = 0; i < 4; i += 2)
            store(row + at + i * LANES,
                  flip(bytes_in_order(pack16(sums.part[i], sums.part[i + 1]))));
    }
}

/* One copy of a loop for each of the radii 1 to 7, and one for all others. */
#define CASE_OF(radius_of_case, loop, from, to)                                                    \
    case radius_of_case:                                                                           \
        NAMED(loop##_of)(from, taps, radius_of_case, start, to, length);                           \
        break

#define FOR_RADIUS(loop, from, to)                                                                 \
    if (length < NAMED(block)) {                                                                   \
        NARROWER.loop(from, taps, start, to, length);                                              \
        return;                                                                                    \
    }                                                                                              \
    switch (taps->radius) {                                                                        \
        CASE_OF(1, loop, from, to);                                                                \
        CASE_OF(2, loop, from, to);                                                                \
        CASE_OF(3, loop, from, to);                                                                \
        CASE_OF(4, loop, from, to);                                                                \
        CASE_OF(5, loop, from, to);                                                                \
        CASE_OF(6, loop, from, to);                                                                \
        CASE_OF(7, loop, from, to);                                                                \
    default:                                                                                       \
        NAMED(loop##_of)(from, taps, taps->radius, start, to, length);                             \
    }

TARGET static void NAMED(weigh_bytes)(const uint8_t *const *rows, const struct taps *taps,
                                      size_t start, int16_t *line,
                                      size_t length){FOR_RADIUS(weigh_bytes, rows, line)}

TARGET static void NAMED(weigh_lines)(const int16_t *const *lines, const struct taps *taps,
                                      size_t start, int16_t *line,
                                      size_t length){FOR_RADIUS(weigh_lines, lines, line)}

TARGET static void NAMED(weigh_to_bytes)(const int16_t *const *lines, const struct taps *taps,
                                         size_t start, uint8_t *row,
                                         size_t length){FOR_RADIUS(weigh_to_bytes, lines, row)}

TARGET static void NAMED(center)(uint8_t *samples, size_t length)
{
    size_t at = 0;
    for (; at + 2 * LANES <= length; at += 2 * LANES)
        store(samples + at, flip(load(samples + at)));
    for (; at < length; at++)
        samples[at] ^= 0x80;
}

TARGET static void NAMED(weigh_bytes_short)(const uint8_t *const *rows, const struct taps *taps,
                                            size_t start, int16_t *line, size_t length){
    FOR_RADIUS(weigh_bytes_short, rows, line)}

TARGET static void NAMED(weigh_to_bytes_short)(const int16_t *const *lines, const struct taps *taps,
                                               size_t start, uint8_t *row, size_t length){
    FOR_RADIUS(weigh_to_bytes_short, lines, row)}

TARGET static void NAMED(spread_lines)(const int16_t *const lines[4], const int16_t weights[4],
                                       size_t start, int16_t *line, size_t length)
{
    const int32_t first = NAMED(half_of)(spread_shift);
    if (length < NAMED(block)) {
        NARROWER.spread_lines(lines, weights, start, line, length);
        return;
    }
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(start_sums)(first), NAMED(start_sums)(first)};
        NAMED(sum_spread)(lines, weights, start + at, sums);
        NAMED(store_line)(line + at, sums, spread_shift);
    }
}

TARGET static void NAMED(weigh_bytes_scaled)(const uint8_t *const *rows, const struct taps *taps,
                                             size_t start, const float *scale, int16_t *line,
                                             size_t length)
{
    const int32_t first = -line_middle * (1 << taps->shift);
    if (length < NAMED(block)) {
        NARROWER.weigh_bytes_scaled(rows, taps, start, scale, line, length);
        return;
    }
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(start_sums)(first), NAMED(start_sums)(first)};
        NAMED(sum_bytes)(rows, taps, taps->radius, start + at, sums);
        NAMED(scale_bytes)(sums, scale + at);
        NAMED(store_interleaved)(line + at, sums, 0);
    }
}

TARGET static void NAMED(weigh_lines_scaled)(const int16_t *const *lines, const struct taps *taps,
                                             size_t start, const float *scale, int16_t *line,
                                             size_t length)
{
    if (length < NAMED(block)) {
        NARROWER.weigh_lines_scaled(lines, taps, start, scale, line, length);
        return;
    }
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(start_sums)(0), NAMED(start_sums)(0)};
        NAMED(sum_lines)(lines, taps, taps->radius, start + at, sums);
        NAMED(scale_lines)(sums, scale + at);
        NAMED(store_line)(line + at, sums, 0);
    }
}

TARGET static void NAMED(spread_lines_scaled)(const int16_t *const lines[4],
                                              const int16_t weights[4], size_t start,
                                              const float *scale, int16_t *line, size_t length)
{
    if (length < NAMED(block)) {
        NARROWER.spread_lines_scaled(lines, weights, start, scale, line, length);
        return;
    }
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(start_sums)(0), NAMED(start_sums)(0)};
        NAMED(sum_spread)(lines, weights, start + at, sums);
        NAMED(scale_lines)(sums, scale + at);
        NAMED(store_line)(line + at, sums, 0);
    }
}

TARGET static void NAMED(weigh_to_bytes_scaled)(const int16_t *const *lines,
                                                const struct taps *taps, size_t start, float scale,
                                                uint8_t *row, size_t length)
{
    if (length < NAMED(block)) {
        NARROWER.weigh_to_bytes_scaled(lines, taps, start, scale, row, length);
        return;
    }
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(start_sums)(0), NAMED(start_sums)(0)};
        NAMED(sum_lines)(lines, taps, taps->radius, start + at, sums);
        NAMED(store_scaled)(row + at, sums, scale);
    }
}

TARGET static void NAMED(spread_to_bytes_scaled)(const int16_t *const lines[4],
                                                 const int16_t weights[4], size_t start,
                                                 float scale, uint8_t *row, size_t length)
{
    if (length < NAMED(block)) {
        NARROWER.spread_to_bytes_scaled(lines, weights, start, scale, row, length);
        return;
    }
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(start_sums)(0), NAMED(start_sums)(0)};
        NAMED(sum_spread)(lines, weights, start + at, sums);
        NAMED(store_scaled)(row + at, sums, scale);
    }
}

TARGET static void NAMED(spread_to_bytes)(const int16_t *const lines[4], const int16_t weights[4],
                                          size_t start, uint8_t *row, size_t length)
{
    const int shift = spread_shift + line_bits;
    const int32_t first = NAMED(half_of)(shift);
    if (length < NAMED(block)) {
        NARROWER.spread_to_bytes(lines, weights, start, row, length);
        return;
    }
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(sums) sums[2] = {NAMED(start_sums)(first), NAMED(start_sums)(first)};
        NAMED(sum_spread)(lines, weights, start + at, sums);
        NAMED(store_bytes)(row + at, sums, shift);
    }
}

const struct loops NAMED(loops) = {
    .slowness = SLOWNESS,
    .weigh_bytes = NAMED(weigh_bytes),
    .weigh_lines = NAMED(weigh_lines),
    .weigh_to_bytes = NAMED(weigh_to_bytes),
    .center = NAMED(center),
    .weigh_bytes_short = NAMED(weigh_bytes_short),
    .weigh_to_bytes_short = NAMED(weigh_to_bytes_short),
    .spread_lines = NAMED(spread_lines),
    .spread_to_bytes = NAMED(spread_to_bytes),
    .weigh_bytes_scaled = NAMED(weigh_bytes_scaled),
    .weigh_lines_scaled = NAMED(weigh_lines_scaled),
    .weigh_to_bytes_scaled = NAMED(weigh_to_bytes_scaled),
    .spread_lines_scaled = NAMED(spread_lines_scaled),
    .spread_to_bytes_scaled = NAMED(spread_to_bytes_scaled),
};
