/* SPDX-License-Identifier: MIT
 *
 * One case: an image, and what the library is asked to make of it. */
#ifndef GOLDEN_H
#define GOLDEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blur.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Where the source's samples come from. */
enum pattern {
    NOISE,
    FLAT,
    RAMP,
    EDGES,    /* blocks of black and white */
    EXTREMES, /* the ends of the range at random; of floats also denormals and -0 */
    CUTOUT,   /* noise, opaque and clear in parts: see cutout_alpha_at() */
    SPECIALS  /* floats: noise with NaN and infinities */
};

/* Which part of the image is blurred. */
enum area {
    WHOLE,
    ONE_REGION,
    TWO_REGIONS, /* overlapping */
    MANY_REGIONS,
    OUTSIDE, /* one region across the image's corner, one beyond it */
    NO_REGION,
    NOISE_MASK,
    BLOCK_MASK
};

/* The kernel of a convolution. */
enum weights {
    GAUSSIAN, /* no convolution: blur_gaussian() */
    BOX,
    EVEN_BOX, /* as wide as an even number: half a weight at either end */
    DISC,
    LINE,
    PRODUCT,   /* of two random vectors */
    SCATTERED, /* random weights of both signs */
    EDGE,      /* sums to zero */
    NEAR_ZERO, /* sums to little against its weights */
    ONE_TAP    /* zero but in a corner */
};

/* How the library is called. The samples must be those of CALL. */
enum way { CALL, IN_PLACE, STREAM, PADDED, BOTTOM_UP, IN_PLACE_BOTTOM_UP, WAYS };

struct golden_case {
    blur_options options; /* without the fields that hold pointers */
    int sample, channels;
    size_t width, height;
    enum pattern pattern;
    enum area area;
    enum weights weights;
    int kernel_width, kernel_height;
    enum way way;
};

enum { name_size = 256 };

/* cases.c, convolution_cases.c: append to a list. */
struct case_list {
    struct golden_case *cases;
    size_t count, room;
    uint64_t dice;
};

void add_case(struct case_list *list, struct golden_case added);
size_t roll(struct case_list *list, size_t sides);
enum pattern roll_pattern(struct case_list *list, int sample);
struct golden_case image_case(int sample, int channels, size_t width, size_t height,
                              enum pattern pattern);
void set_border(struct golden_case *one, int border);
void roll_look(struct case_list *list, struct golden_case *one);
void add_gaussian_cases(struct case_list *list);
void add_convolution_cases(struct case_list *list);

/* case_name.c */
void name_case(const struct golden_case *one, char name[name_size]);

/* patterns.c */
uint64_t next_random(uint64_t *state);
void fill_row(const struct golden_case *one, size_t y, void *row);
void fill_mask(const struct golden_case *one, uint8_t *mask);
size_t fill_regions(const struct golden_case *one, blur_region regions[16]);
void fill_kernel(const struct golden_case *one, float *kernel);

/* case_run.c: the status, and where it is BLUR_OK a hash of what was written. */
int run_case(const struct golden_case *one, int variant, int threads, uint64_t *hash);

#endif
