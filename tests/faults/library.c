/* SPDX-License-Identifier: MIT
 *
 * Usage: library NAME
 * Calls the shared library as that name says, and writes what comes out. Exit status 0: all calls
 * have worked; 1: one has said that there is no memory, and so does a line; 3: anything else, such
 * as a result that has changed all the same. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "blur.h"

/* So many pixels: what takes less than this is done without threads. */
enum { width = 43, height = 37, large = 700, most_samples = large * large * 4 };

/* Static, so that none of it is in question. 4 bytes a sample are the most. */
static uint32_t source[most_samples], target[most_samples];
static float kernel[7 * 7];
static uint8_t mask[width * height];
static const char *name;

struct shape {
    int sample;
    size_t width, height;
    int channels;
};

static const struct shape bytes3 = {BLUR_UINT8, width, height, 3},
                          bytes4 = {BLUR_UINT8, width, height, 4},
                          words3 = {BLUR_UINT16, width, height, 3},
                          floats3 = {BLUR_FLOAT32, width, height, 3},
                          bytes_large = {BLUR_UINT8, large, large, 3};

static size_t sample_bytes(const struct shape *shape)
{
    return shape->sample == BLUR_UINT8 ? 1 : shape->sample == BLUR_UINT16 ? 2 : 4;
}

static size_t row_bytes(const struct shape *shape)
{
    return shape->width * (size_t)shape->channels * sample_bytes(shape);
}

static size_t all_bytes(const struct shape *shape)
{
    return row_bytes(shape) * shape->height;
}

/* ---- What comes of a call -------------------------------------------------------------------- */

static _Noreturn void fail(const char *text)
{
    fprintf(stderr, "blur: %s: %s\n", name, text);
    _Exit(3);
}

/* After an error, memory is what it was. */
static void check_untouched(const struct shape *shape)
{
    const unsigned char *bytes = (const unsigned char *)target;
    for (size_t i = 0; i < all_bytes(shape); i++)
        if (bytes[i] != 0)
            fail("a failed call has written");
}

/* Returns whether it has worked; where it has not, for no reason but want of memory. */
static bool worked(int status)
{
    if (status != BLUR_OK && status != BLUR_ERROR_MEMORY)
        fail(blur_strerror(status));
    return status == BLUR_OK;
}

static void put(const struct shape *shape)
{
    const unsigned char *bytes = (const unsigned char *)target;
    for (size_t done = 0; done < all_bytes(shape);) {
        ssize_t wrote = write(STDOUT_FILENO, bytes + done, all_bytes(shape) - done);
        if (wrote < 0)
            fail("cannot write");
        done += (size_t)wrote;
    }
}

/* Noise by a linear congruence (Knuth), and floats of 0..1. */
static void fill(const struct shape *shape)
{
    uint64_t state = 1;
    unsigned char *bytes = (unsigned char *)source;
    for (size_t i = 0; i < all_bytes(shape); i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        bytes[i] = (unsigned char)(state >> 56);
    }
    for (size_t i = 0; shape->sample == BLUR_FLOAT32 && i < all_bytes(shape) / 4; i++) {
        float value = (float)source[i] / 4294967296.0f;
        memcpy(&source[i], &value, sizeof value);
    }
    for (size_t i = 0; i < sizeof mask; i++)
        mask[i] = (uint8_t)(i % 3 * 127);
}

/* ---- Calls ----------------------------------------------------------------------------------- */

static blur_options plain(void)
{
    return (blur_options){.size = sizeof(blur_options), .threads = 1};
}

static bool gaussian(const struct shape *shape, const blur_options *options)
{
    ptrdiff_t row = (ptrdiff_t)row_bytes(shape);
    fill(shape);
    if (worked(blur_gaussian(options, shape->sample, shape->width, shape->height, shape->channels,
                             source, row, target, row)))
        return true;
    check_untouched(shape);
    return false;
}

static bool with_method(int method, int accuracy, double sigma)
{
    blur_options options = plain();
    options.method = method;
    options.accuracy = accuracy;
    options.given = BLUR_GIVEN_SIGMA;
    options.sigma = sigma;
    return gaussian(&bytes3, &options);
}

/* A kernel that is no product, or one that is. */
static bool convolve(const struct shape *shape, bool is_product, int raw)
{
    blur_options options = plain();
    ptrdiff_t row = (ptrdiff_t)row_bytes(shape);
    options.raw = raw;
    fill(shape);
    for (int i = 0; i < 49; i++)
        kernel[i] = is_product ? (float)((1 + i / 7) * (8 - i % 7)) : (float)(i * i % 11 + 1);
    if (worked(blur_convolve(&options, shape->sample, shape->width, shape->height, shape->channels,
                             kernel, 7, 7, source, row, target, row)))
        return true;
    check_untouched(shape);
    return false;
}

static bool pull_all(const struct shape *shape, blur_stream *stream, size_t *row)
{
    while (blur_stream_rows(stream) > 0)
        if (blur_stream_pull(stream, (char *)target + (*row)++ * row_bytes(shape)) != BLUR_OK)
            fail("a row cannot be pulled");
    return *row == shape->height;
}

