/* SPDX-License-Identifier: MIT */
#include "input.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "image/line.h"

/* ---- Random numbers ------------------------------------------------------------------------ */

static uint64_t random_state;

void random_seed(uint64_t seed)
{
    random_state = seed;
}

/* SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
uint64_t random_bits(void)
{
    uint64_t z = random_state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

size_t random_to(size_t most)
{
    return (size_t)((random_bits() >> 32) * ((uint64_t)most + 1) >> 32);
}

double random_between(double least, double most)
{
    return least + (most - least) * ldexp((double)(random_bits() >> 11), -53);
}

/* ---- What rows are filled with -------------------------------------------------------------- */

enum kind { kind_uniform, kind_extreme, kind_same, kind_mixed, whole_kinds };
enum any_kind { any_near_one, any_large, any_small, any_size, any_zero, any_same, any_kinds };

static struct {
    struct fence rows[input_rows], parameters[parameters];
    enum element element;
    bool any;
    unsigned kind;
    bool is_unaligned;
    size_t phase; /* bytes that numbers lie behind multiples of their size */
    double least, most, same, largest;
} input;

/* A level of a line: where all are between two, every sum is a tie. */
static const double unit = 1 << line_bits;

static double draw_whole(void)
{
    const bool extreme = input.kind == kind_extreme || (input.kind == kind_mixed && random_to(1));
    if (input.kind == kind_same)
        return input.same;
    if (extreme)
        return random_to(1) ? input.least : input.most;
    if (input.element == element_float || input.element == element_double)
        return floor(random_between(input.least, input.most) * 4) / 4;
    return floor(random_between(input.least, input.most + 1));
}

static double draw_any(unsigned kind)
{
    const double sign = random_to(1) ? 1 : -1;
    switch (kind) {
    case any_near_one:
        return random_between(-1, 1);
    case any_large:
        return sign * (double)FLT_MAX * (random_to(1) ? 1 : random_between(0, 1));
    case any_small:
        return sign * (double)FLT_TRUE_MIN * (double)random_to(1 << 24);
    case any_size:
        return sign * ldexp(random_between(1, 2), (int)random_to(275) - 149);
    case any_zero:
        return sign * 0.0;
    default:
        return input.same;
    }
}

double input_draw(void)
{
    return input.any ? draw_any(input.kind) : draw_whole();
}

static void put(unsigned char *memory, size_t i, enum element element, double value)
{
    const float single = (float)value;
    const int16_t signed_value = element == element_int16 ? (int16_t)value : 0;
    const uint16_t unsigned_value = element == element_uint16 ? (uint16_t)value : 0;
    switch (element) {
    case element_byte:
        memory[i] = (unsigned char)value;
        break;
    case element_int16:
        memcpy(memory + i * sizeof signed_value, &signed_value, sizeof signed_value);
        break;
    case element_uint16:
        memcpy(memory + i * sizeof unsigned_value, &unsigned_value, sizeof unsigned_value);
        break;
    case element_float:
        memcpy(memory + i * sizeof single, &single, sizeof single);
        break;
    default:
        memcpy(memory + i * sizeof value, &value, sizeof value);
    }
}

static size_t size_of(enum element element)
{
    static const size_t sizes[] = {1, sizeof(int16_t), sizeof(uint16_t), sizeof(float),
                                   sizeof(double)};
    return sizes[element];
}

/* Rows are parts of one sequence, which is drawn faster than all of them. A float is what both a
 * float and a double hold of any size. */
static void fill(void)
{
    static unsigned char drawn[2 * input_row_bytes];
    const size_t size = size_of(input.element);
    input.largest = 0;
    input.phase = input.is_unaligned ? random_to(size - 1) : 0;
    for (size_t i = 0; i < sizeof drawn / size; i++) {
        const double value = (double)(float)input_draw();
        input.largest = fmax(input.largest, fabs(value));
        put(drawn, i, input.element, value);
    }
    for (size_t row = 0; row < input_rows; row++)
        memcpy(input.rows[row].writable + input.phase,
               drawn + random_to(input_row_bytes / size) * size, input_row_bytes - input.phase);
}

void input_set_aligned(bool is_aligned)
{
    input.is_unaligned = !is_aligned;
}

