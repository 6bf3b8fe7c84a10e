/* SPDX-License-Identifier: MIT
 * Images whose rows lie between forbidden pages. */
#define _DEFAULT_SOURCE 1 /* MAP_ANONYMOUS */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "oracle.h"

static void check(bool good)
{
    if (!good) {
        fputs("a page of the test cannot be had\n", stderr);
        exit(99);
    }
}

enum { rows_most = oracle_guarded_rows, canary = 0xa5 };

struct oracle_guarded oracle_guarded(void)
{
    struct oracle_guarded guarded = {.page = (size_t)sysconf(_SC_PAGESIZE)};
    guarded.memory = mmap(NULL, (2 * rows_most + 1) * guarded.page, PROT_NONE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check(guarded.memory != MAP_FAILED);
    for (size_t i = 0; i < rows_most; i++)
        check(mprotect(guarded.memory + (2 * i + 1) * guarded.page, guarded.page,
                       PROT_READ | PROT_WRITE) == 0);
    return guarded;
}

void oracle_unguard(struct oracle_guarded *guarded)
{
    munmap(guarded->memory, (2 * rows_most + 1) * guarded->page);
}

void oracle_place(struct oracle_guarded *guarded, const struct oracle_trial *trial, unsigned how,
                  const uint8_t *packed)
{
    guarded->row = trial->width * (size_t)trial->channels;
    guarded->height = trial->height;
    check(guarded->row <= guarded->page && trial->height <= rows_most);
    guarded->top = guarded->memory + guarded->page + (how % 2 ? 0 : guarded->page - guarded->row);
    guarded->stride = (ptrdiff_t)(2 * guarded->page);
    for (size_t i = 0; i < guarded->height; i++)
        memset(guarded->memory + (2 * i + 1) * guarded->page, canary, guarded->page);
    if (how / 2 % 2) {
        guarded->top += (ptrdiff_t)(guarded->height - 1) * guarded->stride;
        guarded->stride = -guarded->stride;
    }
    for (size_t y = 0; packed && y < guarded->height; y++)
        memcpy(guarded->top + (ptrdiff_t)y * guarded->stride, packed + y * guarded->row,
               guarded->row);
}

uint8_t *oracle_take(const struct oracle_guarded *guarded)
{
    uint8_t *packed = oracle_memory(guarded->row * guarded->height);
    for (size_t y = 0; y < guarded->height; y++) {
        uint8_t *row = guarded->top + (ptrdiff_t)y * guarded->stride;
        uint8_t *page = row - (size_t)(row - guarded->memory) % guarded->page;
        memcpy(packed + y * guarded->row, row, guarded->row);
        memset(row, canary, guarded->row);
        if (*page != canary || memcmp(page, page + 1, guarded->page - 1) != 0) {
            free(packed);
            return NULL;
        }
    }
    return packed;
}
