/* SPDX-License-Identifier: MIT
 * Weighted sums for one sample type. The including file defines
 *   NAMED(name)      name with a unique suffix
 *   sample, real     the types
 *   round_sample(v)  converts a real to a sample
 * and all of these are undefined again at the end. */

static void NAMED(pad_row)(const void *row, size_t width, size_t channels, size_t radius,
                           void *padded)
{
    const unsigned char *samples = row;
    real *middle = (real *)padded + radius * channels, *end = middle + width * channels;
    memset(padded, 0, radius * channels * sizeof *middle);
    for (size_t i = 0; i < width * channels; i++) {
        sample value;
        memcpy(&value, samples + i * sizeof value, sizeof value);
        middle[i] = (real)value;
    }
    memset(end, 0, radius * channels * sizeof *end);
}

/* Four taps at a time, so that each sum is loaded and stored once per four products. */
static void NAMED(add_four)(const real *a, const real *b, const real *c, const real *d,
                            const double *weights, real *restrict sum, size_t length)
{
    const real wa = (real)weights[0], wb = (real)weights[1];
    const real wc = (real)weights[2], wd = (real)weights[3];
    for (size_t i = 0; i < length; i++)
        sum[i] += (a[i] * wa + b[i] * wb) + (c[i] * wc + d[i] * wd);
}

static void NAMED(add_one)(const real *a, double tap_weight, real *restrict sum, size_t length)
{
    const real weight = (real)tap_weight;
    for (size_t i = 0; i < length; i++)
        sum[i] += a[i] * weight;
}

static const real *NAMED(at)(const void *line, size_t start)
{
    return (const real *)line + start;
}

static void NAMED(convolve_lines)(const void *const *lines, const double *weights, size_t count,
                                  void *to, size_t length)
{
    real *sum = to;
    memset(sum, 0, length * sizeof *sum);
    for (size_t start = 0; start < length; start += block_length) {
        size_t n = block_end(start, length) - start, tap = 0;
        for (; tap + 4 <= count; tap += 4)
            NAMED(add_four)
        (NAMED(at)(lines[tap], start), NAMED(at)(lines[tap + 1], start),
         NAMED(at)(lines[tap + 2], start), NAMED(at)(lines[tap + 3], start), weights + tap,
         sum + start, n);
        for (; tap < count; tap++)
            NAMED(add_one)(NAMED(at)(lines[tap], start), weights[tap], sum + start, n);
    }
}

static void NAMED(add_shifts)(const void *line, size_t step, const double *weights, size_t count,
                              void *to, size_t length)
{
    real *sum = to;
    for (size_t start = 0; start < length; start += block_length) {
        size_t n = block_end(start, length) - start, tap = 0;
        const real *a = (const real *)line + start;
        for (; tap + 4 <= count; tap += 4, a += 4 * step)
            NAMED(add_four)
        (a, a + step, a + 2 * step, a + 3 * step, weights + tap, sum + start, n);
        for (; tap < count; tap++, a += step)
            NAMED(add_one)(a, weights[tap], sum + start, n);
    }
}

static void NAMED(finish)(const void *sums, const void *scales, double row_factor, void *to,
                          size_t length)
{
    const real *restrict sum = sums, *restrict scale = scales, row_scale = (real)row_factor;
    unsigned char *restrict samples = to;
    for (size_t i = 0; i < length; i++) {
        sample value = round_sample(sum[i] * scale[i] * row_scale);
        memcpy(samples + i * sizeof value, &value, sizeof value);
    }
}

static void NAMED(finish_or_copy)(const void *sums, const void *scales, double row_factor,
                                  const void *source, void *to, size_t length)
{
    const real *sum = sums, *scale = scales, row_scale = (real)row_factor;
    const unsigned char *from = source;
    unsigned char *samples = to;
    for (size_t i = 0; i < length; i++) {
        sample value;
        memcpy(&value, from + i * sizeof value, sizeof value);
        if (scale[i] != 0)
            value = round_sample(sum[i] * scale[i] * row_scale);
        memcpy(samples + i * sizeof value, &value, sizeof value);
    }
}

static void NAMED(fill)(void *to, size_t first, size_t end, double value)
{
    real *reals = to;
    for (size_t i = first; i < end; i++)
        reals[i] = (real)value;
}

static const struct sum_loops NAMED(sums) = {
    .in_double = sizeof(real) == sizeof(double),
    .sample_size = sizeof(sample),
    .real_size = sizeof(real),
    .pad_row = NAMED(pad_row),
    .convolve_lines = NAMED(convolve_lines),
    .add_shifts = NAMED(add_shifts),
    .finish = NAMED(finish),
    .finish_or_copy = NAMED(finish_or_copy),
    .fill = NAMED(fill),
};

#undef NAMED
#undef sample
#undef real
#undef round_sample
