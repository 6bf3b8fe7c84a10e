/* SPDX-License-Identifier: MIT
 * JPEG by libjpeg-turbo, row by row, into memory. */
#ifdef BLUR_WITH_LIBJPEG
#include <stdlib.h>

#include "formats/jpeg/jpeg_turbo.h"

#include <jerror.h>

#include "messages/message.h"

struct jpeg_turbo_writer {
    struct writer writer;
    struct writing writing;
    struct jpeg_turbo_errors errors;
    struct jpeg_compress_struct info;
    struct jpeg_destination_mgr destination;
    struct bytes bytes; /* what is encoded so far; its size is set at the end only */
    struct jpeg_style style;
    JSAMPROW row;
};

enum { initial_capacity = 1 << 16 };

/* The library writes after size, up to the capacity. */
static void provide_buffer(struct jpeg_turbo_writer *turbo)
{
    struct bytes *bytes = &turbo->bytes;
    if (!bytes_reserve(bytes, initial_capacity))
        ERREXIT1(&turbo->info, JERR_OUT_OF_MEMORY, 0);
    turbo->destination.next_output_byte = bytes->data + bytes->size;
    turbo->destination.free_in_buffer = bytes->capacity - bytes->size;
}

static struct jpeg_turbo_writer *writer_of(j_compress_ptr info)
{
    return info->client_data;
}

static void begin_output(j_compress_ptr info)
{
    provide_buffer(writer_of(info));
}

static boolean enlarge_output(j_compress_ptr info)
{
    struct jpeg_turbo_writer *turbo = writer_of(info);
    turbo->bytes.size = turbo->bytes.capacity;
    provide_buffer(turbo);
    return TRUE;
}

static void end_output(j_compress_ptr info)
{
    struct jpeg_turbo_writer *turbo = writer_of(info);
    turbo->bytes.size = turbo->bytes.capacity - turbo->destination.free_in_buffer;
}

/* As the input is subsampled, if that is known; else libjpeg's usual 4:2:0, but none at high
 * quality, where subsampling would be the worst artefact. */
static void set_sampling(struct jpeg_turbo_writer *turbo)
{
    int horizontal = turbo->style.horizontal, vertical = turbo->style.vertical;
    /* T.81, B.2.3: no more than ten blocks in a unit, two of them of chroma. */
    if (horizontal < 1 || horizontal > 4 || vertical < 1 || vertical > 4 ||
        horizontal * vertical > 8)
        horizontal = vertical = turbo->writing.quality < 90 ? 2 : 1;
    turbo->info.comp_info[0].h_samp_factor = horizontal;
    turbo->info.comp_info[0].v_samp_factor = vertical;
}

static bool begin(void *context)
{
    struct jpeg_turbo_writer *turbo = context;
    struct jpeg_compress_struct *info = &turbo->info;
    info->in_color_space = info->input_components == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(info);
    jpeg_set_quality(info, turbo->writing.quality, TRUE);
    info->dct_method = JDCT_ISLOW;
    info->write_JFIF_header = FALSE;
    if (info->num_components == 3)
        set_sampling(turbo);
    jpeg_start_compress(info, TRUE);
    return true;
}

/* The library has written its SOI; the segments come after it. */
static bool put_metadata(struct jpeg_turbo_writer *turbo, const struct metadata *metadata)
{
    end_output(&turbo->info);
    return jpeg_write_metadata(turbo->writing.label, metadata, &turbo->bytes);
}

static bool provide_buffer_again(void *context)
{
    provide_buffer(context);
    return true;
}

static bool write_line(void *context)
{
    struct jpeg_turbo_writer *turbo = context;
    return jpeg_write_scanlines(&turbo->info, &turbo->row, 1) == 1;
}

static bool report_failure(const struct jpeg_turbo_writer *turbo)
{
    return message_error(turbo->writing.label, "%s", turbo->errors.text);
}

static bool write_row(struct writer *writer, void *row)
{
    struct jpeg_turbo_writer *turbo = (struct jpeg_turbo_writer *)writer;
    turbo->row = row;
    return jpeg_turbo_run(&turbo->errors, write_line, turbo) || report_failure(turbo);
}

static bool end(void *context)
{
    struct jpeg_turbo_writer *turbo = context;
    jpeg_finish_compress(&turbo->info);
    return true;
}

static bool finish(struct writer *writer, struct bytes *bytes)
{
    struct jpeg_turbo_writer *turbo = (struct jpeg_turbo_writer *)writer;
    if (!jpeg_turbo_run(&turbo->errors, end, turbo))
        return report_failure(turbo);
    bytes_free(bytes);
    *bytes = turbo->bytes;
    turbo->bytes = (struct bytes){0};
    return true;
}

static void close_writer(struct writer *writer)
{
    struct jpeg_turbo_writer *turbo = (struct jpeg_turbo_writer *)writer;
    jpeg_destroy_compress(&turbo->info);
    bytes_free(&turbo->bytes);
    free(turbo);
}

static bool create(void *context)
{
    struct jpeg_turbo_writer *turbo = context;
    jpeg_create_compress(&turbo->info);
    return true;
}

static bool set_up(struct jpeg_turbo_writer *turbo, const struct picture *picture)
{
    if (!jpeg_turbo_run(&turbo->errors, create, turbo))
        return false;
    struct jpeg_compress_struct *info = &turbo->info;
    info->client_data = turbo;
    turbo->destination.init_destination = begin_output;
    turbo->destination.empty_output_buffer = enlarge_output;
    turbo->destination.term_destination = end_output;
    info->dest = &turbo->destination;
    info->image_width = (JDIMENSION)picture->width;
    info->image_height = (JDIMENSION)picture->height;
    info->input_components = picture->channels;
    return jpeg_turbo_run(&turbo->errors, begin, turbo) &&
           put_metadata(turbo, &picture->metadata) &&
           jpeg_turbo_run(&turbo->errors, provide_buffer_again, turbo);
}

struct writer *jpeg_turbo_create(const struct writing *writing, const struct picture *picture)
{
    if (!jpeg_check_sides(writing->label, picture))
        return NULL;
    struct jpeg_turbo_writer *turbo = calloc(1, sizeof *turbo);
    if (!turbo) {
        message_error(writing->label, "out of memory");
        return NULL;
    }
    turbo->writer =
        (struct writer){.write_row = write_row, .finish = finish, .close = close_writer};
    turbo->writing = *writing;
    turbo->style = picture->jpeg;
    turbo->writer.memory = picture_quarter_bytes(picture, 2); /* a file that grows in steps */
    turbo->info.err = jpeg_turbo_errors_init(&turbo->errors, writing->label);
    if (!set_up(turbo, picture)) {
        message_error(writing->label, "%s",
                      *turbo->errors.text ? turbo->errors.text : "out of memory");
        close_writer(&turbo->writer);
        return NULL;
    }
    return &turbo->writer;
}

#else
typedef int blur_without_libjpeg; /* ISO C forbids an empty file */
#endif
