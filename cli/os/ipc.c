/* SPDX-License-Identifier: MIT */
#include "os/ipc.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* Room for one descriptor, laid out and aligned as sendmsg() wants it. */
union ancillary {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
};

static ssize_t send_first(int socket, void *data, size_t size, int descriptor)
{
    struct iovec part = {data, size};
    union ancillary ancillary = {.header = {.cmsg_len = CMSG_LEN(sizeof descriptor),
                                            .cmsg_level = SOL_SOCKET,
                                            .cmsg_type = SCM_RIGHTS}};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &ancillary,
                             .msg_controllen = sizeof ancillary};
    memcpy(CMSG_DATA(&ancillary.header), &descriptor, sizeof descriptor);
    ssize_t sent;
    while ((sent = sendmsg(socket, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR) {
    }
    return sent;
}

static bool send_all(int socket, uint8_t *data, size_t size, int descriptor)
{
    while (size > 0) {
        ssize_t sent = descriptor >= 0 ? send_first(socket, data, size, descriptor)
                                       : send(socket, data, size, MSG_NOSIGNAL);
        if (sent < 0 && errno != EINTR)
            return false;
        descriptor = -1;
        data += sent < 0 ? 0 : sent;
        size -= sent < 0 ? 0 : (size_t)sent;
    }
    return true;
}

bool ipc_send(int socket, uint32_t type, const void *data, size_t size, int descriptor)
{
    uint8_t frame[sizeof(struct ipc_header) + IPC_MAX_PAYLOAD];
    const struct ipc_header header = {type, (uint32_t)size};
    if (size > IPC_MAX_PAYLOAD)
        return false;
    memcpy(frame, &header, sizeof header);
    if (size > 0)
        memcpy(frame + sizeof header, data, size);
    pthread_mutex_lock(&mutex);
    bool done = send_all(socket, frame, sizeof header + size, descriptor);
    pthread_mutex_unlock(&mutex);
    return done;
}

/* The descriptor of a message comes with its first byte. */
static ssize_t receive_first(int socket, void *data, size_t size, int *descriptor)
{
    union ancillary ancillary;
    struct iovec part = {data, size};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &ancillary,
                             .msg_controllen = sizeof ancillary};
    ssize_t got;
    while ((got = recvmsg(socket, &message, 0)) < 0 && errno == EINTR) {
    }
    const struct cmsghdr *header = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    *descriptor = -1;
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
        memcpy(descriptor, CMSG_DATA(header), sizeof *descriptor);
    return got;
}

static bool receive_all(int socket, uint8_t *data, size_t size)
{
    while (size > 0) {
        ssize_t got = read(socket, data, size);
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        data += got < 0 ? 0 : got;
        size -= got < 0 ? 0 : (size_t)got;
    }
    return true;
}

bool ipc_recv(int socket, uint32_t *type, void *data, size_t size, int *descriptor)
{
    struct ipc_header header;
    ssize_t got = receive_first(socket, &header, sizeof header, descriptor);
    if (got <= 0 || !receive_all(socket, (uint8_t *)&header + got, sizeof header - (size_t)got) ||
        header.size != size || !receive_all(socket, data, size))
        return false;
    *type = header.type;
    return true;
}
