/* SPDX-License-Identifier: MIT
 * Text files, a line at a time. Unlike getline(), it tells an error in the middle of a line from
 * the end of the file. */
#ifndef BLUR_LINE_READER_H
#define BLUR_LINE_READER_H

#include "files/bytes.h"

struct line_reader {
    int descriptor;
    char end;           /* of each line; the last may go without */
    struct bytes bytes; /* read, from the current line on */
    size_t next;        /* where the next line begins in them */
    bool is_at_end;
};

/* "-": standard input. False: errno. */
bool line_reader_open(struct line_reader *reader, const char *name, char end);

/* Returns the next line, ended by a zero byte that its length does not count; it is valid until
 * the next call. False: there is none, with errno 0, or it cannot be read. */
bool line_reader_next(struct line_reader *reader, char **line, size_t *length);

/* After line_reader_next() has returned false: whether that was the end of the file. If not, it
 * is reported: a file that cannot be read as wrong usage, a lack of memory not. */
bool line_reader_ended(const char *label);

/* Leaves errno as it is. */
void line_reader_close(struct line_reader *reader);

#endif
