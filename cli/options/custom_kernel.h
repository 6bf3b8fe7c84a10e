/* SPDX-License-Identifier: MIT
 * Kernels other than the Gaussian. */
#ifndef BLUR_KERNEL_H
#define BLUR_KERNEL_H

#include <stdbool.h>

/* height rows of width weights, both odd. */
struct kernel {
    float *weights; /* NULL: there is none */
    int width, height;
};

/* The most pixels along either axis of those that are made: a plane of 4 MB. */
enum { kernel_most = 1023 };

/* size x size times 1. False: no memory, and nothing to free. */
bool kernel_box(int size, struct kernel *kernel);

/* A line of a length of at least 1, at an angle in degrees, 0 being along x and 90 upwards; see
 * motion_weight(). As kernel_box(). */
bool kernel_motion(double length, double angle, struct kernel *kernel);

/* Rows of numbers in a text file ("-": standard input), separated by blanks or commas; # begins a
 * comment. Says what is wrong with it, as an error of usage. */
bool kernel_read(const char *name, struct kernel *kernel);

void kernel_free(struct kernel *kernel);

#endif
