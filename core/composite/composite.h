/* SPDX-License-Identifier: MIT
 * A method that wraps others to handle selections, alpha, linear light and dithering. Each tile of
 * the image has its own inner method:
 *
 *   rows --float_rows_load--> floats --a tile's method--> floats --blend, float_rows_store--> rows
 *
 * A tile covers the columns of a rectangle and those that they depend on. Outside the rectangles
 * the image is copied unchanged. */
#ifndef BLUR_COMPOSITE_H
#define BLUR_COMPOSITE_H

#include "composite/float_rows.h"
#include "composite/selection.h"
#include "method/spec.h"

struct tile {
    struct rectangle target;
    size_t left, right; /* the columns that the inner method gets: target and its reach */
    struct method *method;
    struct tile_layout {
        size_t input, state, row, group;
    } at; /* offsets of its parts in the state */
};

struct composite {
    struct method method; /* must be first: it is cast back to the composite */
    struct float_rows conversion;
    bool is_native; /* inner methods work on the samples themselves, without conversion */
    size_t width, height, row_bytes, pixel_bytes;
    struct selection selection;
    struct tile *tiles;
    size_t tile_count;
    struct composite_layout {
        size_t weights, original, all;
    } at;
};

/* The source that a tile's method reads from, and how far it has got. */
struct tile_place {
    struct source source; /* must be first: it is cast back to the tile_place */
    const struct source *outer;
    const struct composite *composite;
    const struct tile *tile;
    float *row;       /* the last row requested, as floats */
    size_t first_row; /* where the method starts */
    size_t next_row;  /* the row that it makes next */
};

/* Bytes per row of the tile's method. */
static inline size_t tile_step(const struct composite *composite, const struct tile *tile)
{
    const size_t pixel = composite->is_native ? composite->pixel_bytes
                                              : composite->conversion.channels * sizeof(float);
    return (tile->right - tile->left) * pixel;
}

/* method.start and method.make of a composite. */
void composite_start(const struct method *method, void *state, const struct source *source,
                     size_t first);
void composite_rows(const struct method *method, void *state, const struct source *source,
                    size_t first, size_t count, void *rows, ptrdiff_t stride);

/* Whether these options need a composite; else the plan uses the inner method directly. */
bool composite_is_needed(const blur_options *options, const struct spec *spec, int sample,
                         size_t channels);

/* Makes a composite for a problem whose shape, samples, border and loops are set, and for validated
 * options. If strip is not 0, and the whole image is blurred, it is divided into tiles of about
 * strip columns. Returns BLUR_OK, or an error with *made NULL. */
int composite_make(const struct problem *problem, const blur_options *options,
                   const struct spec *spec, size_t strip, struct composite **made);

/* Prepares a tile's part of the state for rows from first on, a multiple of its method's restart.
 */
void composite_start_tile(const struct composite *composite, void *state,
                          const struct source *source, size_t tile, size_t first);

/* Writes a tile's part of row y of the image to the row "to"; "from" is the source row. Rows must
 * come in order. */
void composite_tile(const struct composite *composite, void *state, size_t tile, size_t y,
                    const unsigned char *from, unsigned char *to);

#endif
