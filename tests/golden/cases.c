/* SPDX-License-Identifier: MIT
 *
 * The cases of Gaussians and of blocks. What a group of cases is about is gone through in full; all
 * else is drawn from dice that each group begins anew (a call's arguments hold one roll at most:
 * which comes first is not said), so that a case added to one group leaves the other groups what
 * they are. */
#include <stdlib.h>

#include "golden.h"

static const int sample_types[] = {BLUR_UINT8, BLUR_UINT16, BLUR_FLOAT32};
static const size_t middle_sizes[][2] = {{61, 47}, {40, 90}, {97, 33}, {64, 64}, {131, 29}};

/* ---- What groups are made of ----------------------------------------------------------------- */

static void append(struct case_list *list, const struct golden_case *added)
{
    if (list->count == list->room) {
        list->room = list->room * 2 + 64;
        list->cases = realloc(list->cases, list->room * sizeof *list->cases);
        if (!list->cases)
            abort();
    }
    list->cases[list->count++] = *added;
}

/* Every fourth is also run another way. */
void add_case(struct case_list *list, struct golden_case added)
{
    append(list, &added);
    if (roll(list, 4) == 0) {
        added.way = (enum way)(1 + roll(list, WAYS - 1));
        append(list, &added);
    }
}

size_t roll(struct case_list *list, size_t sides)
{
    return (size_t)((next_random(&list->dice) >> 33) % sides);
}

enum pattern roll_pattern(struct case_list *list, int sample)
{
    static const enum pattern patterns[] = {NOISE, NOISE,  NOISE,  RAMP,     FLAT,
                                            EDGES, CUTOUT, CUTOUT, EXTREMES, SPECIALS};
    return patterns[roll(list, COUNT_OF(patterns) - (sample != BLUR_FLOAT32))];
}

struct golden_case image_case(int sample, int channels, size_t width, size_t height,
                              enum pattern pattern)
{
    return (struct golden_case){.sample = sample,
                                .channels = channels,
                                .width = width,
                                .height = height,
                                .pattern = pattern};
}

void set_border(struct golden_case *one, int border)
{
    static const uint8_t color[4] = {10, 200, 77, 128};
    static const double words[4] = {1000.4, 60000, 3, 40000}, floats[4] = {0.25, -3, 1.5, 0.5};
    one->options.border = border;
    if (border != BLUR_BORDER_CONSTANT)
        return;
    for (int i = 0; i < 4; i++) {
        if (one->sample == BLUR_UINT8)
            one->options.border_color[i] = color[i];
        else
            one->options.border_value[i] = one->sample == BLUR_UINT16 ? words[i] : floats[i];
    }
}

/* Border, and what becomes of alpha and light. */
void roll_look(struct case_list *list, struct golden_case *one)
{
    set_border(one, (int)roll(list, 6));
    one->options.alpha = one->channels % 2 == 0 && roll(list, 3) == 0;
    one->options.light = one->sample != BLUR_FLOAT32 && roll(list, 5) == 0;
    one->options.dither = one->sample == BLUR_UINT8 && roll(list, 6) == 0;
}

static struct golden_case roll_image(struct case_list *list, int sample)
{
    const size_t *size = middle_sizes[roll(list, COUNT_OF(middle_sizes))];
    int channels = 1 + (int)roll(list, 4);
    return image_case(sample, channels, size[0], size[1], roll_pattern(list, sample));
}

static void set_kernel_size(struct golden_case *one, int kernel_size)
{
    one->options.given |= BLUR_GIVEN_KERNEL_SIZE;
    one->options.kernel_size = kernel_size;
}

static void set_sigma(struct golden_case *one, double sigma)
{
    one->options.given |= BLUR_GIVEN_SIGMA;
    one->options.sigma = sigma;
}

static void set_y(struct golden_case *one, int kernel_size, double sigma)
{
    one->options.given |= kernel_size ? BLUR_GIVEN_KERNEL_SIZE_Y : BLUR_GIVEN_SIGMA_Y;
    one->options.kernel_size_y = kernel_size;
    one->options.sigma_y = sigma;
}

