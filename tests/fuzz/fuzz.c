/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "messages/message.h"

_Noreturn void fuzz_fail(const char *condition, const char *file, int line)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
    abort();
}

uint32_t fuzz_number(struct fuzz_input *input, size_t bytes)
{
    uint32_t number = 0;
    for (; bytes > 0; bytes--) {
        number <<= 8;
        if (input->size > 0) {
            number |= *input->data++;
            input->size--;
        }
    }
    return number;
}

int fuzz_between(struct fuzz_input *input, int least, int most)
{
    const uint32_t count = (uint32_t)(most - least) + 1;
    return least + (int)(fuzz_number(input, count > 256 ? 2 : 1) % count);
}

static atomic_uint messages;
static bool is_verbose;

static void count_message(bool is_error, const char *line)
{
    (void)is_error;
    REQUIRE(strchr(line, '\n') == line + strlen(line) - 1); /* one line, whatever is in it */
    atomic_fetch_add(&messages, 1);
    if (is_verbose)
        fputs(line, stderr);
}

void fuzz_be_quiet(void)
{
    message_set_sink(count_message);
    is_verbose = getenv("FUZZ_VERBOSE") != NULL;
}

unsigned fuzz_messages(void)
{
    return atomic_exchange(&messages, 0);
}

static bool read_rows(struct reader *reader, uint8_t *samples, size_t row_bytes)
{
    for (size_t y = 0; y < reader->picture.height; y++)
        if (!reader->read_row(reader, samples + y * row_bytes))
            return false;
    return !reader->check_end || reader->check_end(reader);
}

struct fuzz_picture fuzz_decode(const struct codec *codec, const struct reading *reading,
                                const uint8_t *data, size_t size, uint8_t fill)
{
    struct fuzz_picture picture = {0};
    struct bytes bytes = {0};
    REQUIRE(bytes_append(&bytes, data, size));
    struct reader *reader = codec->open(reading, &bytes);
    if (reader) {
        const struct picture *found = &reader->picture;
        const size_t row_bytes = picture_row_bytes(found), all = row_bytes * found->height;
        picture = (struct fuzz_picture){found->width,  found->height, found->channels,
                                        found->sample, NULL,          all};
        REQUIRE(picture.width > 0 && picture.height > 0);
        REQUIRE(picture.width * picture.height <= reading->max_pixels);
        picture.samples = malloc(all);
        memset(picture.samples, fill, all);
        if (!read_rows(reader, picture.samples, row_bytes))
            fuzz_picture_free(&picture);
        reader->close(reader);
    }
    bytes_free(&bytes);
    return picture;
}

void fuzz_picture_free(struct fuzz_picture *picture)
{
    free(picture->samples);
    picture->samples = NULL;
}
