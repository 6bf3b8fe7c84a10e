/* SPDX-License-Identifier: MIT
 * exp, cos and sin from range reduction and power series. */
#include "kernel/det_math.h"

#include <math.h>

/* ln 2 and pi / 2, each split into two parts. The high part has at most 32 bits, so its product
 * with an integer of up to 20 bits is exact. */
static const double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33;
static const double half_pi_high = 0x1.921fb544p+0, half_pi_low = 0x1.0b4611a626331p-34;

/* 1 + x/1! + x^2/2! ... : |x| <= 0.35, and 0.35^16 / 16! < 3e-21. */
double det_exp(double x)
{
    if (x < -745)
        return 0;
    double whole = floor(x / (ln2_high + ln2_low) + 0.5), sum = 1;
    x = (x - whole * ln2_high) - whole * ln2_low;
    for (int i = 15; i > 0; i--)
        sum = 1 + sum * x / i;
    return ldexp(sum, (int)whole);
}

/* cos x for first = 0, sin(x) / x for first = 1; |x| <= pi/4, and (pi/4)^20 / 20! < 4e-21. */
static double series(double x, int first)
{
    double sum = 1;
    for (int i = 18 + first; i > first; i -= 2)
        sum = 1 - sum * x * x / (i * (i - 1));
    return sum;
}

/* cos(x - quarters * pi/2) */
static double cos_shifted(double x, int quarters)
{
    double whole = floor(x / (half_pi_high + half_pi_low) + 0.5);
    x = (x - whole * half_pi_high) - whole * half_pi_low;
    switch (((int)whole - quarters) & 3) {
    case 0:
        return series(x, 0);
    case 1:
        return -x * series(x, 1);
    case 2:
        return -series(x, 0);
    default:
        return x * series(x, 1);
    }
}

double det_cos(double x)
{
    return cos_shifted(x, 0);
}

double det_sin(double x)
{
    return cos_shifted(x, 1);
}
