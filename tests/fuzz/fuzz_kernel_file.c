/* SPDX-License-Identifier: MIT
 * Text files of --kernel-file. One that is taken is written again, and must come out the same. */
#define _GNU_SOURCE /* memfd_create() */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "blur.h"
#include "fuzz.h"
#include "options/kernel_file.h"

static char name[32];
static int file;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    fuzz_be_quiet();
    file = memfd_create("kernel", 0);
    REQUIRE(file >= 0);
    snprintf(name, sizeof name, "/proc/self/fd/%d", file);
    return 0;
}

static bool read_text(const void *text, size_t size, struct custom_kernel *kernel)
{
    REQUIRE(ftruncate(file, 0) == 0 && pwrite(file, text, size, 0) == (ssize_t)size);
    fuzz_messages();
    const bool done = kernel_file_read(name, kernel);
    REQUIRE(done == (fuzz_messages() == 0));
    return done;
}

static void check(const struct custom_kernel *kernel)
{
    const size_t width = (size_t)kernel->width, count = width * (size_t)kernel->height;
    struct custom_kernel again = {0};
    char *text = malloc(32 * count), *end = text;
    REQUIRE(kernel->width % 2 == 1 && kernel->width <= BLUR_KERNEL_SIZE_MAX);
    REQUIRE(kernel->height % 2 == 1 && kernel->height <= BLUR_KERNEL_SIZE_MAX);
    for (size_t i = 0; i < count; i++) {
        REQUIRE(isfinite(kernel->weights[i]));
        end += sprintf(end, "%.9g%c", (double)kernel->weights[i], (i + 1) % width ? ' ' : '\n');
    }
    REQUIRE(read_text(text, (size_t)(end - text), &again));
    REQUIRE(again.width == kernel->width && again.height == kernel->height);
    REQUIRE(memcmp(again.weights, kernel->weights, count * sizeof *again.weights) == 0);
    custom_kernel_free(&again);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct custom_kernel kernel = {0};
    if (read_text(data, size, &kernel))
        check(&kernel);
    custom_kernel_free(&kernel);
    return 0;
}
