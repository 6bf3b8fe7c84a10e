/* SPDX-License-Identifier: MIT
 *
 * Sources, masks, regions and kernels, in arithmetic that is exact on any machine. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "golden.h"

/* splitmix64 */
uint64_t next_random(uint64_t *state)
{
    uint64_t mixed = (*state += 0x9e3779b97f4a7c15u);
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return mixed ^ (mixed >> 31);
}

static uint32_t random_at(uint64_t x, uint64_t y, uint64_t channel)
{
    uint64_t state = (y << 34) ^ (x << 4) ^ channel;
    return (uint32_t)(next_random(&state) >> 32);
}

static uint32_t ramp_at(const struct golden_case *one, uint64_t x, uint64_t y)
{
    return (uint32_t)((x + y) * UINT32_MAX / (one->width + one->height - 1));
}

/* Opaque on the left and on top, clear on the right; further down hardly opaque, and hardly clear.
 */
static uint32_t cutout_alpha_at(const struct golden_case *one, size_t x, size_t y)
{
    bool hardly = y > one->height * 3 / 4 && x % 40 < 9;
    if (x < one->width / 2 || y < one->height / 3)
        return UINT32_MAX - (hardly ? 1U << 24 : 0);
    if (x > y)
        return hardly ? 1U << 24 : 0;
    return random_at(x, y, 9);
}

/* A sample as a part of 2^32 - 1. */
static uint32_t level_at(const struct golden_case *one, size_t x, size_t y, int channel)
{
    uint64_t c = (uint64_t)channel;
    bool last = channel == one->channels - 1;
    switch (one->pattern) {
    case FLAT:
        return random_at(0, 0, c);
    case RAMP:
        return last ? UINT32_MAX - ramp_at(one, x, y) : ramp_at(one, x, y);
    case EDGES:
        return (x / 9 + y / 5 + c) % 2 ? UINT32_MAX : 0;
    case EXTREMES:
        return random_at(x, y, c) % 2 ? UINT32_MAX : 0;
    case CUTOUT:
        return last ? cutout_alpha_at(one, x, y) : random_at(x, y, c);
    case NOISE:
    case SPECIALS:
        break;
    }
    return random_at(x, y, c);
}

static float extreme_at(size_t x, size_t y, int channel)
{
    static const float values[] = {0.0f, -0.0f, FLT_MAX,  -FLT_MAX, FLT_MIN, FLT_MIN / 1024,
                                   1.0f, -1.0f, 1 / 3.0f, 1e20f,    -1e-20f, FLT_EPSILON};
    return values[random_at(x, y, (uint64_t)channel) % COUNT_OF(values)];
}

static float float_at(const struct golden_case *one, uint32_t level, size_t x, size_t y,
                      int channel)
{
    bool is_alpha = one->channels % 2 == 0 && channel == one->channels - 1;
    if (is_alpha)
        return level == UINT32_MAX ? 1.0f : (float)(level >> 8) / 0x1p24f;
    if (one->pattern == EXTREMES)
        return extreme_at(x, y, channel);
    if (one->pattern == SPECIALS && level % 97 < 3)
        return level % 97 == 0 ? NAN : level % 97 == 1 ? INFINITY : -INFINITY;
    return (float)(level >> 8) / 0x1p23f - 0.5f;
}

static size_t put_sample(const struct golden_case *one, size_t x, size_t y, int channel,
                         uint8_t *at)
{
    uint32_t level = level_at(one, x, y, channel);
    uint8_t byte = (uint8_t)(level >> 24);
    uint16_t word = (uint16_t)(level >> 16);
    if (one->sample == BLUR_FLOAT32) {
        float number = float_at(one, level, x, y, channel);
        memcpy(at, &number, sizeof number);
        return sizeof number;
    }
    size_t bytes = one->sample == BLUR_UINT8 ? sizeof byte : sizeof word;
    memcpy(at, one->sample == BLUR_UINT8 ? (void *)&byte : (void *)&word, bytes);
    return bytes;
}

