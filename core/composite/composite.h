/* SPDX-License-Identifier: MIT
 * Blurs what is selected of an image, weighed by alpha, in linear light, and all else that lies
 * between samples and the method that blurs them. A method itself, around the methods of some
 * tiles:
 *
 *   rows --working_take--> floats --a tile's method--> floats --mix, working_put--> rows
 *
 * A tile is what is worked on of the image: the columns of a rectangle and those that they depend
 * on, over as many rows. Beside its rectangles, no byte of the image is written but copied. */
#ifndef BLUR_COMPOSITE_H
#define BLUR_COMPOSITE_H

#include "method/spec.h"
#include "composite/selection.h"
#include "method/solver.h"
#include "composite/float_rows.h"

struct tile {
    struct rectangle painted;
    size_t left, right; /* columns that the method sees */
    struct solver solver;
    struct tile_layout {
        size_t place, state, row, group;
    } at; /* where its parts of the state lie */
};

struct paint {
    struct method method; /* first: a pointer to it is one to the whole */
    struct working working;
    bool is_native; /* methods work on the samples themselves */
    size_t width, height, row_bytes, pixel_bytes;
    struct selection selection;
    struct tile *tiles;
    size_t tile_count;
    struct paint_layout {
        size_t weights, kept, all;
    } at;
    double bound;
};

/* Where a tile's rows come from: a pointer to it is one to its first field. */
struct tile_place {
    struct source source;
    const struct source *outer;
    const struct paint *paint;
    const struct tile *tile;
    float *row;   /* the one asked for last, as floats */
    size_t begin; /* the first row that the method makes */
    size_t made;  /* the row that it makes next */
};

/* Bytes of a row of a tile, as its method makes it. */
static inline size_t tile_step(const struct paint *paint, const struct tile *tile)
{
    const size_t pixel =
        paint->is_native ? paint->pixel_bytes : paint->working.channels * sizeof(float);
    return (tile->right - tile->left) * pixel;
}

/* The functions of the method. */
void paint_start(const struct method *method, void *state, const struct source *source,
                 size_t first);
void paint_rows(const struct method *method, void *state, const struct source *source, size_t first,
                size_t count, void *rows, ptrdiff_t stride);

/* Whether anything but the method itself is to be done with samples of a type. */
bool paint_is_needed(const blur_options *options, const struct recipe *recipe, int sample,
                     size_t channels);

/* For a problem of which shape, samples, border and loops are set, and options that have been read.
 * An image that is painted all over is divided into strips of about so many columns, each a tile;
 * 0: it is not. BLUR_OK, or an error: there is nothing to free then. */
int paint_make(struct paint *paint, const struct problem *problem, const blur_options *options,
               const struct recipe *recipe, size_t strip);

/* What the method consists of: makes a tile's part of the state ready for rows from first on, a
 * multiple of its restart; */
void paint_start_tile(const struct paint *paint, void *state, const struct source *source,
                      size_t tile, size_t first);

/* and paints its part of row y, of which from are the samples. Rows come in order. */
void paint_tile(const struct paint *paint, void *state, size_t tile, size_t y,
                const unsigned char *from, unsigned char *to);

void paint_free(struct paint *paint);

#endif
