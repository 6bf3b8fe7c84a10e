/* SPDX-License-Identifier: MIT
 * What loops read: random numbers of the kinds that trip them up. */
#ifndef BLUR_CHECKASM_INPUT_H
#define BLUR_CHECKASM_INPUT_H

#include "call.h"

/* ---- Random numbers ------------------------------------------------------------------------ */

void random_seed(uint64_t seed);
uint64_t random_bits(void);
size_t random_to(size_t most); /* 0..most */
double random_between(double least, double most);

/* ---- Rows --------------------------------------------------------------------------------- */

enum element { element_byte, element_int16, element_uint16, element_float, element_double };

/* Rows of random numbers, each in a fence of its own; where more are needed they come again. */
enum { input_rows = 17, input_row_bytes = 1 << 14 };

/* Whether the numbers of the fills to come lie at multiples of their size. */
void input_set_aligned(bool is_aligned);

/* Numbers least..most: all over, only these two, all the same, or mixed; whole ones, or for floats
 * whole quarters. */
void input_fill(enum element element, double least, double most);

/* Finite floats of any size, as floats or doubles: around 1, near the largest, near the smallest,
 * of all sizes, zeros of both signs, all the same. */
void input_fill_any(enum element element);

/* The largest magnitude of the last fill. */
double input_largest(void);

/* The same kind of numbers as the last fill. */
double input_draw(void);

/* A row of so many bytes. */
const void *input_row(size_t bytes);

/* Copies such numbers to where both sides work on them in place. */
void input_copy(unsigned char *const to[2], size_t bytes);

struct rows {
    size_t count;        /* rows */
    size_t start, bytes; /* bytes before those that count, and how many do */
    size_t slack;        /* bytes behind them that are read, and count for nothing */
    size_t size;         /* of an element */
};

/* A table of pointers to rows: to other ones each, or (as along a row) to one, some elements apart.
 */
const void *input_table(const struct rows *rows);

/* Writes numbers that are not finite over some that are read from such a table, and puts back what
 * was there. */
void input_spoil(const void *table, const struct rows *rows);
void input_mend(void);

/* Parameters, each in a fence of its own. */
enum { parameter_table, parameter_weights, parameter_floats, parameter_scale, parameters };
const void *input_parameter(size_t which, const void *from, size_t bytes, size_t alignment);

void input_open(void);

#endif
