/* SPDX-License-Identifier: MIT */
#include "link.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int parent = -1;

static bool send_all(int socket, const uint8_t *bytes, size_t size)
{
    while (size > 0) {
        ssize_t sent = send(socket, bytes, size, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR)
            return false;
        bytes += sent < 0 ? 0 : sent;
        size -= sent < 0 ? 0 : (size_t)sent;
    }
    return true;
}

bool link_send(int socket, enum link_kind kind, const void *data, size_t size)
{
    uint8_t frame[sizeof(struct link_head) + LINK_MOST];
    struct link_head head = {(uint32_t)kind, (uint32_t)size};
    if (size > LINK_MOST)
        return false;
    memcpy(frame, &head, sizeof head);
    if (size > 0)
        memcpy(frame + sizeof head, data, size);
    pthread_mutex_lock(&mutex);
    bool done = send_all(socket, frame, sizeof head + size);
    pthread_mutex_unlock(&mutex);
    return done;
}

int link_to_parent(void)
{
    return parent;
}

void link_set_parent(int socket)
{
    parent = socket;
}

void link_tell(enum link_kind kind, const void *data, size_t size)
{
    if (!link_send(parent, kind, data, size))
        _exit(1);
}

static bool receive_all(uint8_t *bytes, size_t size)
{
    while (size > 0) {
        ssize_t got = read(parent, bytes, size);
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        bytes += got < 0 ? 0 : got;
        size -= got < 0 ? 0 : (size_t)got;
    }
    return true;
}

bool link_hear(struct link_head *head, void *data, size_t size)
{
    return receive_all((uint8_t *)head, sizeof *head) && head->size == size &&
           receive_all(data, size);
}
