/* SPDX-License-Identifier: MIT
 * Splits lines into phases to downsample them, and merges phases to interpolate. */
#include "method/multirate_row.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "blur.h"
#include "image/polyphase.h"
#include "image/size.h"

/* Index 0 of a short line is one step before the image, where the interpolation of the first pixels
 * begins; that of the last pixels ends two steps past the image. So low[i] is at the short position
 * i - 1 - fir.radius, and narrow[i] at i - 1. */

static size_t last_step(const struct multirate_row *own)
{
    return (own->padding.width - 1) / own->factor;
}

/* low[0] lies 1 + fir.radius steps before the image, and its smoothing reads up to two steps
 * further: three steps of padding would do, the fourth is a margin. */
static size_t padding_steps(const struct multirate_row *own)
{
    return own->resampling.fir.radius + 4;
}

static size_t low_pixels(const struct multirate_row *own)
{
    return last_step(own) + 4 + 2 * own->resampling.fir.radius;
}

size_t multirate_row_offset(const struct multirate_row *own)
{
    return own->padding.pixels * own->channels;
}

static void blur_edges(const struct multirate_row *own, const int16_t *const *shifts, int16_t *line)
{
    const struct edge_scale *edge = &own->edge_scale;
    size_t last = own->length - edge->high;
    own->loops->convolve_lines_scaled(shifts, &own->taps, 0, edge->scale, line, edge->low);
    own->loops->convolve_lines_scaled(shifts, &own->taps, last, edge->scale + edge->low,
                                      line + last, edge->high);
}

static const int16_t **shifts_of(const struct multirate_row *own, const int16_t *line, size_t count,
                                 void *scratch)
{
    const int16_t **shifts = layout_part(scratch, own->at.pointers);
    for (size_t i = 0; i < count; i++)
        shifts[i] = line + i * own->channels;
    return shifts;
}

static void narrow_by_one(const struct multirate_row *own, int16_t *padded, int16_t *narrow,
                          void *scratch)
{
    const int16_t **shifts = shifts_of(own, padded, 2 * own->taps.radius + 1, scratch);
    own->loops->convolve_lines(shifts, &own->taps, 0, narrow, own->length);
    if (own->renormalizes)
        blur_edges(own, shifts, narrow);
}

/* The taps that low samples are smoothed from: that at offset u lies in phase u modulo factor. */
static const int16_t **smoothing_taps(const struct multirate_row *own, const int16_t *phases,
                                      void *scratch)
{
    const int16_t **taps = layout_part(scratch, own->at.pointers);
    size_t factor = own->factor, radius = own->resampling.down.radius;
    /* Low sample 0 is three steps into the phases. */
    size_t first = 3 * factor - radius;
    for (size_t i = 0; i <= 2 * radius; i++)
        taps[i] =
            phases + (first + i) % factor * own->phase_step + (first + i) / factor * own->channels;
    return taps;
}

void multirate_row_narrow(const struct multirate_row *own, int16_t *padded, int16_t *narrow,
                          void *scratch)
{
    padding_of_line(&own->padding, padded);
    if (own->factor == 1) {
        narrow_by_one(own, padded, narrow, scratch);
        return;
    }
    int16_t *phases = layout_part(scratch, own->at.phases),
            *low = layout_part(scratch, own->at.low);
    size_t steps = (own->padding.width - 1) / own->factor + 1 + 2 * padding_steps(own);
    const struct fixed_taps *fir = &own->resampling.fir;
    polyphase_split(padded, own->channels, own->factor, steps, phases, own->phase_step);
    own->loops->convolve_lines(smoothing_taps(own, phases, scratch), &own->resampling.down, 0, low,
                               low_pixels(own) * own->channels);
    own->loops->convolve_lines(shifts_of(own, low, 2 * fir->radius + 1, scratch), fir, 0, narrow,
                               own->short_length);
}

/* In the first and the last steps, near the edges, samples are divided by the weight inside before
 * they are rounded. */
static size_t low_steps(const struct multirate_row *own)
{
    return (own->edges.low + own->factor - 1) / own->factor;
}

static size_t high_steps(const struct multirate_row *own)
{
    size_t first = (own->padding.width - own->edges.high) / own->factor;
    return own->edges.high > 0 ? last_step(own) + 1 - first : 0;
}

static void widen_edges(const struct multirate_row *own, const int16_t *const taps[4], size_t phase,
                        int16_t *line)
{
    size_t low = low_steps(own) * own->channels, high = high_steps(own) * own->channels;
    size_t first = (last_step(own) + 1) * own->channels - high;
    const int16_t *weights = own->resampling.up[phase];
    const float *scale = own->phase_scale + phase * (low + high);
    own->loops->interpolate_lines_scaled(taps, weights, 0, scale, line, low);
    own->loops->interpolate_lines_scaled(taps, weights, first, scale + low, line + first, high);
}

