/* SPDX-License-Identifier: MIT */
#include "files/input.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "messages/message.h"
#include "os/descriptor.h"
#include "os/memory_limit.h"

enum { block_size = 1 << 16 };

const char *input_label(const char *name)
{
    return strcmp(name, "-") == 0 ? "standard input" : name;
}

/* Enough to recognise any format by. */
enum { enough_bytes = 16 };

/* The size of a regular file, and one more to see the end without growing; else a block. */
static size_t expected_size(const struct stat *info)
{
    if (!S_ISREG(info->st_mode))
        return block_size;
    return info->st_size < INT_MAX ? (size_t)info->st_size + 1 : (size_t)INT_MAX + 1;
}

/* Reads until there are at least so many bytes, or all there are. */
static bool read_until(int descriptor, const char *label, size_t size, struct bytes *bytes)
{
    while (bytes->size < size) {
        if (bytes->size == bytes->capacity && !bytes_reserve(bytes, block_size))
            return message_error(label, "out of memory");
        ssize_t got =
            descriptor_read(descriptor, bytes->data + bytes->size, bytes->capacity - bytes->size);
        if (got < 0)
            return message_error(label, "%s", strerror(errno));
        if (got == 0)
            break;
        bytes->size += (size_t)got;
    }
    return true;
}

static bool read_image(int descriptor, const char *label, struct bytes *bytes,
                       const struct format **format, struct stat *info)
{
    if (fstat(descriptor, info) != 0)
        return message_error(label, "%s", strerror(errno));
    if (S_ISDIR(info->st_mode))
        return message_error(label, "%s (-r takes what is in it)", strerror(EISDIR));
    if (!read_until(descriptor, label, enough_bytes, bytes))
        return false;
    if (bytes->size == 0)
        return message_error(label, "empty file");
    *format = format_by_content(bytes);
    if (!*format)
        return message_error(label, "not a PNG or JPEG image");
    size_t expected = expected_size(info);
    if (expected > INT_MAX)
        return message_error(label, "larger than 2 GiB");
    if (!memory_admit(label, expected))
        return false;
    if (expected > bytes->size && !bytes_reserve(bytes, expected - bytes->size))
        return message_error(label, "out of memory");
    if (!read_until(descriptor, label, (size_t)INT_MAX + 1, bytes))
        return false;
    return bytes->size <= INT_MAX || message_error(label, "larger than 2 GiB");
}

int input_open(const char *name)
{
    return strcmp(name, "-") == 0 ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
}

bool input_read(const char *name, int descriptor, struct bytes *bytes, const struct format **format,
                struct stat *info)
{
    const char *label = input_label(name);
    if (descriptor < 0)
        descriptor = input_open(name);
    if (descriptor < 0)
        return message_error(label, "%s", strerror(errno));
    bool done = read_image(descriptor, label, bytes, format, info);
    if (descriptor != STDIN_FILENO)
        close(descriptor);
    return done;
}
