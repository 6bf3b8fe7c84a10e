/* SPDX-License-Identifier: MIT
 * A call of a loop, by the plain table and by a variant's, and what becomes of it. */
#ifndef BLUR_CHECKASM_CALL_H
#define BLUR_CHECKASM_CALL_H

#include "../core/oracle.h"
#include "fence.h"

/* ---- Tables ------------------------------------------------------------------------------- */

/* A loop of a table, and the plain one of the same place: side 0 is plain, 1 the variant. */
struct pair {
    const struct checked_table *in;
    const unsigned char *of[2]; /* the tables */
    size_t offset;
};

/* What is known of one member of a table. */
struct checked {
    const char *name;
    size_t offset, bytes;
    void (*check)(const struct pair *pair); /* NULL: it is no loop */
};

struct checked_table {
    const char *name;
    size_t offset; /* of the pointer to it in struct loops */
    size_t bytes;
    const struct checked *members;
    size_t count;
    bool in_double; /* its numbers */
};

extern const struct checked_table checked_bytes, checked_direct_floats, checked_direct_doubles,
    checked_cosine_bytes, checked_cosine_doubles, checked_float_rows;

/* A check, where what it checks has the type that it is for; else it does not compile. */
#define CHECK_OF(loop, type, function) _Generic((loop), type * : function)

/* A member of a table, one of which is plain. */
#define LOOP(table, plain, member, type, function)                                                 \
    .name = #member, .offset = offsetof(struct table, member), .bytes = sizeof(type *),            \
    .check = CHECK_OF((plain).member, type, function)

/* Both loops: two pointers to functions. */
void call_loops(const struct pair *pair, void *loops);

/* Begins the check of a loop: from here on, a failure is its. */
void call_check(const char *variant, const struct checked_table *table, const char *loop);

/* Fails, and says what was called. */
void call_fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* How many calls there were. */
size_t call_count(void);

/* ---- Arguments ---------------------------------------------------------------------------- */

/* Calls are counted from 0 in such steps, which divide none of what is counted: one of so many is
 * enough where the library is slow. */
enum { call_step = oracle_is_slow ? 11 : 1 };

/* Whether this is the first call of so many, at least a step, for which something is drawn anew. */
static inline bool call_is_first(size_t at, size_t of_so_many)
{
    return at % of_so_many < call_step;
}

/* Begins a call: draws the place of its buffers and forgets the arguments of the last. */
void call_begin(void);

/* What a failure says of the call. The name has to stay. */
void call_says(const char *name, double value);

/* The sides by turns. */
#define each_side(side) for (int side = 0; side < 2 && call_side(side); side++)
bool call_side(int side);

/* ---- Results ------------------------------------------------------------------------------ */

struct output {
    struct fence fences[2];
    unsigned char *at[2]; /* of each side */
    size_t bytes;         /* that may be written */
};

/* The outputs of a call, and a second one for what it keeps. */
extern struct output result, kept;
void output_open(void);

/* Places so many bytes to be written, of which the check knows the content afterwards if it was
 * not: another one for each side. */
void output_place(struct output *output, size_t bytes, size_t alignment);

/* Both sides have to have written the same first bytes, and nothing outside. */
void output_compare(const struct output *output, size_t bytes);

/* The same of so many parts of bytes each, a step apart. Gaps: what lies between them stays. */
void output_compare_parts(const struct output *output, size_t parts, size_t step, size_t bytes,
                          bool gaps_stay);

/* Which of several NaNs is the result is left open: all become the same. */
void output_unify_nans(const struct output *output, size_t bytes, bool in_double);

/* Fails for a number that the sides return. */
void call_compare(const char *name, double plain, double variant);

#endif
