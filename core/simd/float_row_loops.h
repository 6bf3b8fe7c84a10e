/* SPDX-License-Identifier: MIT
 * The inner loops between samples and floats. Each of them does the same operations on every
 * sample, so that vectors of any width give the same bytes. */
#ifndef BLUR_FLOAT_ROW_LOOPS_H
#define BLUR_FLOAT_ROW_LOOPS_H

#include <stddef.h>
#include <stdint.h>

/* What is seen of a pixel weighed by alpha; see working.h. */
struct working_scale {
    float white, per_white; /* and 1 / white */
    float half, least;      /* a pixel is seen where its alpha + half is at least the least */
};

struct working_loops {
    /* Bytes to floats, and back by rounding to the nearest of 0..255. */
    void (*widen)(const uint8_t *samples, float *floats, size_t count);
    void (*narrow)(const float *floats, uint8_t *samples, size_t count);

    /* Pixels of four floats, the last of which is alpha: (v, v, v, a) becomes (a v, a v, a v,
     * a white), and back. */
    void (*weigh)(float *floats, float white, size_t pixels);
    void (*unweigh)(float *floats, const struct working_scale *scale, size_t pixels);
};

/* For an enum blur_variant that this CPU has. */
const struct working_loops *working_loops_for(int32_t variant);

extern const struct working_loops working_loops_plain;
#if defined(__x86_64__) && defined(__GNUC__)
#define BLUR_WORKING_LOOPS_X86 1
extern const struct working_loops working_loops_avx2, working_loops_avx512;
#endif

#endif