/* ---- Groups ---------------------------------------------------------------------------------- */

static void add_sizes(struct case_list *list)
{
    static const size_t sizes[][2] = {
        {1, 1},   {1, 2},   {2, 1},   {1, 9},   {9, 1},   {1, 200},  {200, 1},  {3, 5},
        {7, 7},   {8, 2},   {15, 4},  {16, 5},  {17, 3},  {31, 7},   {32, 9},   {33, 8},
        {63, 6},  {64, 5},  {65, 10}, {127, 4}, {128, 3}, {129, 11}, {257, 5},  {5, 257},
        {13, 97}, {255, 2}, {2, 67},  {19, 19}, {47, 16}, {23, 128}, {101, 37}, {4, 4}};
    static const int kernel_sizes[] = {3, 5, 9, 13, 21, 45, 99};
    list->dice = 1;
    for (size_t i = 0; i < COUNT_OF(sizes); i++)
        for (size_t s = 0; s < COUNT_OF(sample_types); s++) {
            struct golden_case one = roll_image(list, sample_types[s]);
            one.width = sizes[i][0];
            one.height = sizes[i][1];
            set_kernel_size(&one, kernel_sizes[roll(list, COUNT_OF(kernel_sizes))]);
            roll_look(list, &one);
            add_case(list, one);
        }
}

static void add_kernel_sizes(struct case_list *list)
{
    static const int kernel_sizes[] = {1,  3,  5,  7,  9,   11,  13,  15,  17,  21,
                                       31, 45, 63, 65, 101, 127, 201, 401, 1001};
    list->dice = 2;
    for (size_t i = 0; i < COUNT_OF(kernel_sizes); i++)
        for (int both = 0; both < 6; both++) {
            struct golden_case one = roll_image(list, sample_types[both % 3]);
            set_kernel_size(&one, kernel_sizes[i]);
            one.options.accuracy = both / 3;
            set_border(&one, (int)roll(list, 6));
            add_case(list, one);
        }
}

static void add_sigmas(struct case_list *list)
{
    static const double sigmas[] = {0, 0.1, 0.3, 0.5, 1, 1.7, 2.5, 4, 8, 13.3, 25, 60, 150, 500};
    static const struct {
        int kernel_size;
        double sigma;
    } both[] = {{3, 50}, {31, 0.5}, {31, 100}, {101, 25}, {1001, 300}, {65535, 9}, {1, 3}};
    list->dice = 3;
    for (size_t s = 0; s < COUNT_OF(sample_types); s++) {
        for (size_t i = 0; i < COUNT_OF(sigmas); i++) {
            struct golden_case one = roll_image(list, sample_types[s]);
            set_sigma(&one, sigmas[i]);
            one.options.accuracy = (int)roll(list, 2);
            set_border(&one, (int)roll(list, 6));
            add_case(list, one);
        }
        for (size_t i = 0; i < COUNT_OF(both); i++) {
            struct golden_case one = roll_image(list, sample_types[s]);
            set_kernel_size(&one, both[i].kernel_size);
            set_sigma(&one, both[i].sigma);
            roll_look(list, &one);
            add_case(list, one);
        }
    }
}

static void add_axes(struct case_list *list)
{
    static const int kernel_sizes[][2] = {{9, 1}, {1, 9}, {31, 5}, {5, 31}, {1, 201}, {301, 3}};
    static const double sigmas[][2] = {{2, 20}, {20, 0}, {0, 7}, {12, 1}, {1.5, 2.5}};
    list->dice = 4;
    for (size_t s = 0; s < COUNT_OF(sample_types); s++) {
        for (size_t i = 0; i < COUNT_OF(kernel_sizes); i++) {
            struct golden_case one = roll_image(list, sample_types[s]);
            set_kernel_size(&one, kernel_sizes[i][0]);
            set_y(&one, kernel_sizes[i][1], 0);
            roll_look(list, &one);
            add_case(list, one);
        }
        for (size_t i = 0; i < COUNT_OF(sigmas); i++) {
            struct golden_case one = roll_image(list, sample_types[s]);
            set_sigma(&one, sigmas[i][0]);
            set_y(&one, 0, sigmas[i][1]);
            roll_look(list, &one);
            add_case(list, one);
        }
    }
}

