/* SPDX-License-Identifier: MIT
 * Kernels other than the Gaussian. */
#ifndef BLUR_CUSTOM_KERNEL_H
#define BLUR_CUSTOM_KERNEL_H

#include <stdbool.h>

/* height rows of width weights, both odd. */
struct custom_kernel {
    float *weights; /* NULL: there is none */
    int width, height;
};

/* The longest side of a generated kernel, which then takes 4 MB. */
enum { CUSTOM_KERNEL_MAX_SIDE = 1023 };

/* size x size times 1. False: no memory, and nothing to free. */
bool custom_kernel_box(int size, struct custom_kernel *kernel);

/* A line of a length of at least 1, at an angle in degrees, 0 being along x and 90 upwards; see
 * motion_weight(). As custom_kernel_box(). */
bool custom_kernel_motion(double length, double angle, struct custom_kernel *kernel);

void custom_kernel_free(struct custom_kernel *kernel);

#endif
