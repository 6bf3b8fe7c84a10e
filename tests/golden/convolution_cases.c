/* SPDX-License-Identifier: MIT
 *
 * The cases of convolutions: see cases.c. */
#include "golden.h"

static const int sample_types[] = {BLUR_UINT8, BLUR_UINT16, BLUR_FLOAT32};

static struct golden_case roll_convolution(struct case_list *list, int sample, enum weights weights,
                                           const int size[2])
{
    int channels = 1 + (int)roll(list, 4);
    size_t width = 20 + roll(list, 70), height = 10 + roll(list, 50);
    struct golden_case one =
        image_case(sample, channels, width, height, roll_pattern(list, sample));
    one.weights = weights;
    one.kernel_width = size[0];
    one.kernel_height = size[1];
    return one;
}

static void set_raw(struct case_list *list, struct golden_case *one)
{
    static const double biases[] = {0, 0.5, -0.25, 0.125};
    one->options.raw = 1;
    one->options.bias = biases[roll(list, COUNT_OF(biases))];
}

/* Each kind of kernel in each size. */
static void add_kernels(struct case_list *list)
{
    static const int sizes[][2] = {{3, 3}, {1, 9}, {9, 1}, {5, 7}, {15, 15}, {21, 3}};
    list->dice = 20;
    for (int weights = BOX; weights <= ONE_TAP; weights++)
        for (size_t i = 0; i < COUNT_OF(sizes); i++)
            for (int raw = 0; raw < 2; raw++) {
                int sample = sample_types[roll(list, 3)];
                struct golden_case one =
                    roll_convolution(list, sample, (enum weights)weights, sizes[i]);
                roll_look(list, &one);
                if (raw)
                    set_raw(list, &one);
                add_case(list, one);
            }
}

static void add_large_kernels(struct case_list *list)
{
    static const int sizes[][2] = {{1, 101}, {301, 1}, {41, 41}, {99, 5}, {1, 1}};
    static const enum weights kinds[] = {BOX, EVEN_BOX, DISC, PRODUCT, SCATTERED};
    list->dice = 21;
    for (size_t kind = 0; kind < COUNT_OF(kinds); kind++)
        for (size_t i = 0; i < COUNT_OF(sizes); i++) {
            struct golden_case one =
                roll_convolution(list, sample_types[(kind + i) % 3], kinds[kind], sizes[i]);
            roll_look(list, &one);
            add_case(list, one);
        }
}

static void add_borders(struct case_list *list)
{
    static const enum weights kinds[] = {BOX, SCATTERED};
    static const int size[2] = {7, 9};
    list->dice = 22;
    for (size_t kind = 0; kind < COUNT_OF(kinds); kind++)
        for (size_t s = 0; s < COUNT_OF(sample_types); s++)
            for (int border = 0; border < 6; border++) {
                struct golden_case one = roll_convolution(list, sample_types[s], kinds[kind], size);
                if (roll(list, 3) == 0) /* smaller than the kernel */
                    one.width = one.height = 3;
                roll_look(list, &one);
                set_border(&one, border);
                if (roll(list, 3) == 0)
                    one.area = (enum area)(1 + roll(list, BLOCK_MASK));
                add_case(list, one);
            }
}

/* Images that several threads work on. */
static void add_large(struct case_list *list)
{
    static const enum weights kinds[] = {BOX, DISC};
    static const int size[2] = {13, 13};
    list->dice = 23;
    for (size_t kind = 0; kind < COUNT_OF(kinds); kind++)
        for (size_t s = 0; s < COUNT_OF(sample_types); s++) {
            struct golden_case one = roll_convolution(list, sample_types[s], kinds[kind], size);
            one.width += kinds[kind] == BOX ? 300 : 150;
            one.height += kinds[kind] == BOX ? 300 : 150;
            roll_look(list, &one);
            add_case(list, one);
            one.way = IN_PLACE;
            add_case(list, one);
        }
}

void add_convolution_cases(struct case_list *list)
{
    add_kernels(list);
    add_large_kernels(list);
    add_borders(list);
    add_large(list);
}