void input_fill(enum element element, double least, double most)
{
    input.element = element;
    input.any = false;
    input.least = least;
    input.most = most;
    input.kind = kind_uniform;
    input.same = draw_whole();
    if (element == element_int16)
        input.same = floor(fmin(input.same, most - unit / 2) / unit) * unit + unit / 2;
    input.kind = (unsigned)random_to(whole_kinds - 1);
    fill();
}

void input_fill_any(enum element element)
{
    input.element = element;
    input.any = true;
    input.same = draw_any((unsigned)random_to(any_zero - 1));
    input.kind = (unsigned)random_to(any_kinds - 1);
    fill();
}

double input_largest(void)
{
    return input.largest;
}

/* ---- Rows --------------------------------------------------------------------------------- */

static const unsigned char *place_row(size_t row, size_t bytes)
{
    const unsigned char *memory =
        fence_place(&input.rows[row % input_rows], input.phase + bytes, size_of(input.element));
    return memory + input.phase;
}

const void *input_row(size_t bytes)
{
    return place_row(random_to(input_rows - 1), bytes);
}

void input_copy(unsigned char *const to[2], size_t bytes)
{
    for (size_t at = 0; at < bytes; at += input_row_bytes) {
        const size_t part = bytes - at < input_row_bytes ? bytes - at : input_row_bytes;
        const unsigned char *from = input.rows[random_to(input_rows - 1)].memory;
        for (size_t side = 0; side < 2; side++)
            memcpy(to[side] + at, from, part);
    }
}

enum { table_most = 512 };

/* Rows that overlap as those along a row do, a pixel apart. */
static bool fill_shifts(const struct rows *rows, const void **table)
{
    const size_t step = rows->size * (1 + random_to(3));
    const size_t bytes = rows->bytes + rows->slack + (rows->count - 1) * step;
    if (bytes + rows->size > input_row_bytes || random_to(2))
        return false;
    const unsigned char *first = input_row(bytes);
    for (size_t i = 0; i < rows->count; i++)
        table[i] = first + i * step - rows->start;
    return true;
}

const void *input_table(const struct rows *rows)
{
    const void *table[table_most];
    if (!fill_shifts(rows, table))
        for (size_t i = 0; i < rows->count; i++)
            table[i] = place_row(i, rows->bytes + rows->slack) - rows->start;
    return input_parameter(parameter_table, table, rows->count * sizeof *table, sizeof *table);
}

/* ---- Spoilt numbers ------------------------------------------------------------------------- */

static struct {
    unsigned char *at;
    double was;
} spoilt[8];
static size_t spoilt_count;

static const struct fence *fence_of(const unsigned char *memory)
{
    size_t i = 0;
    while (memory < input.rows[i].memory || memory >= input.rows[i].memory + input.rows[i].bytes)
        i++;
    return &input.rows[i];
}

void input_spoil(const void *table, const struct rows *rows)
{
    static const double numbers[] = {(double)NAN, (double)INFINITY, (double)-INFINITY};
    const size_t size = rows->size, count = random_to(8);
    for (size_t i = 0; i < count && rows->bytes >= size; i++) {
        const unsigned char *row =
            ((const unsigned char *const *)table)[random_to(rows->count - 1)];
        const size_t at = random_to(rows->bytes / size - 1) * size;
        unsigned char *memory = fence_writable(fence_of(row + rows->start), row + rows->start + at);
        memcpy(&spoilt[i].was, memory, size);
        spoilt[i].at = memory;
        put(memory, 0, size == sizeof(double) ? element_double : element_float,
            numbers[random_to(2)]);
        spoilt_count = i + 1;
    }
}

/* The last first: a place may have been spoilt twice. */
void input_mend(void)
{
    const size_t size = size_of(input.element);
    while (spoilt_count > 0) {
        spoilt_count--;
        memcpy(spoilt[spoilt_count].at, &spoilt[spoilt_count].was, size);
    }
}

/* ---- Parameters ---------------------------------------------------------------------------- */

const void *input_parameter(size_t which, const void *from, size_t bytes, size_t alignment)
{
    return fence_copy(&input.parameters[which], from, bytes, alignment);
}

void input_open(void)
{
    for (size_t i = 0; i < input_rows; i++)
        input.rows[i] = fence_open(input_row_bytes, false);
    for (size_t i = 0; i < parameters; i++)
        input.parameters[i] = fence_open(input_row_bytes, false);
}
