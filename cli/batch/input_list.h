/* SPDX-License-Identifier: MIT
 * The names of all inputs: of operands, from a list, and from folders. */
#ifndef BLUR_INPUTS_H
#define BLUR_INPUTS_H

#include "options/options.h"

struct inputs {
    struct input_name {
        char *name;  /* owned */
        size_t tail; /* where the part of it begins that an output folder keeps */
    } * items;
    size_t count, capacity;
};

/* Gathers operands first, then the list. With -r a folder stands for the images below it, by their
 * extensions, in the order of their names; what is in the output folder is none. A folder that
 * cannot be read is an error of its own, after which the rest is gathered. False: said why, and
 * nothing shall be done. The inputs are to be freed either way. */
bool inputs_gather(const struct options *options, struct inputs *inputs);

void inputs_free(struct inputs *inputs);

/* ---- For the parts of it ------------------------------------------------------------------- */

/* Adds a copy of a name. False: no memory, and said so. */
bool inputs_add(struct inputs *inputs, const char *name, size_t tail);

/* Adds all images below a folder, but for those below the folder outdir, which need not exist.
 * False: no memory, and said so. */
bool inputs_add_folder(struct inputs *inputs, const char *folder, const char *outdir);

/* Hands each name of a list to a function until that is false. False: that, or said why. */
bool name_list_read(const char *file, bool has_nulls, bool (*use)(void *context, const char *name),
                    void *context);

/* The part of a name behind its last slash, trailing ones aside. */
size_t inputs_base(const char *name);

#endif
