/* SPDX-License-Identifier: MIT
 * Blurs what is selected of an image, weighted by alpha, in linear light, and all else that lies
 * between samples and the method that blurs them. A method itself, around the methods of some
 * tiles:
 *
 *   rows --float_rows_load--> floats --a tile's method--> floats --mix, float_rows_store--> rows
 *
 * A tile is what is worked on of the image: the columns of a rectangle and those that they depend
 * on, over as many rows. Beside its rectangles, no byte of the image is written but copied. */
#ifndef BLUR_COMPOSITE_H
#define BLUR_COMPOSITE_H

#include "composite/float_rows.h"
#include "composite/selection.h"
#include "method/spec.h"

struct tile {
    struct rectangle target;
    size_t left, right; /* columns that the method sees */
    struct method *method;
    struct tile_layout {
        size_t place, state, row, group;
    } at; /* where its parts of the state lie */
};

struct composite {
    struct method method; /* first: a pointer to it is one to the whole */
    struct float_rows conversion;
    bool is_native; /* methods work on the samples themselves */
    size_t width, height, row_bytes, pixel_bytes;
    struct selection selection;
    struct tile *tiles;
    size_t tile_count;
    struct composite_layout {
        size_t weights, kept, all;
    } at;
};

/* Where a tile's rows come from: a pointer to it is one to its first field. */
struct tile_place {
    struct source source;
    const struct source *outer;
    const struct composite *composite;
    const struct tile *tile;
    float *row;   /* the one asked for last, as floats */
    size_t begin; /* the first row that the method makes */
    size_t made;  /* the row that it makes next */
};

/* Bytes of a row of a tile, as its method makes it. */
static inline size_t tile_step(const struct composite *composite, const struct tile *tile)
{
    const size_t pixel = composite->is_native ? composite->pixel_bytes
                                              : composite->conversion.channels * sizeof(float);
    return (tile->right - tile->left) * pixel;
}

/* The functions of the method. */
void composite_start(const struct method *method, void *state, const struct source *source,
                     size_t first);
void composite_rows(const struct method *method, void *state, const struct source *source,
                    size_t first, size_t count, void *rows, ptrdiff_t stride);

/* Whether anything but the method itself is to be done with samples of a type. */
bool composite_is_needed(const blur_options *options, const struct spec *spec, int sample,
                         size_t channels);

/* For a problem of which shape, samples, border and loops are set, and options that have been read.
 * An image that is blurred all over is divided into strips of about so many columns, each a tile;
 * 0: it is not. BLUR_OK, or an error; *made is NULL then. */
int composite_make(const struct problem *problem, const blur_options *options,
                   const struct spec *spec, size_t strip, struct composite **made);

/* What the method consists of: makes a tile's part of the state ready for rows from first on, a
 * multiple of its restart; */
void composite_start_tile(const struct composite *composite, void *state,
                          const struct source *source, size_t tile, size_t first);

/* and paints its part of row y, of which from are the samples. Rows come in order. */
void composite_tile(const struct composite *composite, void *state, size_t tile, size_t y,
                    const unsigned char *from, unsigned char *to);

#endif
