/* SPDX-License-Identifier: MIT
 * A trial of each of oracle_ways, its image, and what is expected of its plan. */
#ifndef BLUR_TRIAL_H
#define BLUR_TRIAL_H

#include <stddef.h>
#include <stdint.h>

#include "blur.h"
#include "oracle.h"

/* On one thread, with a kernel that the method can do. */
struct oracle_trial trial_of(size_t way, size_t width, size_t height, int channels, int border);

/* The trial's image, of noise. To be freed. */
uint8_t *trial_noise(const struct oracle_trial *trial);

void trial_check_same(const struct oracle_trial *trial, const uint8_t *result,
                      const uint8_t *expected);

/* What a plan says of itself. */
blur_plan_info trial_describe(const blur_plan *plan);

#endif
