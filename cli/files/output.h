/* SPDX-License-Identifier: MIT
 * Encoded bytes out: whole under their name, or not at all. */
#ifndef BLUR_OUTPUT_H
#define BLUR_OUTPUT_H

#include <sys/stat.h>

#include "files/bytes.h"

/* Whether a name means standard output: "-", or a system's name for it such as /dev/stdout, even
 * where that is a file. */
bool output_is_standard(const char *name);

/* Whether something would be lost by writing to a name: a file, or a link, even one to nothing. */
bool output_exists(const char *name);

/* How to write. */
struct output {
    const char *name;    /* see output_is_standard() */
    bool makes_folders;  /* that are missing on the way to it */
    bool no_clobber;     /* leaves what output_exists() as it is */
    bool replaces_links; /* not what they point to */
    bool syncs;          /* fsync before the rename */
    bool preserves;      /* mode and times of input, where that is a regular file */
    struct stat input;
};

enum output_result { OUTPUT_FAILED, OUTPUT_WRITTEN, OUTPUT_EXISTS };

/* Writes a file, or standard output. OUTPUT_FAILED: reported. OUTPUT_EXISTS: there was one
 * already. A file is written under a temporary name in its folder and renamed when it is
 * complete and closed without error, so the name holds either what it held before or all of the
 * bytes. It keeps the permissions of a file that it replaces; a new one has those of the umask.
 * A symbolic link stays, and what it points to is replaced. Standard output and special files
 * (devices, FIFOs) are written directly. */
enum output_result output_write(const struct output *output, const struct bytes *bytes);

#endif