void multirate_row_widen(const struct multirate_row *own, const int16_t *narrow, int16_t *line,
                         void *scratch)
{
    int16_t *phases = layout_part(scratch, own->at.phases);
    size_t steps = last_step(own) + 1;
    const int16_t *const taps[4] = {narrow, narrow + own->channels, narrow + 2 * own->channels,
                                    narrow + 3 * own->channels};
    for (size_t phase = 0; phase < own->factor; phase++) {
        int16_t *to = phases + phase * own->phase_step;
        own->loops->interpolate_lines(taps, own->resampling.up[phase], 0, to,
                                      steps * own->channels);
        if (own->renormalizes)
            widen_edges(own, taps, phase, to);
    }
    polyphase_merge(phases, own->phase_step, own->channels, own->factor, steps, line);
}

static bool lay_out(struct multirate_row *own)
{
    struct multirate_row_layout *at = &own->at;
    size_t steps = last_step(own) + 1 + 2 * padding_steps(own), phases, pointers, low;
    if (own->factor == 1) {
        pointers = 2 * own->taps.radius + 1;
        phases = low = 0;
    } else {
        pointers = 2 * size_max(own->resampling.fir.radius, own->resampling.down.radius) + 1;
        low = low_pixels(own) * own->channels * sizeof(int16_t);
        if (!line_step(steps * own->channels + polyphase_slack, &own->phase_step) ||
            !size_multiply(own->factor, own->phase_step * sizeof(int16_t), &phases))
            return false;
    }
    return size_multiply(pointers, sizeof(void *), &pointers) &&
           layout_reserve(&at->all, pointers, &at->pointers) &&
           layout_reserve(&at->all, phases, &at->phases) && layout_reserve(&at->all, low, &at->low);
}

/* Computes the scale of every sample of the first and the last steps, phase by phase. */
static bool make_phase_scale(struct multirate_row *own)
{
    size_t low = low_steps(own), high = high_steps(own), steps = last_step(own) + 1;
    size_t count = (low + high) * own->channels;
    own->phase_scale = malloc((own->factor * count + 1) * sizeof *own->phase_scale);
    if (!own->phase_scale)
        return false;
    for (size_t i = 0; i < own->factor * count; i++) {
        size_t step = i % count / own->channels;
        size_t pixel = (step < low ? step : steps - high + step - low) * own->factor + i / count;
        double inside = pixel < own->padding.width ? edges_inside(&own->edges, pixel) : 1;
        own->phase_scale[i] = (float)ldexp(1 / inside, -interpolate_shift);
    }
    return true;
}

static bool make_edges(struct multirate_row *own)
{
    size_t width = own->padding.width;
    const struct resampling *resampling = &own->resampling;
    if (own->factor == 1)
        return edges_make_of_taps(&own->edges, width, &own->taps) &&
               edge_scale_make(&own->edge_scale, &own->edges, own->channels,
                               ldexp(1, -own->taps.shift));
    return edges_make(&own->edges, width, resampling->reach, own->factor, resampling->effective) &&
           make_phase_scale(own);
}

static bool make_lengths(struct multirate_row *own)
{
    size_t steps = last_step(own) + 1;
    own->length = own->padding.width * own->channels;
    if (own->factor == 1) {
        own->padding.pixels = own->taps.radius;
        own->short_length = own->long_length = own->length;
    } else {
        own->padding.pixels = padding_steps(own) * own->factor;
        own->short_length = (steps + 3) * own->channels;
        own->long_length = steps * own->factor * own->channels + polyphase_slack;
    }
    size_t ends = 2 * own->padding.pixels + own->factor;
    return size_add(own->padding.width, ends, &own->padded_length) &&
           size_multiply(own->padded_length, own->channels, &own->padded_length) &&
           size_add(own->padded_length, polyphase_slack, &own->padded_length);
}

bool multirate_row_make(struct multirate_row *own, const struct problem *problem, size_t factor)
{
    const struct half_kernel *kernel = &problem->x;
    *own = (struct multirate_row){
        .loops = problem->loops->bytes,
        .factor = factor,
        .channels = problem->channels,
        .padding = {problem->width, problem->channels, 0, problem->border, {0}},
        .renormalizes = problem->border == BLUR_BORDER_RENORMALIZE};
    memcpy(own->padding.beyond, problem->beyond, sizeof own->padding.beyond);
    bool made = factor == 1
                    ? fixed_taps_make(&own->taps, kernel->weights, kernel->radius, shift_most_line)
                    : resampling_make(&own->resampling, kernel->weights, kernel->radius, factor);
    return made && (!own->renormalizes || make_edges(own)) && make_lengths(own) && lay_out(own);
}

void multirate_row_free(struct multirate_row *own)
{
    resampling_free(&own->resampling);
    fixed_taps_free(&own->taps);
    edges_free(&own->edges);
    edge_scale_free(&own->edge_scale);
    free(own->phase_scale);
}
