/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/jpeg_huffman.h"

#include <string.h>

/* All values of the lookup bits that begin with a code. */
static void set_lookup(struct jpeg_huffman *table, unsigned code, int length, uint8_t symbol)
{
    unsigned first = code << (JPEG_LOOKUP_BITS - length);
    unsigned count = 1u << (JPEG_LOOKUP_BITS - length);
    for (unsigned i = first; i < first + count; i++) {
        table->lookup[i].length = (uint8_t)length;
        table->lookup[i].symbol = symbol;
    }
}

/* T.81, C.2: codes of one length are consecutive; the first of the next length is the one after
 * the last, with a zero appended. */
void jpeg_huffman_set(struct jpeg_huffman *table, const uint8_t *counts)
{
    unsigned code = 0;
    int index = 0;
    *table = (struct jpeg_huffman){.is_valid = true, .is_valid_dc = true};
    for (int length = 1; length <= 16; length++) {
        unsigned count = counts[length - 1];
        code <<= 1;
        table->offset[length] = index - (int)code;
        for (; count > 0; count--, code++, index++) {
            uint8_t symbol = counts[16 + index];
            table->symbols[index] = symbol;
            table->is_valid_dc &= symbol <= 15;
            if (length <= JPEG_LOOKUP_BITS)
                set_lookup(table, code, length, symbol);
        }
        table->end[length] = code << (16 - length);
        table->is_valid &= counts[length - 1] == 0 || code < 1u << length;
    }
    table->is_valid_dc &= table->is_valid;
}

int jpeg_huffman_decode_long(const struct jpeg_huffman *table, struct jpeg_bits *bits)
{
    unsigned next = (unsigned)(bits->window >> 48);
    for (int length = JPEG_LOOKUP_BITS + 1; length <= 16; length++)
        if (next < table->end[length]) {
            int code = (int)(next >> (16 - length));
            jpeg_bits_skip(bits, length);
            return table->symbols[code + table->offset[length]];
        }
    return -1;
}

void jpeg_bits_init(struct jpeg_bits *bits, const uint8_t *at)
{
    bits->at = at;
    bits->window = 0;
    bits->left = 0;
    bits->ended = false;
}

static bool has_ff(uint64_t word)
{
    /* A byte is 0xff where its complement is 0, from which 1 cannot be taken without a borrow. */
    uint64_t inverse = ~word;
    return ((inverse - UINT64_C(0x0101010101010101)) & word & UINT64_C(0x8080808080808080)) != 0;
}

/* A stuffed byte is 0xff 0; 0xff before either that or a marker fills (T.81, B.1.1.2 and B.1.1.5; a
 * 0xff that fills before a stuffed byte is taken as libjpeg does). Returns -1 at a marker. */
static int next_byte(struct jpeg_bits *bits)
{
    if (bits->at < bits->end && *bits->at != 0xff)
        return *bits->at++;
    const uint8_t *second = bits->at;
    while (second < bits->end && *second == 0xff)
        second++;
    if (second >= bits->end || *second != 0)
        return -1;
    bits->at = second + 1;
    return 0xff;
}

void jpeg_bits_refill(struct jpeg_bits *bits)
{
    uint8_t next[8];
    if (bits->end - bits->at >= 8) {
        uint64_t word;
        memcpy(&word, bits->at, sizeof word);
        if (!has_ff(word)) {
            memcpy(next, bits->at, sizeof next);
            for (int i = 0; bits->left <= 56; i++, bits->left += 8, bits->at++)
                bits->window |= (uint64_t)next[i] << (56 - bits->left);
            return;
        }
    }
    while (bits->left <= 56) {
        int byte = next_byte(bits);
        bits->ended = byte < 0;
        if (byte < 0)
            return;
        bits->window |= (uint64_t)byte << (56 - bits->left);
        bits->left += 8;
    }
}
