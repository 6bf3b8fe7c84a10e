/* SPDX-License-Identifier: MIT */
#include "os/descriptor.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

_Static_assert(EAGAIN == EWOULDBLOCK, "POSIX lets the two differ; no system of ours does");

/* Whether errno is worth another try. */
static bool should_retry(int descriptor, short events)
{
    struct pollfd wait = {descriptor, events, 0};
    if (errno == EAGAIN)
        return poll(&wait, 1, -1) > 0 || errno == EINTR;
    return errno == EINTR;
}

ssize_t descriptor_read(int descriptor, void *data, size_t size)
{
    ssize_t got;
    do
        got = read(descriptor, data, size);
    while (got < 0 && should_retry(descriptor, POLLIN));
    return got;
}

bool descriptor_write(int descriptor, const void *data, size_t size)
{
    const char *bytes = data;
    for (size_t done = 0; done < size;) {
        ssize_t wrote = write(descriptor, bytes + done, size - done);
        if (wrote >= 0)
            done += (size_t)wrote;
        else if (!should_retry(descriptor, POLLOUT))
            return false;
    }
    return true;
}
