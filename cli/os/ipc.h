/* SPDX-License-Identifier: MIT
 * Messages between two processes over a socket, with a descriptor passed along where there is one.
 * What they mean is none of its business. */
#ifndef BLUR_IPC_H
#define BLUR_IPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Both ends are one program on one machine: numbers are sent as they lie in memory. */
struct ipc_header {
    uint32_t type;
    uint32_t size; /* bytes of payload that follow, at most IPC_MAX_PAYLOAD */
};

/* More than any message needs. */
enum { IPC_MAX_PAYLOAD = 1 << 16 };

/* Sends a message in one piece, whichever thread calls, and a duplicate of a descriptor with it;
 * -1: none. False: the other end is gone. */
bool ipc_send(int socket, uint32_t type, const void *data, size_t size, int descriptor);

/* Waits for a message with size bytes of payload. *descriptor is the caller's from now on; -1: none
 * came. False: the other end is gone, or the payload has another size. */
bool ipc_recv(int socket, uint32_t *type, void *data, size_t size, int *descriptor);

#endif