void fill_row(const struct golden_case *one, size_t y, void *row)
{
    uint8_t *at = row;
    for (size_t x = 0; x < one->width; x++)
        for (int channel = 0; channel < one->channels; channel++)
            at += put_sample(one, x, y, channel, at);
}

void fill_mask(const struct golden_case *one, uint8_t *mask)
{
    for (size_t i = 0; i < one->width * one->height; i++) {
        size_t x = i % one->width, y = i / one->width;
        uint8_t random = (uint8_t)(random_at(x, y, 9) >> 24);
        bool inside = (x / 12 + y / 10) % 2;
        mask[i] = one->area == NOISE_MASK ? random : inside ? 255 : 0;
    }
}

size_t fill_regions(const struct golden_case *one, blur_region regions[16])
{
    int64_t w = (int64_t)one->width, h = (int64_t)one->height;
    switch (one->area) {
    case ONE_REGION:
        regions[0] = (blur_region){w / 3, h / 4, w / 2, h / 2};
        return 1;
    case TWO_REGIONS:
        regions[0] = (blur_region){w / 5, h / 5, w / 2, h / 3};
        regions[1] = (blur_region){w / 2, h / 3, w / 3, h / 2};
        return 2;
    case MANY_REGIONS:
        for (int64_t i = 0; i < 16; i++)
            regions[i] = (blur_region){i * 37 % w, i * 23 % h, 1 + i % 7, 1 + i % 5};
        return 16;
    case OUTSIDE:
        regions[0] = (blur_region){-5, -7, w / 2 + 5, h / 2 + 7};
        regions[1] = (blur_region){w + 3, 0, 10, h};
        return 2;
    case NO_REGION:
        regions[0] = (blur_region){w / 2, 0, 0, h};
        return 1;
    case WHOLE:
    case NOISE_MASK:
    case BLOCK_MASK:
        break;
    }
    return 0;
}

/* A random multiple of 1/64 between -1 and 1. */
static float random_weight(uint64_t x, uint64_t y)
{
    return (float)(int32_t)(random_at(x, y, 5) % 129) / 64.0f - 1.0f;
}

static float disc_weight(const struct golden_case *one, int x, int y)
{
    int rx = one->kernel_width / 2, ry = one->kernel_height / 2;
    int64_t across = (int64_t)(x - rx) * (ry + 1), down = (int64_t)(y - ry) * (rx + 1);
    int64_t limit = (int64_t)(rx + 1) * (ry + 1);
    return across * across + down * down < limit * limit ? 1.0f : 0.0f;
}

static float weight_at(const struct golden_case *one, int x, int y)
{
    int w = one->kernel_width, h = one->kernel_height;
    bool at_end = (w > 1 && (x == 0 || x == w - 1)), at_top = (h > 1 && (y == 0 || y == h - 1));
    bool in_middle = x == w / 2 && y == h / 2;
    switch (one->weights) {
    case EVEN_BOX:
        return (at_end ? 0.5f : 1.0f) * (at_top ? 0.5f : 1.0f);
    case DISC:
        return disc_weight(one, x, y);
    case LINE:
        return x * h / w == y || y * w / h == x ? 1.0f : 0.0f;
    case PRODUCT:
        return random_weight((uint64_t)x, 1000) * random_weight(2000, (uint64_t)y);
    case SCATTERED:
        return random_weight((uint64_t)x, (uint64_t)y);
    case EDGE:
        return in_middle ? (float)(w * h - 1) : -1.0f;
    case NEAR_ZERO:
        return in_middle ? (float)(w * h - 1) + 0.0625f : -1.0f;
    case ONE_TAP:
        return x == 0 && y == h - 1 ? 3.0f : 0.0f;
    case BOX:
    case GAUSSIAN:
        break;
    }
    return 1.0f;
}

void fill_kernel(const struct golden_case *one, float *kernel)
{
    for (int y = 0; y < one->kernel_height; y++)
        for (int x = 0; x < one->kernel_width; x++)
            *kernel++ = weight_at(one, x, y);
}
