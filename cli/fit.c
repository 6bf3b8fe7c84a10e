/* SPDX-License-Identifier: MIT */
#include "fit.h"

struct fit fit_make(const struct picture *picture, bool drops_alpha, bool narrows,
                    struct color background)
{
    struct fit fit = {.width = picture->width,
                      .channels = picture->channels,
                      .sample = picture->sample,
                      .drops_alpha = drops_alpha && picture->channels % 2 == 0,
                      .narrows = narrows && picture->sample == BLUR_UINT16};
    uint8_t pixel[4];
    color_pixel(background, picture->channels, pixel);
    for (int i = 0; i < picture->channels; i++)
        fit.background[i] = (uint16_t)(picture->sample == BLUR_UINT16 ? 257 * pixel[i] : pixel[i]);
    return fit;
}

static unsigned sample_at(const struct fit *fit, const void *row, size_t index)
{
    return fit->sample == BLUR_UINT16 ? ((const uint16_t *)row)[index]
                                      : ((const uint8_t *)row)[index];
}

static void put_sample(bool is_wide, void *row, size_t index, uint64_t sample)
{
    if (is_wide)
        ((uint16_t *)row)[index] = (uint16_t)sample;
    else
        ((uint8_t *)row)[index] = (uint8_t)sample;
}

/* 16-bit samples as the nearest 8-bit ones: v * 255 / 65535 = v / 257. */
static void narrow(const struct fit *fit, void *row)
{
    const uint16_t *wide = row;
    uint8_t *samples = row;
    for (size_t i = 0; i < fit->width * (size_t)fit->channels; i++)
        samples[i] = (uint8_t)((wide[i] + 128u) / 257u);
}

/* Lays the colours on the background, in one rounding with the narrowing. */
static void compose(struct fit *fit, void *row)
{
    const size_t channels = (size_t)fit->channels, colors = channels - 1;
    const uint64_t opaque = fit->sample == BLUR_UINT16 ? 65535 : 255;
    const uint64_t divisor = opaque * (fit->narrows ? 257 : 1);
    const bool is_wide = fit->sample == BLUR_UINT16 && !fit->narrows;
    for (size_t x = 0; x < fit->width; x++) {
        uint64_t alpha = sample_at(fit, row, x * channels + colors);
        fit->has_met_transparent |= alpha != opaque;
        for (size_t i = 0; i < colors; i++) {
            uint64_t sum = sample_at(fit, row, x * channels + i) * alpha +
                           fit->background[i] * (opaque - alpha);
            put_sample(is_wide, row, x * colors + i, (sum + divisor / 2) / divisor);
        }
    }
}

void fit_row(struct fit *fit, void *row)
{
    if (fit->drops_alpha)
        compose(fit, row);
    else if (fit->narrows)
        narrow(fit, row);
}
