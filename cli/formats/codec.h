/* SPDX-License-Identifier: MIT
 * The seam between codecs and all else: rows. A reader hands out the rows of a picture, a writer
 * takes them; one that can only do whole images hides it behind that. */
#ifndef BLUR_CODEC_H
#define BLUR_CODEC_H

#include "files/bytes.h"
#include "formats/format.h"
#include "formats/picture.h"
#include "messages/message.h"

/* How to read. */
struct reading {
    const char *label; /* names the file in messages */
    uint64_t max_pixels;
    bool is_lenient; /* what is damaged but can be decoded is taken, with a warning */
};

/* Each reader begins with this. The functions may be called on another thread than opened it. */
struct reader {
    struct picture picture; /* what it hands out; the metadata may be taken out of it */

    /* Writes the next row, from the top; never more of them than the picture has. False: said why.
     */
    bool (*read_row)(struct reader *reader, void *row);

    /* After the last row: whether all of the file was as it should be. False: said why. NULL: there
     * is nothing left to check. */
    bool (*check_end)(struct reader *reader);

    void (*close)(struct reader *reader);

    size_t memory; /* bytes that it takes at most, rows aside; an estimate on the high side */
};

/* How to write. */
struct writing {
    const char *label;
    int quality; /* 1..100, of formats that have one */
};

/* Each writer begins with this. */
struct writer {
    /* Takes the next row, which it may change. False: said why. */
    bool (*write_row)(struct writer *writer, void *row);

    /* After the last row: appends the encoded picture to empty bytes. False: said why. */
    bool (*finish)(struct writer *writer, struct bytes *bytes);

    void (*close)(struct writer *writer);

    size_t memory; /* as of a reader, its result included */
};

/* What a library does for a format. */
struct codec {
    const struct format *format;
    const char *library; /* as --version names it */
    const char *(*version)(void);

    /* Makes a reader of the bytes of a file, which stay the caller's and must outlive it; it may
     * rearrange them. NULL: said why. */
    struct reader *(*open)(const struct reading *reading, struct bytes *bytes);

    /* Makes a writer for a picture with its metadata, neither of which need outlive the call. NULL:
     * said why. */
    struct writer *(*create)(const struct writing *writing, const struct picture *picture);
    bool writes_8, writes_16; /* the bits of samples that it is used for in writing */
};

enum codec_choice { CODEC_AUTO, CODEC_STB };

/* The codec that reads a format. */
const struct codec *codec_for_reading(const struct format *format, enum codec_choice choice);

/* The codec that writes samples of a type. NULL: none does; there is always one for BLUR_UINT8. */
const struct codec *codec_for_writing(const struct format *format, int sample,
                                      enum codec_choice choice);

/* Tells what is coming, before there are threads: pictures blurred with this sigma. */
void codec_expect(double sigma);

/* Prints what is built in, with versions, a line each. */
void codec_print_list(void);

/* Whether damage that a reader has found is passed over: says what it is, as a warning where the
 * reading is lenient. False: it is an error, and said. */
bool codec_damage(const struct reading *reading, const char *format, ...) MESSAGE_FORMAT(2, 3);

#endif