/* Deep enough that what is cut off does not matter, which this method needs; without a border, so
 * is an image larger than the kernel. */
static struct golden_case roll_multirate(struct case_list *list, int sigma, int border)
{
    struct golden_case one = roll_image(list, BLUR_UINT8);
    set_sigma(&one, sigma);
    set_kernel_size(&one, 8 * sigma + 1);
    one.options.method = BLUR_METHOD_MULTIRATE;
    one.options.alpha = one.channels % 2 == 0;
    set_border(&one, border);
    if (border == BLUR_BORDER_RENORMALIZE) {
        one.width += (size_t)one.options.kernel_size;
        one.height += (size_t)one.options.kernel_size;
    }
    return one;
}

static void add_multirate(struct case_list *list)
{
    static const int sigmas[] = {6, 9, 12, 20, 60};
    list->dice = 5;
    for (size_t i = 0; i < COUNT_OF(sigmas); i++)
        for (int border = 0; border < 6; border++)
            add_case(list, roll_multirate(list, sigmas[i], border));
}

/* Direct and by cosines, each with every border and type of sample. */
static void add_methods(struct case_list *list)
{
    static const int kernel_sizes[] = {15, 55, 151};
    list->dice = 6;
    for (size_t s = 0; s < COUNT_OF(sample_types); s++)
        for (int border = 0; border < 6; border++) {
            for (size_t i = 0; i < COUNT_OF(kernel_sizes); i++) {
                struct golden_case one = roll_image(list, sample_types[s]);
                set_kernel_size(&one, kernel_sizes[i]);
                roll_look(list, &one);
                set_border(&one, border);
                one.options.accuracy = (int)roll(list, 2);
                one.options.method = BLUR_METHOD_COSINE;
                add_case(list, one);
            }
            struct golden_case one = roll_image(list, sample_types[s]);
            set_sigma(&one, 1 + (double)roll(list, 40) / 4);
            roll_look(list, &one);
            set_border(&one, border);
            one.options.accuracy = (int)roll(list, 2);
            one.options.method = BLUR_METHOD_DIRECT;
            add_case(list, one);
        }
}

/* What colours are weighted by, in which light, and what is rounded. */
static void add_looks(struct case_list *list)
{
    static const int kernel_sizes[] = {5, 19, 75};
    list->dice = 7;
    for (size_t s = 0; s < COUNT_OF(sample_types); s++)
        for (int channels = 1; channels <= 4; channels++)
            for (int bits = 0; bits < 8; bits++) {
                struct golden_case one = roll_image(list, sample_types[s]);
                bool is_linear = bits & 1, is_straight = bits & 2, is_dithered = bits & 4;
                if ((is_straight && channels % 2 == 1) || (is_dithered && s != 0) ||
                    (is_linear && one.sample == BLUR_FLOAT32))
                    continue;
                one.channels = channels;
                set_border(&one, (int)roll(list, 6));
                one.options.light = is_linear;
                one.options.alpha = is_straight;
                one.options.dither = is_dithered;
                one.options.accuracy = (int)roll(list, 2);
                set_kernel_size(&one, kernel_sizes[roll(list, COUNT_OF(kernel_sizes))]);
                add_case(list, one);
            }
}

static void roll_area(struct case_list *list, struct golden_case *one, enum area area)
{
    static const int feathers[] = {0, 0, 1, 7, 40};
    one->area = area;
    one->options.inverts = roll(list, 3) == 0;
    if (area < NOISE_MASK)
        one->options.feather = feathers[roll(list, COUNT_OF(feathers))];
}

static void add_areas(struct case_list *list)
{
    list->dice = 8;
    for (int area = ONE_REGION; area <= BLOCK_MASK; area++)
        for (int round = 0; round < 9; round++) {
            struct golden_case one = roll_image(list, sample_types[round % 3]);
            roll_look(list, &one);
            set_kernel_size(&one, 3 + 2 * (int)roll(list, round < 6 ? 9 : 60));
            roll_area(list, &one, (enum area)area);
            add_case(list, one);
        }
}