static bool stream(const struct shape *shape, int border)
{
    blur_options options = plain();
    blur_plan *plan = NULL;
    blur_stream *rows = NULL;
    size_t pulled = 0;
    bool done;
    options.border = border;
    fill(shape);
    done = worked(blur_plan_make(&options, shape->sample, shape->width, shape->height,
                                 shape->channels, &plan)) &&
           worked(blur_stream_open(plan, &rows));
    if (!done && rows)
        fail("an error, and a stream");
    for (size_t y = 0; done && y < shape->height; y++) {
        if (blur_stream_push(rows, (char *)source + y * row_bytes(shape)) != BLUR_OK)
            fail("a row cannot be pushed");
        pull_all(shape, rows, &pulled);
    }
    if (done && !pull_all(shape, rows, &pulled))
        fail("rows are missing");
    blur_stream_close(rows);
    blur_plan_free(plan);
    return done;
}

static bool image(void)
{
    Image *made = create_image(width, height, 3);
    bool done = made != NULL;
    if (done)
        memcpy(target, made->data, all_bytes(&bytes3));
    free_image(made);
    if (blur_image_count() != 0)
        fail("an image counts that is none");
    return done;
}

/* The only call without a status: its result, or nothing at all. */
static bool article(void)
{
    Image src = {width, height, 3, (uint8_t *)source}, dst = {width, height, 3, (uint8_t *)target};
    fill(&bytes3);
    for (int i = 0; i < 25; i++)
        kernel[i] = (float)(i * i % 7 + 1);
    apply_convolution(&src, &dst, kernel, 5);
    for (size_t i = 0; i < all_bytes(&bytes3); i++)
        if (((uint8_t *)target)[i] != 0)
            return true;
    return false;
}

static bool with_effect(const char *effect)
{
    static const blur_region regions[] = {{3, 4, 20, 9}, {-5, 20, 30, 30}, {10, 8, 25, 9}};
    blur_options options = plain();
    if (strcmp(effect, "regions") == 0) {
        options.regions = regions;
        options.region_count = 3;
        options.feather = 4;
    } else if (strcmp(effect, "mask") == 0) {
        options.mask = mask;
        options.mask_stride = width;
        options.mask_width = width;
        options.mask_height = height;
        options.inverts = 1;
    } else if (strcmp(effect, "pixelate") == 0) {
        options.pixelate = 5;
    } else {
        options.light = BLUR_LIGHT_LINEAR;
    }
    return gaussian(strcmp(effect, "linear16") == 0 ? &words3 : &bytes4, &options);
}

static bool in_threads(void)
{
    blur_options options = plain();
    options.threads = 4;
    options.given = BLUR_GIVEN_SIGMA;
    options.sigma = 6;
    return gaussian(&bytes_large, &options);
}

/* ---- By name --------------------------------------------------------------------------------- */

static bool call(const struct shape **shape)
{
    blur_options options = plain();
#define IS(text) (strcmp(name, text) == 0)
    *shape = &bytes3;
    if (IS("gaussian"))
        return gaussian(*shape, &options);
    if (IS("gaussian16"))
        return gaussian(*shape = &words3, &options);
    if (IS("gaussianfloat"))
        return gaussian(*shape = &floats3, &options);
    if (IS("multirate"))
        return with_method(BLUR_METHOD_MULTIRATE, BLUR_ACCURACY_NORMAL, 12);
    if (IS("cosine"))
        return with_method(BLUR_METHOD_COSINE, BLUR_ACCURACY_NORMAL, 12);
    if (IS("exact"))
        return with_method(BLUR_METHOD_AUTO, BLUR_ACCURACY_EXACT, 12);
    if (IS("threads"))
        return *shape = &bytes_large, in_threads();
    if (IS("alpha"))
        return gaussian(*shape = &bytes4, &options);
    if (IS("regions") || IS("mask") || IS("pixelate") || IS("linear"))
        return *shape = &bytes4, with_effect(name);
    if (IS("linear16"))
        return *shape = &words3, with_effect(name);
    if (IS("convolve") || IS("product"))
        return convolve(*shape, IS("product"), 0);
    if (IS("convolve16"))
        return convolve(*shape = &words3, false, 0);
    if (IS("raw"))
        return convolve(*shape, false, 1);
    if (IS("stream") || IS("wrapstream"))
        return stream(*shape, IS("stream") ? BLUR_BORDER_REFLECT : BLUR_BORDER_WRAP);
    if (IS("image"))
        return image();
    if (IS("article"))
        return article();
#undef IS
    fail("no such name");
}

int main(int count, char **arguments)
{
    const struct shape *shape;
    name = count == 2 ? arguments[1] : "";
    if (call(&shape)) {
        put(shape);
        return EXIT_SUCCESS;
    }
    fprintf(stderr, "blur: %s: out of memory\n", name);
    return EXIT_FAILURE;
}
