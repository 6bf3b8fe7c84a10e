/* SPDX-License-Identifier: MIT */
#include "files/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/stdio_name.h"
#include "messages/message.h"
#include "os/descriptor.h"

bool is_special_file(const char *name)
{
    struct stat info;
    return stat(name, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

int input_open(const char *name)
{
    return is_stdio_name(name) ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
}

void input_close(int descriptor)
{
    if (descriptor != STDIN_FILENO)
        close(descriptor);
}

bool input_read(int descriptor, const char *label, size_t size, struct bytes *bytes)
{
    while (bytes->size < size) {
        if (bytes->size == bytes->capacity && !bytes_reserve(bytes, INPUT_BLOCK))
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
