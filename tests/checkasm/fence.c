/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */
#include "fence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* On either side, in whole pages: as far as a pointer to the first sample of a table of lines may
 * lie before the first that is read. */
enum { guard_least = 1 << 16, loose_margin = 256 };

static enum place place_now;
static size_t loose_now;

static void *checked(void *mapped)
{
    if (mapped == MAP_FAILED) {
        perror("mmap");
        exit(2);
    }
    return mapped;
}

/* The file is gone with its last mapping. */
static int file_of(size_t bytes)
{
    FILE *file = tmpfile();
    int descriptor = file ? dup(fileno(file)) : -1;
    if (descriptor < 0 || ftruncate(descriptor, (off_t)bytes) != 0) {
        perror("tmpfile");
        exit(2);
    }
    fclose(file);
    return descriptor;
}

/* The same pages twice: where loops may only read, the check still writes. */
struct fence fence_open(size_t bytes, bool is_output)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE), guard = guard_least / page * page + page;
    struct fence fence = {.bytes = (bytes + page - 1) / page * page};
    const int file = file_of(fence.bytes), right = PROT_READ | (is_output ? PROT_WRITE : 0);
    fence.memory =
        checked(mmap(NULL, fence.bytes + 2 * guard, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    fence.memory += guard;
    checked(mmap(fence.memory, fence.bytes, right, MAP_SHARED | MAP_FIXED, file, 0));
    fence.writable = checked(mmap(NULL, fence.bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0));
    close(file);
    return fence;
}

void fence_set_place(enum place place, size_t loose)
{
    place_now = place;
    loose_now = loose;
}

void *fence_place(const struct fence *fence, size_t bytes, size_t alignment)
{
    const size_t loose = loose_margin + loose_now * alignment;
    size_t offset = place_now == place_start ? 0 : loose;
    if (bytes > fence->bytes) {
        fprintf(stderr, "a fence of %zu bytes is too small for %zu\n", fence->bytes, bytes);
        exit(2);
    }
    if (place_now == place_end || offset + bytes > fence->bytes)
        offset = (fence->bytes - bytes) / alignment * alignment;
    return fence->memory + offset;
}

void *fence_writable(const struct fence *fence, const void *memory)
{
    return fence->writable + ((const unsigned char *)memory - fence->memory);
}

const void *fence_copy(const struct fence *fence, const void *from, size_t bytes, size_t alignment)
{
    void *memory = fence_place(fence, bytes, alignment);
    memcpy(fence_writable(fence, memory), from, bytes);
    return memory;
}
