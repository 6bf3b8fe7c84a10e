/* SPDX-License-Identifier: MIT */
#include "os/ipc.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
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

/* Room for one descriptor beside the data, laid out as the system wants it. */
union beside {
    struct cmsghdr head;
    char room[CMSG_SPACE(sizeof(int))];
};

struct job_frame {
    struct link_head head;
    size_t job;
};

bool link_send_job(int socket, size_t job, int descriptor)
{
    struct job_frame frame = {{LINK_JOB, sizeof job}, job};
    struct iovec data = {&frame, sizeof frame};
    union beside beside = {.head = {.cmsg_len = CMSG_LEN(sizeof descriptor),
                                    .cmsg_level = SOL_SOCKET,
                                    .cmsg_type = SCM_RIGHTS}};
    struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
    memcpy(CMSG_DATA(&beside.head), &descriptor, sizeof descriptor);
    if (descriptor >= 0) {
        message.msg_control = &beside;
        message.msg_controllen = sizeof beside;
    }
    ssize_t sent;
    while ((sent = sendmsg(socket, &message, MSG_NOSIGNAL)) < 0 && errno == EINTR) {
    }
    return sent >= 0 &&
           send_all(socket, (const uint8_t *)&frame + sent, sizeof frame - (size_t)sent);
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

/* What comes with a frame comes with its first byte. */
static ssize_t receive_first(struct job_frame *frame, int *descriptor)
{
    union beside beside;
    struct iovec data = {frame, sizeof *frame};
    struct msghdr message = {
        .msg_iov = &data, .msg_iovlen = 1, .msg_control = &beside, .msg_controllen = sizeof beside};
    ssize_t got;
    while ((got = recvmsg(parent, &message, 0)) < 0 && errno == EINTR) {
    }
    const struct cmsghdr *head = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
    *descriptor = -1;
    if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS)
        memcpy(descriptor, CMSG_DATA(head), sizeof *descriptor);
    return got;
}

bool link_hear_job(size_t *job, int *descriptor)
{
    struct job_frame frame;
    ssize_t got = receive_first(&frame, descriptor);
    if (got <= 0 || !receive_all((uint8_t *)&frame + got, sizeof frame - (size_t)got))
        return false;
    *job = frame.job;
    return frame.head.kind == LINK_JOB;
}

bool link_hear(struct link_head *head, void *data, size_t size)
{
    return receive_all((uint8_t *)head, sizeof *head) && head->size == size &&
           receive_all(data, size);
}
