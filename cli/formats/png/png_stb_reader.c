/* SPDX-License-Identifier: MIT
 * From PNG to rows, by stb. libdeflate inflates and verifies the data first, into exactly the
 * size that the header implies; stb_image then undoes filters, interlacing and bit depths, from
 * a small PNG made here around the inflated bytes. So stb never sees compressed data, a foreign
 * chunk, or a palette, beyond which it would read. */
#include <libdeflate.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "formats/png/png.h"
#include "formats/png/png_palette.h"
#include "messages/message.h"
#include "stb_glue.h"

/* The longest side that stb_image takes (STBI_MAX_DIMENSIONS). */
static const size_t max_side = (size_t)1 << 24;

/* stb_image 2.30 takes no larger IDAT chunk. */
static const size_t max_data = (size_t)1 << 30;

/* A stored deflate block: 5 bytes that say its size, then up to 65535 bytes as they are. */
enum { stored_header = 5, stored_payload = 65535 };

/* The parts of the PNG that stb is given. Checksums stay zero: stb reads none. */
enum { chunk_head = 8, checksum_size = 4, zlib_header = 2, end_chunk = 12 };

struct png_stb_reader {
    struct reader reader; /* first: a pointer to it is one to the whole */
    struct reading reading;
    struct png png;
    size_t scanlines;
    unsigned char *samples; /* all of the image, palette indices not looked up yet */
    size_t row_bytes;       /* of these */
    size_t next;            /* the row that is handed out next */
    struct png_palette palette;
};

/* A palette image is passed off as grey: the grey levels are its indices. */
static bool put_header(const struct png *png, struct bytes *plain)
{
    bool has_palette = png->header.color == PNG_PALETTE;
    struct png_header header = png->header;
    header.color = has_palette ? PNG_GREY : header.color;
    return png_put_header(&header, plain) &&
           (has_palette || png->transparency_size == 0 ||
            png_put_chunk(plain, "tRNS", png->transparency, png->transparency_size));
}

/* Spreads the inflated bytes, which lie further back, into stored blocks from at on. Each block
 * moves to the front, so none overwrites bytes that are still to be moved. */
static uint8_t *put_stored_blocks(uint8_t *at, const uint8_t *inflated, size_t size)
{
    for (size_t done = 0; done < size;) {
        size_t n = size - done < stored_payload ? size - done : stored_payload;
        memmove(at + stored_header, inflated + done, n);
        done += n;
        at[0] = done == size;
        at[1] = (uint8_t)n;
        at[2] = (uint8_t)(n >> 8);
        at[3] = (uint8_t)~at[1];
        at[4] = (uint8_t)~at[2];
        at += stored_header + n;
    }
    return at;
}

/* out is zeroed, and stays so where a lenient reading finds no data. */
static bool inflate(const struct png_stb_reader *self, uint8_t *out)
{
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    if (!decompressor)
        return message_error(self->reading.label, "out of memory");
    enum libdeflate_result result = libdeflate_zlib_decompress(
        decompressor, self->png.data, self->png.data_size, out, self->scanlines, NULL);
    libdeflate_free_decompressor(decompressor);
    switch (result) {
    case LIBDEFLATE_SUCCESS:
        return true;
    case LIBDEFLATE_SHORT_OUTPUT:
        return codec_damage(&self->reading, "damaged PNG: less data than the header says");
    case LIBDEFLATE_INSUFFICIENT_SPACE:
        return codec_damage(&self->reading, "damaged PNG: more data than the header says");
    case LIBDEFLATE_BAD_DATA:
        break;
    }
    return codec_damage(&self->reading, "damaged PNG: bad compressed data");
}

/* Data in stored blocks, into plain. False: reported. */
static bool put_data(const struct png_stb_reader *self, struct bytes *plain)
{
    size_t blocks = (self->scanlines + stored_payload - 1) / stored_payload;
    size_t zlib_size = zlib_header + blocks * stored_header + self->scanlines + checksum_size;
    size_t size = chunk_head + zlib_size + checksum_size + end_chunk, before = plain->size;
    if (!bytes_reserve(plain, size))
        return message_error(self->reading.label, "out of memory");
    uint8_t *at = plain->data + before;
    memset(at, 0, size);
    uint8_t *inflated = at + size - end_chunk - (size_t)2 * checksum_size - self->scanlines;
    if (!inflate(self, inflated))
        return false;
    bytes_put_u32(at, zlib_size);
    memcpy(at + 4, "IDAT\x78\x01", 4 + zlib_header);
    at = put_stored_blocks(at + chunk_head + zlib_header, inflated, self->scanlines);
    memset(at, 0, 2 * checksum_size + end_chunk);
    /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): a name of four letters, not a string. */
    memcpy(at + (size_t)2 * checksum_size + 4, "IEND", 4);
    plain->size = before + size;
    return true;
}

