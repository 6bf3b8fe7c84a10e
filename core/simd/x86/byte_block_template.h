/* SPDX-License-Identifier: MIT
 * A block of samples in registers: 32-bit sums over the taps, and their rounding. Included by
 * byte_loops_template.h, which lists what must be defined.
 *
 * Two taps are processed at a time: their samples (or the sums of two that share a weight) are
 * interleaved, so that one instruction multiplies both and adds the products. */

#define INLINE TARGET static inline __attribute__((always_inline))

/* The sums of 2 * LANES samples in four parts, in the order that interleaving leaves. A block is
 * two of these, which halves the cost of looking up the rows and weights of the taps. */
struct NAMED(sums) {
    vec part[4];
};
enum { NAMED(block) = 4 * LANES };

INLINE struct NAMED(sums) NAMED(init_sums)(int32_t value)
{
    vec start = splat32(value);
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

/* A weight and the next one in every 32-bit lane; a weight 0 follows the last. */
INLINE vec NAMED(weight_pair)(const int16_t *weights)
{
    int32_t both;
    memcpy(&both, weights, sizeof both);
    return splat32(both);
}

INLINE void NAMED(sum_bytes)(const uint8_t *const *rows, const struct fixed_taps *taps,
                             size_t radius, size_t at, struct NAMED(sums) sums[2])
{
    for (size_t tap = 0; tap <= radius; tap += 2) {
        const size_t next = tap + (tap < radius);
        const uint8_t *a0 = rows[radius - tap] + at, *b0 = rows[radius + tap] + at;
        const uint8_t *a1 = rows[radius - next] + at, *b1 = rows[radius + next] + at;
        vec weights = NAMED(weight_pair)(taps->weights + tap), first[2], second[2];
        for (int i = 0; i < 2; i++) {
            NAMED(pair_of_bytes)(a0 + i * 2 * LANES, b0 + i * 2 * LANES, first);
            NAMED(pair_of_bytes)(a1 + i * 2 * LANES, b1 + i * 2 * LANES, second);
            NAMED(add_taps)(&sums[i], first, second, weights);
        }
    }
}

INLINE void NAMED(sum_lines)(const int16_t *const *lines, const struct fixed_taps *taps,
                             size_t radius, size_t at, struct NAMED(sums) sums[2])
{
    for (size_t tap = 0; tap <= radius; tap += 2) {
        const size_t next = tap + (tap < radius);
        const int16_t *a0 = lines[radius - tap] + at, *b0 = lines[radius + tap] + at;
        const int16_t *a1 = lines[radius - next] + at, *b1 = lines[radius + next] + at;
        vec weights = NAMED(weight_pair)(taps->weights + tap), first[2], second[2];
        for (int i = 0; i < 2; i++) {
            NAMED(pair_of_lines)(a0 + i * 2 * LANES, b0 + i * 2 * LANES, first);
            NAMED(pair_of_lines)(a1 + i * 2 * LANES, b1 + i * 2 * LANES, second);
            NAMED(add_taps)(&sums[i], first, second, weights);
        }
    }
}

INLINE void NAMED(sum_interpolated)(const int16_t *const lines[4], const int16_t weights[4],
                                    size_t at, struct NAMED(sums) sums[2])
{
    for (int tap = 0; tap < 4; tap += 2) {
        vec both = NAMED(weight_pair)(weights + tap);
        for (int i = 0; i < 2; i++) {
            const int16_t *a = lines[tap] + at + i * 2 * LANES;
            const int16_t *b = lines[tap + 1] + at + i * 2 * LANES;
            vec first[2] = {load(a), load(a + LANES)}, next[2] = {load(b), load(b + LANES)};
            NAMED(add_taps)(&sums[i], first, next, both);
        }
    }
}

INLINE void NAMED(round_sums)(const struct NAMED(sums) * sums, int shift, vec result[2])
{
    result[0] = pack32(shift32(sums->part[0], shift), shift32(sums->part[1], shift));
    result[1] = pack32(shift32(sums->part[2], shift), shift32(sums->part[3], shift));
}

/* Packing puts the sums of lines back in order; those of bytes were interleaved once more. */
INLINE void NAMED(store_line)(int16_t *line, const struct NAMED(sums) sums[2], int shift)
{
    for (int i = 0; i < 2; i++) {
        vec result[2];
        NAMED(round_sums)(&sums[i], shift, result);
        store(line + i * 2 * LANES, result[0]);
        store(line + i * 2 * LANES + LANES, result[1]);
    }
}

INLINE void NAMED(store_interleaved)(int16_t *line, const struct NAMED(sums) sums[2], int shift)
{
    for (int i = 0; i < 2; i++) {
        vec result[2];
        NAMED(round_sums)(&sums[i], shift, result);
        store(line + i * 2 * LANES, parts_low(result[0], result[1]));
        store(line + i * 2 * LANES + LANES, parts_high(result[0], result[1]));
    }
}

INLINE void NAMED(store_bytes)(uint8_t *row, const struct NAMED(sums) sums[2], int shift)
{
    for (int i = 0; i < 2; i++) {
        vec result[2];
        NAMED(round_sums)(&sums[i], shift, result);
        store(row + i * 2 * LANES, flip(bytes_in_order(pack16(result[0], result[1]))));
    }
}

INLINE void NAMED(store_scaled)(uint8_t *row, const struct NAMED(sums) sums[2], float scale,
                                float offset)
{
    const vecf factor = splatf(scale), half = splatf(offset + 0.5f);
    for (int i = 0; i < 2; i++) {
        vec part[4];
        for (int j = 0; j < 4; j++)
            part[j] =
                truncatef(clampf(addf(multiplyf(to_float(sums[i].part[j]), factor), half), 0, 255));
        store(row + i * 2 * LANES,
              bytes_in_order(pack16u(pack32(part[0], part[1]), pack32(part[2], part[3]))));
    }
}

/* Sums times their scales, rounded to line samples. A part holds the sums of four consecutive
 * samples, then of four that are step further on, and so on: step is 8 for lines, 16 for bytes. */
INLINE vec NAMED(scale_part)(vec sums, const float *scale, size_t step)
{
    vecf value = multiplyf(to_float(sums), load_parts(scale, step));
    value = addf(clampf(value, line_least, line_most), splatf(32768.5f));
    return add32(truncatef(value), splat32(-32768));
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
