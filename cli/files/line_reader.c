/* SPDX-License-Identifier: MIT */
#include "files/line_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "files/stdio_name.h"
#include "messages/message.h"
#include "os/descriptor.h"

enum { block = 1 << 16 };

bool line_reader_open(struct line_reader *reader, const char *name, char end)
{
    *reader = (struct line_reader){.descriptor = STDIN_FILENO, .end = end};
    if (!is_stdio_name(name))
        reader->descriptor = open(name, O_RDONLY | O_CLOEXEC);
    return reader->descriptor >= 0;
}

/* Drops the lines that have been returned first; one more byte is for the end of a last line
 * that has none. False: errno. */
static bool read_more(struct line_reader *reader)
{
    struct bytes *bytes = &reader->bytes;
    if (reader->next > 0)
        memmove(bytes->data, bytes->data + reader->next, bytes->size - reader->next);
    bytes->size -= reader->next;
    reader->next = 0;
    if (!bytes_reserve(bytes, block + 1)) {
        errno = ENOMEM;
        return false;
    }
    ssize_t got = descriptor_read(reader->descriptor, bytes->data + bytes->size, block);
    bytes->size += got > 0 ? (size_t)got : 0;
    reader->is_at_end = got == 0;
    return got >= 0;
}

/* The end of the line, if it has been read. The bytes that were searched before are skipped. */
static uint8_t *find_end(const struct line_reader *reader, size_t seen)
{
    const struct bytes *bytes = &reader->bytes;
    size_t from = reader->next + seen;
    return bytes->size > from ? memchr(bytes->data + from, reader->end, bytes->size - from) : NULL;
}

bool line_reader_next(struct line_reader *reader, char **line, size_t *length)
{
    struct bytes *bytes = &reader->bytes;
    uint8_t *end;
    size_t seen = 0;
    while ((end = find_end(reader, seen)) == NULL && !reader->is_at_end) {
        seen = bytes->size - reader->next;
        if (!read_more(reader))
            return false;
    }
    errno = 0;
    if (!end && bytes->size == reader->next)
        return false;
    if (!end)
        end = bytes->data + bytes->size++; /* there is room: see read_more() */
    *end = '\0';
    *line = (char *)bytes->data + reader->next;
    *length = (size_t)(end - bytes->data) - reader->next;
    reader->next += *length + 1;
    return true;
}

bool line_reader_ended(const char *label)
{
    if (errno == ENOMEM)
        return message_error(label, "out of memory");
    return errno == 0 || message_usage(label, "%s", strerror(errno));
}

void line_reader_close(struct line_reader *reader)
{
    int saved_errno = errno;
    bytes_free(&reader->bytes);
    if (reader->descriptor > STDIN_FILENO)
        close(reader->descriptor);
    errno = saved_errno;
}
