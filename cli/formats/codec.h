/* SPDX-License-Identifier: MIT
 * What a codec is to the rest of the program: a reader hands out the rows of a picture, a writer
 * takes them. One that can only do whole images hides it behind that. */
#ifndef BLUR_CODEC_H
#define BLUR_CODEC_H

#include "files/bytes.h"
#include "formats/picture.h"
#include "messages/message.h"

/* How to read. */
struct reading {
    const char *label; /* names the file in messages */
    uint64_t max_pixels;
    bool is_lenient; /* damaged images are decoded as far as possible, with a warning */
};

/* Each reader begins with this. The functions may be called on another thread than opened it. */
struct reader {
    struct picture picture; /* what it hands out; the metadata may be taken out of it */

    /* Writes the next row, from the top; never called for more rows than the picture has. False:
     * reported. */
    bool (*read_row)(struct reader *reader, void *row);

    /* After the last row: whether the rest of the file is intact. False: reported. NULL: there
     * is nothing left to check. */
    bool (*check_end)(struct reader *reader);

    void (*close)(struct reader *reader);

    size_t memory; /* bytes that it needs at most, rows aside; overestimated */
};

/* How to write. */
struct writing {
    const char *label;
    int quality; /* 1..100, of formats that have one */
};

/* Each writer begins with this. */
struct writer {
    /* Takes the next row, which it may change. False: reported. */
    bool (*write_row)(struct writer *writer, void *row);

    /* After the last row: appends the encoded picture to empty bytes. False: reported. */
    bool (*finish)(struct writer *writer, struct bytes *bytes);

    void (*close)(struct writer *writer);

    size_t memory; /* as of a reader, including its result */
};

/* What a library does for a format. */
struct codec {
    const char *library; /* as --version names it */
    const char *(*version)(void);

    /* Makes a reader of the bytes of a file, which stay the caller's and must outlive it; it may
     * rearrange them. NULL: reported. */
    struct reader *(*open)(const struct reading *reading, struct bytes *bytes);

    /* Makes a writer for a picture with its metadata, neither of which need outlive the call.
     * NULL: reported. */
    struct writer *(*create)(const struct writing *writing, const struct picture *picture);
    bool writes_8, writes_16; /* which bit depths it is used to write */
};

/* Reports damage that a reader has found: as a warning where the reading is lenient, else as an
 * error. False: it is an error. */
bool codec_damage(const struct reading *reading, const char *format, ...) MESSAGE_FORMAT(2, 3);

#endif
