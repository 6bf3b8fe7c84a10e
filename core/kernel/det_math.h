/* SPDX-License-Identifier: MIT
 * Deterministic exp, cos and sin for kernel design, built from additions, multiplications and
 * divisions alone. The C library's may differ in the last bit from one CPU to another, which is
 * enough to change a design and with it some bytes of a result. */
#ifndef BLUR_DET_MATH_H
#define BLUR_DET_MATH_H

#define DET_PI 3.14159265358979323846

/* Accurate to about 1e-15; a relative error for exp, and for sin of small numbers. exp: x <= 0. cos
 * and sin: |x| up to 10^5. */
double det_exp(double x);
double det_cos(double x);
double det_sin(double x);

#endif
