/* SPDX-License-Identifier: MIT */
#include "options/custom_kernel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool allocate(int width, int height, struct custom_kernel *kernel)
{
    *kernel = (struct custom_kernel){
        calloc((size_t)width * (size_t)height, sizeof *kernel->weights), width, height};
    return kernel->weights;
}

bool custom_kernel_box(int size, struct custom_kernel *kernel)
{
    if (!allocate(size, size, kernel))
        return false;
    for (int i = 0; i < size * size; i++)
        kernel->weights[i] = 1;
    return true;
}

/* The line goes from (-half c, half s) to (half c, -half s), y pointing down. A pixel weighs 1
 * where its centre is on it, 0 at a distance of 1, and linearly between. */
static double motion_weight(double x, double y, double half, double c, double s)
{
    const double along = x * c - y * s, beside = x * s + y * c;
    const double beyond = fmax(fabs(along) - half, 0);
    return fmax(1 - hypot(beside, beyond), 0);
}

/* Leaves out the outer rows and columns that are all zero, symmetrically. */
static void trim(const double *plane, int radius, int *radius_x, int *radius_y)
{
    const int size = 2 * radius + 1;
    *radius_x = *radius_y = 0;
    for (int y = -radius; y <= radius; y++)
        for (int x = -radius; x <= radius; x++)
            if (plane[(y + radius) * size + x + radius] > 0) {
                *radius_x = abs(x) > *radius_x ? abs(x) : *radius_x;
                *radius_y = abs(y) > *radius_y ? abs(y) : *radius_y;
            }
}

/* The sine and cosine of multiples of 90 degrees are not quite 0 and 1. */
static double snap_to_integer(double value)
{
    const double nearest = round(value);
    return fabs(value - nearest) < 1e-15 ? nearest : value;
}

static double fill_motion(double *plane, int radius, double half, double angle)
{
    const double turn = angle * (acos(-1) / 180), c = snap_to_integer(cos(turn)),
                 s = snap_to_integer(sin(turn));
    double sum = 0;
    for (int y = -radius; y <= radius; y++)
        for (int x = -radius; x <= radius; x++)
            sum += *plane++ = motion_weight(x, y, half, c, s);
    return sum;
}

bool custom_kernel_motion(double length, double angle, struct custom_kernel *kernel)
{
    const double half = (length - 1) / 2;
    const int radius = (int)ceil(half), size = 2 * radius + 1;
    int radius_x, radius_y;
    double *plane = malloc((size_t)size * (size_t)size * sizeof *plane);
    if (!plane)
        return false;
    const double sum = fill_motion(plane, radius, half, angle);
    trim(plane, radius, &radius_x, &radius_y);
    const bool made = allocate(2 * radius_x + 1, 2 * radius_y + 1, kernel);
    for (int y = 0; made && y < kernel->height; y++)
        for (int x = 0; x < kernel->width; x++)
            kernel->weights[y * kernel->width + x] =
                (float)(plane[(y - radius_y + radius) * size + x - radius_x + radius] / sum);
    free(plane);
    return made;
}

void custom_kernel_free(struct custom_kernel *kernel)
{
    free(kernel->weights);
    kernel->weights = NULL;
}
