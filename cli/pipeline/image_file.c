/* SPDX-License-Identifier: MIT */
#include "pipeline/image_file.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "files/input.h"
#include "files/stdio_name.h"
#include "formats/format_table.h"
#include "messages/message.h"
#include "pipeline/memory_request.h"

/* Enough to recognise any format by. */
enum { signature_bytes = 16 };

/* The size of a regular file, and one more to see the end without growing; else a block. */
static size_t expected_size(const struct stat *info)
{
    if (!S_ISREG(info->st_mode))
        return INPUT_BLOCK;
    return info->st_size < INT_MAX ? (size_t)info->st_size + 1 : (size_t)INT_MAX + 1;
}

static bool recognise(int descriptor, const char *label, struct bytes *bytes,
                      const struct format **format)
{
    if (!input_read(descriptor, label, signature_bytes, bytes))
        return false;
    if (bytes->size == 0)
        return message_error(label, "empty file");
    *format = format_by_content(bytes);
    return *format || message_error(label, "not a PNG or JPEG image");
}

static bool read_rest(int descriptor, const char *label, size_t expected, struct bytes *bytes)
{
    if (expected > INT_MAX)
        return message_error(label, "larger than 2 GiB");
    if (!memory_request(label, expected))
        return false;
    if (expected > bytes->size && !bytes_reserve(bytes, expected - bytes->size))
        return message_error(label, "out of memory");
    if (!input_read(descriptor, label, (size_t)INT_MAX + 1, bytes))
        return false;
    return bytes->size <= INT_MAX || message_error(label, "larger than 2 GiB");
}

static bool read_image(int descriptor, const char *label, struct bytes *bytes,
                       const struct format **format, struct stat *info)
{
    if (fstat(descriptor, info) != 0)
        return message_error(label, "%s", strerror(errno));
    if (S_ISDIR(info->st_mode))
        return message_error(label, "%s (-r takes what is in it)", strerror(EISDIR));
    return recognise(descriptor, label, bytes, format) &&
           read_rest(descriptor, label, expected_size(info), bytes);
}

bool image_file_read(const char *name, int descriptor, struct bytes *bytes,
                     const struct format **format, struct stat *info)
{
    const char *label = input_label(name);
    if (descriptor < 0)
        descriptor = input_open(name);
    if (descriptor < 0)
        return message_error(label, "%s", strerror(errno));
    bool done = read_image(descriptor, label, bytes, format, info);
    input_close(descriptor);
    return done;
}
