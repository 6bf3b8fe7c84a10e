/* SPDX-License-Identifier: MIT
 * Text files, a line at a time. Unlike getline(), it tells an error in the middle of a line from
 * the end of one. */
#ifndef BLUR_LINE_READER_H
#define BLUR_LINE_READER_H

#include "files/bytes.h"

struct line_reader {
    int descriptor;
    char end;           /* of each line; the last may go without */
    struct bytes bytes; /* read, and not handed out before this line */
    size_t next;        /* where in them the next line begins */
    bool is_at_end;
};

/* "-": standard input. False: errno. */
bool line_reader_open(struct line_reader *reader, const char *name, char end);

/* Hands out the next line, its end being a zero byte, which is not part of its length; valid until
 * the next call. False: there is no more, with errno 0, or it cannot be read. */
bool line_reader_next(struct line_reader *reader, char **line, size_t *length);

/* Right after the last line: whether it was the end. If not, says why of the file; a file that
 * cannot be read is wrong usage, but want of memory is not. */
bool line_reader_ended(const char *label);

/* Leaves errno as it is. */
void line_reader_close(struct line_reader *reader);

#endif
