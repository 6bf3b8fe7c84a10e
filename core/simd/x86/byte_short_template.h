/* SPDX-License-Identifier: MIT
 * The loops with 16-bit accumulators. Included by byte_loops_template.h, which lists what must be
 * defined. */

/* Four vectors of 16-bit sums, also one block. */
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
        sums->part[2 * i] = add16(sums->part[2 * i], multiply_round(low, weight));
        sums->part[2 * i + 1] = add16(sums->part[2 * i + 1], multiply_round(high, weight));
    }
}

INLINE void NAMED(convolve_bytes_short_of)(const uint8_t *const *rows,
                                           const struct fixed_taps *taps, size_t radius,
                                           size_t start, int16_t *line, size_t length)
{
    const vec unit = splat8((char)(1 << (short_shift_bytes - taps->shift))), one = splat16(1);
    const vec offset = splat16(short_offset);
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(short_sums) sums = {{offset, offset, offset, offset}};
        for (size_t tap = 0; tap <= radius; tap++)
            NAMED(add_bytes_short)
        (&sums, rows[radius - tap] + start + at, rows[radius + tap] + start + at, unit,
         splat16(taps->weights[tap]));
        for (int i = 0; i < 4; i++)
            sums.part[i] = shift16(add16(sums.part[i], one), 1);
        for (int i = 0; i < 4; i += 2) {
            store(line + at + i * LANES, parts_low(sums.part[i], sums.part[i + 1]));
            store(line + at + i * LANES + LANES, parts_high(sums.part[i], sums.part[i + 1]));
        }
    }
}

INLINE void NAMED(convolve_to_bytes_short_of)(const int16_t *const *lines,
                                              const struct fixed_taps *taps, size_t radius,
                                              size_t start, uint8_t *row, size_t length)
{
    const vec half = splat16(127 - short_offset);
    for (size_t at = 0; at < length; at = NAMED(step)(at, length)) {
        struct NAMED(short_sums) sums = {{zero(), zero(), zero(), zero()}};
        for (size_t tap = 0; tap <= radius; tap++) {
            const int16_t *a = lines[radius - tap] + start + at;
            const int16_t *b = lines[radius + tap] + start + at;
            const vec weight = splat16(taps->weights[tap]);
            for (int i = 0; i < 4; i++)
                sums.part[i] =
                    add16(sums.part[i],
                          multiply_round(add16(load(a + i * LANES), load(b + i * LANES)), weight));
        }
        for (int i = 0; i < 4; i++)
            sums.part[i] = shift16(add16(sums.part[i], half), 8);
        for (int i = 0; i < 4; i += 2)
            store(row + at + i * LANES,
                  flip(bytes_in_order(pack16(sums.part[i], sums.part[i + 1]))));
    }
}
