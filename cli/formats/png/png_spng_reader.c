/* SPDX-License-Identifier: MIT
 * From PNG to rows, by libspng. It is given only what it needs of the file: the chunks are
 * checked already, and palettes are looked up here, so that a fault in a file is the same
 * whichever library reads it. */
#ifdef BLUR_WITH_SPNG
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "formats/png/png.h"
#include "formats/png/png_palette.h"
#include "formats/png/png_spng.h"
#include "messages/message.h"

const char *png_spng_version(void)
{
    return spng_version_string();
}

struct png_spng_reader {
    struct reader reader; /* first: a pointer to it is one to the whole */
    struct reading reading;
    struct png png;
    struct bytes *bytes;
    spng_ctx *context;
    struct png_palette palette;
    size_t scanlines;       /* bytes that the zlib stream must inflate to */
    size_t row_bytes;       /* as libspng makes them: of indices where there is a palette */
    uint8_t *indices;       /* a row of these */
    unsigned char *samples; /* all of an interlaced image */
    size_t next;            /* the row that is handed out next */
    bool is_damaged;        /* no more rows can be decoded */
};

/* A palette image is passed off as grey: the grey levels are its indices. */
static bool put_header(const struct png *png, struct bytes *head)
{
    struct png_header header = png->header;
    bool has_palette = header.color == PNG_PALETTE;
    header.color = has_palette ? PNG_GREY : header.color;
    return png_put_header(&header, head) &&
           (has_palette || png->transparency_size == 0 ||
            png_put_chunk(head, "tRNS", png->transparency, png->transparency_size)) &&
           png_put_idat_start(head, png->data_size) && head->size <= png->data_offset;
}

/* All of the data as one chunk, with a header before it, which fits where the file's own chunks
 * were. Its checksum is right: otherwise libspng would not check that of the zlib stream. */
static bool build_file(struct png_spng_reader *self, const uint8_t **file, size_t *size)
{
    struct png *png = &self->png;
    struct bytes head = {0};
    self->bytes->size = png->data_offset + png->data_size;
    bool done = put_header(png, &head);
    if (done) {
        memcpy(self->bytes->data + png->data_offset - head.size, head.data, head.size);
        done = png_put_idat_end(self->bytes, png->data_size);
        *file = self->bytes->data + png->data_offset - head.size;
        *size = self->bytes->size - (png->data_offset - head.size);
    }
    bytes_free(&head);
    return done;
}

static int spng_format_of(const struct png *png)
{
    bool is_wide = png->header.depth == 16;
    if (png->header.color == PNG_PALETTE)
        return SPNG_FMT_G8;
    if (png->transparency_size > 0 && png->header.color == PNG_GREY)
        return is_wide ? SPNG_FMT_GA16 : SPNG_FMT_GA8;
    if (png->transparency_size > 0)
        return is_wide ? SPNG_FMT_RGBA16 : SPNG_FMT_RGBA8;
    return png->header.depth < 8 ? SPNG_FMT_G8 : SPNG_FMT_PNG;
}

/* Missing rows stay black. */
static bool report_damage(struct png_spng_reader *self, int result)
{
    self->is_damaged = true;
    if (png_spng_out_of_memory() || result == SPNG_EMEM)
        return message_error(self->reading.label, "out of memory");
    if (result == SPNG_EFILTER)
        return codec_damage(&self->reading, "damaged PNG: unknown filter");
    return codec_damage(&self->reading, "damaged PNG: %s",
                        result == SPNG_EIDAT_TOO_SHORT || result == SPNG_IO_EOF
                            ? "less data than the header says"
                            : "bad compressed data");
}

static bool decode_interlaced(struct png_spng_reader *self, int format, int flags)
{
    size_t size;
    int result = spng_decoded_image_size(self->context, format, &size);
    self->samples = result == 0 ? calloc(1, size) : NULL;
    if (!self->samples)
        return message_error(self->reading.label, "out of memory");
    result = spng_decode_image(self->context, self->samples, size, format, flags);
    return result == 0 || report_damage(self, result);
}

