/* SPDX-License-Identifier: MIT
 * A mutator that knows what a PNG file is made of. */
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "formats/png/png.h"
#include "fuzz.h"

enum { signature_size = 8, max_chunks = 32, max_inflated = 1 << 16 };

struct part {
    char type[5];
    const uint8_t *data;
    size_t size;
};

/* One in so many is left to chance alone: damage that a reader finds by the checksums. */
enum { plain_one_in = 8 };

static size_t split(const uint8_t *data, size_t size, struct part parts[max_chunks])
{
    size_t count = 0;
    if (size < signature_size || memcmp(data, "\x89PNG\r\n\x1a\n", signature_size) != 0)
        return 0;
    for (size_t at = signature_size; count < max_chunks && size - at >= 12; count++) {
        const size_t stated = bytes_u32(data + at), left = size - at - 12;
        parts[count] = (struct part){"", data + at + 8, stated < left ? stated : left};
        memcpy(parts[count].type, data + at + 4, 4);
        at += 12 + parts[count].size;
    }
    return count;
}

static bool join(const struct part *parts, size_t count, struct bytes *bytes)
{
    bool done = bytes_append(bytes, "\x89PNG\r\n\x1a\n", signature_size);
    for (size_t i = 0; done && i < count; i++)
        done = png_put_chunk(bytes, parts[i].type, parts[i].data, parts[i].size);
    return done;
}

/* Where the zlib stream begins in a chunk that has one; its size where there is none. */
static size_t stream_of(const struct part *part)
{
    if (strcmp(part->type, "IDAT") == 0)
        return 0;
    const uint8_t *zero = part->size > 0 ? memchr(part->data, 0, part->size) : NULL;
    const bool has_stream = strcmp(part->type, "zTXt") == 0 || strcmp(part->type, "iCCP") == 0;
    const size_t at = has_stream && zero ? (size_t)(zero - part->data) + 2 : part->size;
    return at < part->size ? at : part->size;
}

/* The same within a zlib stream. False: it is none. */
static bool mutate_inflated(const uint8_t *stream, size_t size, struct bytes *out)
{
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(1);
    uint8_t *plain = malloc(max_inflated);
    size_t found;
    const bool done = libdeflate_zlib_decompress(decompressor, stream, size, plain, max_inflated,
                                                 &found) == LIBDEFLATE_SUCCESS;
    if (done) {
        found = LLVMFuzzerMutate(plain, found, max_inflated);
        const size_t bound = libdeflate_zlib_compress_bound(compressor, found);
        REQUIRE(bytes_reserve(out, bound));
        out->size +=
            libdeflate_zlib_compress(compressor, plain, found, out->data + out->size, bound);
    }
    free(plain);
    libdeflate_free_compressor(compressor);
    libdeflate_free_decompressor(decompressor);
    return done;
}

static void mutate_payload(struct part *part, size_t max_size, unsigned choice,
                           struct bytes *payload)
{
    const size_t stream = stream_of(part);
    REQUIRE(bytes_append(payload, part->data, stream));
    if (choice % 4 == 0 || !mutate_inflated(part->data + stream, part->size - stream, payload)) {
        payload->size = 0;
        REQUIRE(bytes_append(payload, part->data, part->size) && bytes_reserve(payload, max_size));
        payload->size = LLVMFuzzerMutate(payload->data, payload->size, max_size);
    }
    part->data = payload->data;
    part->size = payload->size;
}

/* Takes a chunk out, or puts it elsewhere, or there again, or makes two of it. */
static size_t rearrange(struct part *parts, size_t count, size_t at, unsigned choice)
{
    const struct part part = parts[at];
    const size_t to = choice / 8 % count;
    if (choice % 4 == 0 || count == max_chunks) {
        memmove(parts + at, parts + at + 1, (count - at - 1) * sizeof *parts);
        return count - 1;
    }
    if (choice % 4 == 1) {
        parts[at] = parts[to];
        parts[to] = part;
        return count;
    }
    memmove(parts + to + 1, parts + to, (count - to) * sizeof *parts);
    parts[to] = part;
    if (choice % 4 == 3) {
        parts[to].size /= 2;
        struct part *second = &parts[at < to ? at : at + 1];
        second->data += second->size / 2;
        second->size -= second->size / 2;
    }
    return count + 1;
}

size_t fuzz_mutate_png(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    struct part parts[max_chunks];
    struct bytes payload = {0}, file = {0};
    size_t count = split(data, size, parts);
    if (count == 0 || seed % plain_one_in == 0)
        return LLVMFuzzerMutate(data, size, max_size);
    seed /= plain_one_in;
    const size_t at = seed % count;
    const unsigned choice = seed / max_chunks;
    if (choice % 8 == 0)
        count = rearrange(parts, count, at, choice / 8);
    else
        mutate_payload(&parts[at], max_size, choice / 8, &payload);
    if (join(parts, count, &file) && file.size <= max_size) {
        memcpy(data, file.data, file.size);
        size = file.size;
    } else {
        size = LLVMFuzzerMutate(data, size, max_size);
    }
    bytes_free(&payload);
    bytes_free(&file);
    return size;
}
