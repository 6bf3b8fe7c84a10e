/* SPDX-License-Identifier: MIT
 * Huffman codes and the bits of a scan (ITU-T T.81, annexes C and F). */
#ifndef BLUR_JPEG_HUFFMAN_H
#define BLUR_JPEG_HUFFMAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { JPEG_LOOKUP_BITS = 9 };

struct jpeg_huffman {
    /* By the next bits: a code's length and its symbol; length 0: the code is longer, or none. */
    struct {
        uint8_t length, symbol;
    } lookup[1 << JPEG_LOOKUP_BITS];
    /* By length: behind the last code, in the upper of 16 bits, and what to add to a code for the
     * index of its symbol. */
    uint32_t end[17];
    int offset[17];
    uint8_t symbols[256];
    bool is_valid; /* no code is all ones, which T.81, C.2 reserves and libjpeg refuses */
    bool
        is_valid_dc; /* and no symbol is over 15: as a length of DC differences it has no meaning */
};

/* Sets a table from the 16 counts of a segment, which fit, and the symbols behind them. */
void jpeg_huffman_set(struct jpeg_huffman *table, const uint8_t *counts);

/* Bits up to the next marker, zeros from there on. */
struct jpeg_bits {
    const uint8_t *at, *end; /* never goes beyond the 0xff of a marker */
    uint64_t window;         /* the next bits, uppermost first */
    int left;   /* how many of them are data; negative: zeros were read beyond the end */
    bool ended; /* at stands at a marker, or at the end */
};

/* Restarts after a marker. */
void jpeg_bits_init(struct jpeg_bits *bits, const uint8_t *at);

void jpeg_bits_refill(struct jpeg_bits *bits);

/* Makes sure of 32 bits: a code of 16 and the 15 of its value fit. */
static inline void jpeg_bits_fill(struct jpeg_bits *bits)
{
    if (bits->left < 32 && !bits->ended)
        jpeg_bits_refill(bits);
}

static inline void jpeg_bits_skip(struct jpeg_bits *bits, int count)
{
    bits->window <<= count;
    bits->left -= count;
}

/* Reads up to 16 bits. */
static inline unsigned jpeg_bits_read(struct jpeg_bits *bits, int count)
{
    unsigned value = count == 0 ? 0 : (unsigned)(bits->window >> (64 - count));
    jpeg_bits_skip(bits, count);
    return value;
}

int jpeg_huffman_decode_long(const struct jpeg_huffman *table, struct jpeg_bits *bits);

/* Reads a code and returns its symbol; -1: there is no such code. */
static inline int jpeg_huffman_decode(const struct jpeg_huffman *table, struct jpeg_bits *bits)
{
    unsigned next = (unsigned)(bits->window >> (64 - JPEG_LOOKUP_BITS));
    int length = table->lookup[next].length;
    if (length == 0)
        return jpeg_huffman_decode_long(table, bits);
    jpeg_bits_skip(bits, length);
    return table->lookup[next].symbol;
}

#endif