static bool load(struct png_stb_reader *self, const struct bytes *plain)
{
    bool has_palette = self->png.header.color == PNG_PALETTE;
    int width, height, found, channels = has_palette ? 1 : self->reader.picture.channels;
    void *samples;
    if (self->png.header.depth == 16)
        samples = stbi_load_16_from_memory(plain->data, (int)plain->size, &width, &height, &found,
                                           channels);
    else
        samples =
            stbi_load_from_memory(plain->data, (int)plain->size, &width, &height, &found, channels);
    self->samples = samples;
    const char *reason = samples ? NULL : stb_reason();
    if (reason && strcmp(reason, "invalid filter") == 0)
        return message_error(self->reading.label, "damaged PNG: unknown filter");
    return samples || message_error(self->reading.label, "PNG cannot be decoded: %s", reason);
}

/* At the first row, so that the thread that reads does it. */
static bool decode(struct png_stb_reader *self)
{
    struct bytes plain = {0};
    bool done =
        put_header(&self->png, &plain) || message_error(self->reading.label, "out of memory");
    done = done && put_data(self, &plain) && load(self, &plain);
    bytes_free(&plain);
    return done;
}

static bool read_row(struct reader *reader, void *row)
{
    struct png_stb_reader *self = (struct png_stb_reader *)reader;
    if (!self->samples && !decode(self))
        return false;
    const unsigned char *samples = self->samples + self->next++ * self->row_bytes;
    if (self->png.header.color == PNG_PALETTE)
        png_palette_look_up(&self->palette, samples, reader->picture.width, row);
    else
        memcpy(row, samples, self->row_bytes);
    return true;
}

static bool check_end(struct reader *reader)
{
    const struct png_stb_reader *self = (const struct png_stb_reader *)reader;
    png_palette_warn(&self->palette, self->reading.label);
    return true;
}

static void close_reader(struct reader *reader)
{
    struct png_stb_reader *self = (struct png_stb_reader *)reader;
    free(self->samples);
    metadata_free(&reader->picture.metadata);
    free(self);
}

/* stb counts bytes in int, and expands samples of less than 8 bits. */
static bool fits_stb(const struct png_stb_reader *self)
{
    const struct png_header *header = &self->png.header;
    size_t samples, channels = png_file_samples(header->color) + 1;
    return header->width <= max_side && header->height <= max_side &&
           self->scanlines <= max_data - max_data / 1024 &&
           picture_bytes(header->width, header->height, channels * (header->depth == 16 ? 2 : 1),
                         &samples) &&
           samples <= INT_MAX;
}

static bool prepare(struct png_stb_reader *self)
{
    const struct picture *picture = &self->reader.picture;
    bool has_palette = self->png.header.color == PNG_PALETTE;
    self->row_bytes = has_palette ? picture->width : picture_row_bytes(picture);
    if (has_palette)
        png_palette_make(&self->palette, &self->png, 255u / ((1u << self->png.header.depth) - 1));
    if (!png_scanline_bytes(&self->png.header, &self->scanlines) || !fits_stb(self))
        return message_error(self->reading.label, "image too large for the PNG decoder");
    /* The scanlines in stored blocks, stb's packed and unpacked copies of them, and the samples
     * before and after it converts them. fits_stb() keeps each below 2^31. */
    self->reader.memory =
        picture_add(self->scanlines, picture_add(self->scanlines, self->scanlines));
    self->reader.memory = picture_add(self->reader.memory, picture_quarter_bytes(picture, 8));
    return true;
}

struct reader *png_stb_open(const struct reading *reading, struct bytes *bytes)
{
    struct png_stb_reader *self = calloc(1, sizeof *self);
    if (!self) {
        message_error(reading->label, "out of memory");
        return NULL;
    }
    self->reading = *reading;
    if (!png_parse(reading, bytes, &self->png)) {
        free(self);
        return NULL;
    }
    self->reader = (struct reader){self->png.picture, read_row, check_end, close_reader, 0};
    if (prepare(self))
        return &self->reader;
    close_reader(&self->reader);
    return NULL;
}
