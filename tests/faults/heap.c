/* SPDX-License-Identifier: MIT
 *
 * The functions that allocate, of which the library of C is handed out the ones behind. Blocks that
 * are alive stand in a table of fixed size, so that counting them takes no memory itself. */
#define _GNU_SOURCE 1
#include "fault.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);

/* Some hundred blocks are alive at once, or a few for each of some thousand names. */
enum { slots = 1 << 16 };

static uintptr_t table[slots]; /* hashed, the next free slot being taken; 0: free */
static long alive, forgotten;
static bool is_full;
static atomic_flag is_locked = ATOMIC_FLAG_INIT;
/* Part of the static storage of threads, which takes no memory at its first use. */
static __thread bool is_exempt __attribute__((tls_model("initial-exec")));

static void lock(void)
{
    while (atomic_flag_test_and_set_explicit(&is_locked, memory_order_acquire)) {
    }
}

static void unlock(void)
{
    atomic_flag_clear_explicit(&is_locked, memory_order_release);
}

/* Fibonacci hashing; the lowest bits of blocks are all the same. */
static size_t home_of(uintptr_t block)
{
    return (size_t)((uint64_t)block * 0x9e3779b97f4a7c15 >> 48) % slots;
}

static void *entered(void *block)
{
    if (!block || is_exempt)
        return block;
    lock();
    is_full = is_full || alive >= slots / 2;
    size_t at = home_of((uintptr_t)block);
    while (!is_full && table[at] != 0)
        at = (at + 1) % slots;
    if (!is_full)
        table[at] = (uintptr_t)block;
    alive += !is_full;
    unlock();
    return block;
}

/* Whether a slot lies in [from, to), going round. */
static bool is_between(size_t slot, size_t from, size_t to)
{
    return from <= to ? from <= slot && slot < to : slot >= from || slot < to;
}

/* Those behind move up, unless that would put them before their home. */
static void close_gap(size_t gap)
{
    for (size_t at = (gap + 1) % slots; table[at] != 0; at = (at + 1) % slots) {
        if (is_between(home_of(table[at]), (gap + 1) % slots, (at + 1) % slots))
            continue;
        table[gap] = table[at];
        gap = at;
    }
    table[gap] = 0;
}

static void removed(void *block)
{
    lock();
    size_t at = home_of((uintptr_t)block);
    while (table[at] != 0 && table[at] != (uintptr_t)block)
        at = (at + 1) % slots;
    if (block && table[at] != 0) {
        close_gap(at);
        alive--;
    }
    unlock();
}

long heap_alive(void)
{
    return is_full ? HEAP_UNKNOWN : alive - forgotten;
}

void heap_forget(void)
{
    forgotten = alive;
}

void heap_exempt(bool exempt)
{
    is_exempt = exempt;
}

static bool fails(void)
{
    return !is_exempt && fault_fails(KIND_MALLOC);
}

void *malloc(size_t size)
{
    return fails() ? NULL : entered(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return fails() ? NULL : entered(__libc_calloc(count, size));
}

/* The old block is out of the table before another thread can be given its address. */
void *realloc(void *block, size_t size)
{
    if (fails())
        return NULL;
    removed(block);
    void *moved = __libc_realloc(block, size);
    if (!moved && size > 0)
        entered(block);
    return entered(moved);
}

void *memalign(size_t alignment, size_t size)
{
    return fails() ? NULL : entered(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
    int saved_errno = errno;
    void *made = memalign(alignment, size);
    errno = saved_errno;
    if (made)
        *block = made;
    return made ? 0 : ENOMEM;
}

void free(void *block)
{
    int saved_errno = errno;
    removed(block);
    __libc_free(block);
    errno = saved_errno;
}
