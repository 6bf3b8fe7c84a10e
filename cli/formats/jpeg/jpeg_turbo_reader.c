/* SPDX-License-Identifier: MIT
 * JPEG by libjpeg-turbo, row by row. */
#ifdef BLUR_WITH_LIBJPEG
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "formats/jpeg/jpeg_turbo.h"
#include "messages/message.h"

/* Mid-grey, which the library itself uses for missing data. */
enum { missing_sample = 128 };

struct jpeg_turbo_reader {
    struct reader reader;
    struct reading reading;
    struct jpeg jpeg;
    struct jpeg_turbo_errors errors;
    struct jpeg_decompress_struct info;
    const struct bytes *bytes; /* the caller's */
    uint8_t *cmyk;             /* a row; NULL: not needed */
    JSAMPROW row;              /* where the next row goes */
    bool has_begun, is_over;   /* is_over: the library has given up */
};

/* More than a few rows of any picture take. */
enum { spare_rows = 1 << 26 };

/* The coefficients of a file with several scans are all in memory at once, two bytes each; the
 * library must not resort to temporary files. The rest is for some rows. */
static long memory_limit(const struct jpeg *jpeg)
{
    uint64_t samples = 0;
    for (int i = 0; i < jpeg->components; i++) {
        const struct jpeg_component *component = &jpeg->component[i];
        samples += 64 * (component->blocks_x + 8) * (uint64_t)(component->blocks_y + 8);
    }
    uint64_t limit = 2 * samples + spare_rows;
    return limit < LONG_MAX ? (long)limit : LONG_MAX;
}

static bool begin(void *context)
{
    struct jpeg_turbo_reader *turbo = context;
    struct jpeg_decompress_struct *info = &turbo->info;
    jpeg_create_decompress(info);
    info->mem->max_memory_to_use = memory_limit(&turbo->jpeg);
    jpeg_mem_src(info, turbo->bytes->data, (unsigned long)turbo->jpeg.size);
    jpeg_read_header(info, TRUE);
    if (info->image_width != turbo->jpeg.width || info->image_height != turbo->jpeg.height ||
        info->num_components != turbo->jpeg.components) {
        strcpy(turbo->errors.text, "two sizes");
        return false;
    }
    info->out_color_space = info->num_components == 1   ? JCS_GRAYSCALE
                            : info->num_components == 3 ? JCS_RGB
                                                        : JCS_CMYK;
    info->dct_method = JDCT_ISLOW;
    info->do_fancy_upsampling = TRUE;
    /* Smooths over scans that are missing. */
    info->do_block_smoothing = turbo->reading.is_lenient;
    return true;
}

/* Adobe stores 255 for no ink. Without a profile, each ink is taken to absorb its share of the
 * light. */
static void cmyk_to_rgb(const uint8_t *cmyk, size_t width, bool is_inverted, uint8_t *rgb)
{
    uint8_t flip = is_inverted ? 0 : 255;
    for (; width > 0; width--, cmyk += 4, rgb += 3)
        for (int i = 0; i < 3; i++) {
            unsigned product = (unsigned)(cmyk[i] ^ flip) * (cmyk[3] ^ flip);
            rgb[i] = (uint8_t)((product + 127) / 255);
        }
}

/* With several scans, the first row takes most of the time: all of them are read before it. */
static bool read_line(void *context)
{
    struct jpeg_turbo_reader *turbo = context;
    if (!turbo->has_begun)
        jpeg_start_decompress(&turbo->info);
    turbo->has_begun = true;
    return jpeg_read_scanlines(&turbo->info, &turbo->row, 1) == 1;
}

/* Reports why the library gave up, unless that is done. A lenient reading that has rows already
 * goes on without it. */
static bool give_up(struct jpeg_turbo_reader *turbo)
{
    const char *text = turbo->errors.text;
    if (turbo->errors.is_reported)
        return false;
    if (strcmp(text, "out of memory") == 0)
        return message_error(turbo->reading.label, "%s", text);
    if (!turbo->reading.is_lenient || turbo->info.output_scanline == 0)
        return message_error(turbo->reading.label, "JPEG cannot be decoded: %s", text);
    turbo->is_over = true;
    return jpeg_damage(&turbo->reading, &turbo->jpeg, text);
}

static bool read_row(struct reader *reader, void *row)
{
    struct jpeg_turbo_reader *turbo = (struct jpeg_turbo_reader *)reader;
    turbo->row = turbo->cmyk ? turbo->cmyk : row;
    if (!turbo->is_over && !jpeg_turbo_run(&turbo->errors, read_line, turbo) && !give_up(turbo))
        return false;
    if (turbo->is_over)
        memset(row, missing_sample, picture_row_bytes(&reader->picture));
    else if (turbo->cmyk)
        cmyk_to_rgb(turbo->cmyk, reader->picture.width, turbo->jpeg.is_adobe, row);
    return true;
}

static bool end(void *context)
{
    struct jpeg_turbo_reader *turbo = context;
    return jpeg_finish_decompress(&turbo->info);
}

/* After the last row, the scan may go on, or others follow. */
static bool check_end(struct reader *reader)
{
    struct jpeg_turbo_reader *turbo = (struct jpeg_turbo_reader *)reader;
    return turbo->is_over || jpeg_turbo_run(&turbo->errors, end, turbo) || give_up(turbo);
}

static void close_reader(struct reader *reader)
{
    struct jpeg_turbo_reader *turbo = (struct jpeg_turbo_reader *)reader;
    jpeg_destroy_decompress(&turbo->info);
    metadata_free(&reader->picture.metadata);
    free(turbo->cmyk);
    free(turbo);
}

static bool open_file(struct jpeg_turbo_reader *turbo, struct bytes *bytes)
{
#ifdef D_ARITH_CODING_SUPPORTED
    const bool allows_arithmetic = true;
#else
    const bool allows_arithmetic = false;
#endif
    struct picture *picture = &turbo->reader.picture;
    if (!jpeg_describe(&turbo->reading, bytes, allows_arithmetic, &turbo->jpeg, picture))
        return false;
    turbo->cmyk = turbo->jpeg.components == 4 ? malloc(4 * picture->width) : NULL;
    if (turbo->jpeg.components == 4 && !turbo->cmyk)
        return message_error(turbo->reading.label, "out of memory");
    turbo->reader.memory =
        turbo->jpeg.scans > 1 ? (size_t)memory_limit(&turbo->jpeg) - spare_rows : 0;
    return jpeg_turbo_run(&turbo->errors, begin, turbo) || give_up(turbo);
}

struct reader *jpeg_turbo_open(const struct reading *reading, struct bytes *bytes)
{
    struct jpeg_turbo_reader *turbo = calloc(1, sizeof *turbo);
    if (!turbo) {
        message_error(reading->label, "out of memory");
        return NULL;
    }
    turbo->reader =
        (struct reader){.read_row = read_row, .check_end = check_end, .close = close_reader};
    turbo->reading = *reading;
    turbo->info.err = jpeg_turbo_errors_init(&turbo->errors, reading->label);
    turbo->errors.reading = &turbo->reading;
    turbo->errors.jpeg = &turbo->jpeg;
    turbo->bytes = bytes;
    if (!open_file(turbo, bytes)) {
        close_reader(&turbo->reader);
        return NULL;
    }
    return &turbo->reader;
}

#else
typedef int blur_without_libjpeg; /* ISO C forbids an empty file */
#endif