/* At the first row, so that the thread that reads does it. */
static bool begin(struct png_spng_reader *self)
{
    const uint8_t *file;
    size_t size;
    self->context = png_spng_context(0);
    if (!self->context || !build_file(self, &file, &size))
        return message_error(self->reading.label, "out of memory");
    int format = spng_format_of(&self->png);
    int flags = self->png.transparency_size > 0 && format != SPNG_FMT_G8 ? SPNG_DECODE_TRNS : 0;
    int result = 0;
    if (self->reading.is_lenient)
        result = spng_set_crc_action(self->context, SPNG_CRC_USE, SPNG_CRC_USE);
    if (result == 0)
        result = spng_set_png_buffer(self->context, file, size);
    if (result == 0 && self->png.header.is_interlaced)
        return decode_interlaced(self, format, flags);
    if (result == 0)
        result = spng_decode_image(self->context, NULL, 0, format, flags | SPNG_DECODE_PROGRESSIVE);
    return result == 0 || report_damage(self, result);
}

static bool decode_row(struct png_spng_reader *self, uint8_t *row)
{
    if (self->samples) {
        memcpy(row, self->samples + self->next * self->row_bytes, self->row_bytes);
        return true;
    }
    int result = self->is_damaged ? 0 : spng_decode_row(self->context, row, self->row_bytes);
    if (self->is_damaged || (result != 0 && result != SPNG_EOI))
        memset(row, 0, self->row_bytes);
    return result == 0 || result == SPNG_EOI || report_damage(self, result);
}

static bool read_row(struct reader *reader, void *row)
{
    struct png_spng_reader *self = (struct png_spng_reader *)reader;
    if (!self->context && !begin(self))
        return false;
    if (!decode_row(self, self->indices ? self->indices : row))
        return false;
    if (self->indices)
        png_palette_look_up(&self->palette, self->indices, reader->picture.width, row);
    self->next++;
    return true;
}

/* With checksums ignored, libspng also ignores that of the zlib stream. */
static bool check_stream(const struct png_spng_reader *self)
{
    const uint8_t *data = self->bytes->data + self->png.data_offset;
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    uint8_t *scanlines = malloc(self->scanlines);
    bool has_memory = decompressor && scanlines, is_whole = false;
    if (has_memory)
        is_whole = libdeflate_zlib_decompress(decompressor, data, self->png.data_size, scanlines,
                                              self->scanlines, NULL) != LIBDEFLATE_BAD_DATA;
    free(scanlines);
    libdeflate_free_decompressor(decompressor);
    if (!has_memory)
        return message_error(self->reading.label, "out of memory");
    return is_whole || codec_damage(&self->reading, "damaged PNG: bad compressed data");
}

static bool check_end(struct reader *reader)
{
    const struct png_spng_reader *self = (const struct png_spng_reader *)reader;
    png_palette_warn(&self->palette, self->reading.label);
    return !self->reading.is_lenient || self->is_damaged || check_stream(self);
}

static void close_reader(struct reader *reader)
{
    struct png_spng_reader *self = (struct png_spng_reader *)reader;
    spng_ctx_free(self->context);
    free(self->indices);
    free(self->samples);
    metadata_free(&reader->picture.metadata);
    free(self);
}

static bool prepare(struct png_spng_reader *self)
{
    bool has_palette = self->png.header.color == PNG_PALETTE;
    self->row_bytes =
        has_palette ? self->png.header.width : picture_row_bytes(&self->reader.picture);
    self->reader.memory = self->png.header.is_interlaced
                              ? picture_quarter_bytes(&self->reader.picture, 4)
                              : 0; /* but for some rows */
    if (!png_scanline_bytes(&self->png.header, &self->scanlines))
        return message_error(self->reading.label, "image too large for the PNG decoder");
    if (self->reading.is_lenient)
        self->reader.memory = picture_add(self->reader.memory, self->scanlines);
    if (!has_palette)
        return true;
    png_palette_make(&self->palette, &self->png, 255u / ((1u << self->png.header.depth) - 1));
    self->indices = malloc(self->row_bytes);
    return self->indices || message_error(self->reading.label, "out of memory");
}

struct reader *png_spng_open(const struct reading *reading, struct bytes *bytes)
{
    struct png_spng_reader *self = calloc(1, sizeof *self);
    if (!self) {
        message_error(reading->label, "out of memory");
        return NULL;
    }
    self->reading = *reading;
    self->bytes = bytes;
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
#else
typedef int no_spng_reader; /* a file of C must declare something */
#endif
