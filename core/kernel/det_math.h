/* SPDX-License-Identifier: MIT
 * The functions of the mathematics library that the design of kernels needs, made of additions,
 * multiplications and divisions alone. A library's own may differ in the last bit from one CPU to
 * another, which is enough to change a design, and with it some bytes of a result. */
#ifndef BLUR_DET_MATH_H
#define BLUR_DET_MATH_H

#define DET_PI 3.14159265358979323846

/* Within some 1e-15, relative for exp() and sin() of small numbers. exp: x <= 0. cos and sin: |x|
 * up to 10^5. */
double det_exp(double x);
double det_cos(double x);
double det_sin(double x);

#endif
