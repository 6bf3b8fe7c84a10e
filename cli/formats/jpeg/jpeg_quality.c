/* SPDX-License-Identifier: MIT
 * What quality a file was compressed with. The Independent JPEG Group's scale, which nearly all
 * programs share, multiplies the quantization steps of T.81, tables K.1 and K.2, by
 *
 *     5000 / q %  for q < 50,   200 - 2 q %  from 50 on,
 *
 * rounds them and keeps them in 1..255, or in 1..32767 where they may have 16 bits (jcparam.c,
 * jpeg_quality_scaling() and jpeg_add_quant_table()). No two qualities give the same steps, so all
 * 100 are tried: the one that the steps come from differs by nothing, and for steps that come from
 * elsewhere the nearest is taken, steps compared by ratio, since small ones matter as much. */
#include "formats/jpeg/jpeg.h"

/* Tables K.1 and K.2, row by row. */
static const uint8_t luminance[64] = {
    16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,
    14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,
    18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
};
static const uint8_t chrominance[64] = {
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99,
    99, 99, 47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
};

/* Where the steps of a file, which are in zigzag order (T.81, figure A.6), stand in a row-by-row
 * table. */
static const uint8_t zigzag[64] = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
};

static unsigned max_step(const uint16_t *steps)
{
    unsigned largest = 0;
    for (int i = 0; i < 64; i++)
        largest = steps[i] > largest ? steps[i] : largest;
    return largest;
}

/* 0 where the steps are those of the quality. */
static double distance(const uint16_t *steps, const uint8_t *base, unsigned quality)
{
    unsigned percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    unsigned limit = max_step(steps) > 255 ? 32767 : 255;
    double sum = 0;
    for (int i = 0; i < 64; i++) {
        unsigned step = (base[zigzag[i]] * percent + 50) / 100;
        step = step < 1 ? 1 : step > limit ? limit : step;
        double difference = (double)step - steps[i];
        sum += (difference < 0 ? -difference : difference) / (step + steps[i]);
    }
    return sum;
}

int jpeg_quality(const struct jpeg *jpeg)
{
    const struct jpeg_component *component = jpeg->component;
    /* A file of RGB or CMYK has one table for all. */
    bool has_chroma =
        jpeg->components == 3 && component[1].quantization != component[0].quantization;
    unsigned best = 0;
    double least = 0;
    for (unsigned quality = 1; quality <= 100; quality++) {
        double sum = distance(component[0].steps, luminance, quality);
        if (has_chroma)
            sum += distance(component[1].steps, chrominance, quality);
        if (best == 0 || sum < least) {
            best = quality;
            least = sum;
        }
    }
    return (int)best;
}