static void add_blocks(struct case_list *list)
{
    static const int blocks[] = {1, 2, 3, 8, 17, 64, 1000};
    list->dice = 9;
    for (size_t i = 0; i < COUNT_OF(blocks); i++)
        for (int round = 0; round < 6; round++) {
            struct golden_case one = roll_image(list, sample_types[round % 3]);
            roll_look(list, &one);
            one.options.border = 0;
            if (round >= 3)
                roll_area(list, &one, (enum area)(1 + roll(list, BLOCK_MASK)));
            one.options.pixelate = blocks[i];
            add_case(list, one);
        }
}

/* Images that several threads work on, most of them so high that cosines may begin in the middle:
 * in place, too, where the rows between two threads must be kept. */
static void add_large(struct case_list *list)
{
    static const struct {
        int sample, channels, accuracy;
        double sigma;
        size_t width, height;
    } large[] = {{BLUR_UINT8, 4, 0, 6, 290, 803},     {BLUR_UINT8, 3, 1, 5, 230, 310},
                 {BLUR_UINT8, 3, 0, 15, 270, 850},    {BLUR_UINT8, 4, 1, 18, 121, 1040},
                 {BLUR_UINT16, 3, 0, 1.3, 330, 290},  {BLUR_UINT16, 4, 1, 7, 91, 1040},
                 {BLUR_FLOAT32, 3, 1, 1.3, 230, 290}, {BLUR_FLOAT32, 3, 0, 30, 123, 1040}};
    list->dice = 10;
    for (size_t i = 0; i < COUNT_OF(large); i++) {
        struct golden_case one = image_case(large[i].sample, large[i].channels, large[i].width,
                                            large[i].height, roll_pattern(list, large[i].sample));
        set_sigma(&one, large[i].sigma);
        one.options.accuracy = large[i].accuracy;
        one.options.alpha = large[i].sample == BLUR_UINT8;
        one.options.alpha &= one.channels == 4;
        set_border(&one, (int)roll(list, 6));
        append(list, &one);
        one.way = IN_PLACE;
        append(list, &one);
        if (i % 3)
            continue;
        one.way = CALL;
        roll_area(list, &one, (enum area)(1 + roll(list, BLOCK_MASK)));
        append(list, &one);
    }
}

/* Bytes with alpha, so large that opaque and clear parts of them are done without it. */
static void add_opaque_parts(struct case_list *list)
{
    static const double sigmas[] = {1, 2.2, 6};
    list->dice = 11;
    for (int border = 0; border < 6; border++) {
        struct golden_case one = image_case(BLUR_UINT8, border % 2 ? 4 : 2, 781, 181, CUTOUT);
        set_border(&one, border);
        set_sigma(&one, sigmas[roll(list, COUNT_OF(sigmas))]);
        one.options.accuracy = (int)roll(list, 2);
        append(list, &one);
        one.way = border % 2 ? IN_PLACE : STREAM;
        append(list, &one);
    }
}

static void add_refused(struct case_list *list)
{
    struct golden_case one = image_case(BLUR_FLOAT32, 3, 20, 10, NOISE);
    one.options.light = BLUR_LIGHT_LINEAR;
    append(list, &one);
    one = image_case(BLUR_UINT16, 3, 20, 10, NOISE);
    one.options.method = BLUR_METHOD_MULTIRATE;
    append(list, &one);
    one = image_case(BLUR_UINT8, 3, 20, 10, NOISE);
    set_kernel_size(&one, 4);
    append(list, &one);
    set_kernel_size(&one, BLUR_KERNEL_SIZE_MAX + 2);
    append(list, &one);
}

void add_gaussian_cases(struct case_list *list)
{
    add_sizes(list);
    add_kernel_sizes(list);
    add_sigmas(list);
    add_axes(list);
    add_multirate(list);
    add_methods(list);
    add_looks(list);
    add_areas(list);
    add_blocks(list);
    add_large(list);
    add_opaque_parts(list);
    add_refused(list);
}
