/* SPDX-License-Identifier: MIT */
#include "input.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "message.h"

enum { block_size = 1 << 16 };

const char *input_label(const char *name)
{
    return strcmp(name, "-") == 0 ? "standard input" : name;
}

/* The size that a regular file claims, to read it in one go; else a block. */
static size_t expected_size(int descriptor)
{
    struct stat info;
    if (fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode) || info.st_size > INT_MAX)
        return block_size;
    return (size_t)info.st_size + 1; /* one more to see the end without growing */
}

static bool read_all(int descriptor, const char *label, struct bytes *bytes)
{
    size_t want = expected_size(descriptor);
    for (;;) {
        if (!bytes_reserve(bytes, want))
            return message_error(label, "out of memory");
        ssize_t got = read(descriptor, bytes->data + bytes->size, bytes->capacity - bytes->size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return message_error(label, "%s", strerror(errno));
        if (got == 0)
            break;
        bytes->size += (size_t)got;
        if (bytes->size > INT_MAX)
            return message_error(label, "larger than 2 GiB");
        want = block_size;
    }
    return bytes->size > 0 || message_error(label, "empty file");
}

bool input_read(const char *name, struct bytes *bytes)
{
    const char *label = input_label(name);
    if (strcmp(name, "-") == 0)
        return read_all(STDIN_FILENO, label, bytes);
    int descriptor = open(name, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return message_error(label, "%s", strerror(errno));
    bool done = read_all(descriptor, label, bytes);
    close(descriptor);
    return done;
}
