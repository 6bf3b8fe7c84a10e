/* SPDX-License-Identifier: MIT
 * The error handling of libjpeg-turbo: it never prints, and its long jumps stay in one place. */
#ifndef BLUR_JPEG_TURBO_H
#define BLUR_JPEG_TURBO_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <jpeglib.h>

#include "formats/jpeg/jpeg.h"

struct jpeg_turbo_errors {
    struct jpeg_error_mgr manager; /* first: the library knows this one */
    jmp_buf escape;
    const char *label;
    char text[JMSG_LENGTH_MAX];
    bool is_reported; /* why it failed */

    /* Where damage is reported, for readers; NULL for writers. */
    const struct reading *reading;
    struct jpeg *jpeg;
};

/* Sets up errors for a struct jpeg_common_struct's err. */
struct jpeg_error_mgr *jpeg_turbo_errors_init(struct jpeg_turbo_errors *errors, const char *label);

/* Runs a function that calls the library. False: that failed, and errors has the text, or the
 * function returned false. The library's object is then only good for being destroyed. */
bool jpeg_turbo_run(struct jpeg_turbo_errors *errors, bool (*function)(void *context),
                    void *context);

#endif
