/* SPDX-License-Identifier: MIT
 * What the fuzz targets share. */
#ifndef BLUR_FUZZ_H
#define BLUR_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "files/bytes.h"
#include "formats/codec.h"

/* libFuzzer's. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);

/* What must hold of any input: aborts where it does not, saying what and where. */
#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition))                                                                          \
            fuzz_fail(#condition, __FILE__, __LINE__);                                             \
    } while (0)
_Noreturn void fuzz_fail(const char *condition, const char *file, int line);

/* ---- Choices made by the input -------------------------------------------------------------- */

struct fuzz_input {
    const uint8_t *data;
    size_t size; /* bytes that are left */
};

/* The next bytes as a number, big end first; what is missing at the end counts as 0. */
uint32_t fuzz_number(struct fuzz_input *input, size_t bytes);

/* A number from least to most, both included, by the next byte or by the next two. */
int fuzz_between(struct fuzz_input *input, int least, int most);

/* ---- Messages ---------------------------------------------------------------------------------
 */

/* Has messages made, which is worth fuzzing, but not printed, unless FUZZ_VERBOSE is in the
 * environment: to look into a crash. */
void fuzz_be_quiet(void);

/* How many there have been since the last call. */
unsigned fuzz_messages(void);

/* ---- Pictures ---------------------------------------------------------------------------------
 */

/* All of a picture that a reader hands out. */
struct fuzz_picture {
    size_t width, height;
    int channels, sample;
    uint8_t *samples; /* NULL: it was refused */
    size_t size;
};

/* Decodes a copy of the bytes; fill is what rows hold before the reader writes to them, so that two
 * readings with different ones show what it leaves out. */
struct fuzz_picture fuzz_decode(const struct codec *codec, const struct reading *reading,
                                const uint8_t *data, size_t size, uint8_t fill);

void fuzz_picture_free(struct fuzz_picture *picture);

/* ---- PNG --------------------------------------------------------------------------------------
 */

/* Changes a PNG file in one of its chunks, within the compressed data where it has some, and has
 * lengths and checksums right again, as no reader would look any further else; now and then, or
 * where it is no PNG, changes any bytes. Returns the new size. */
size_t fuzz_mutate_png(uint8_t *data, size_t size, size_t max_size, unsigned seed);

#endif
