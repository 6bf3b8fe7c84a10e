/* SPDX-License-Identifier: MIT
 * The names of all inputs. */
#ifndef BLUR_INPUT_LIST_H
#define BLUR_INPUT_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct input_list {
    struct input_name {
        char *name;             /* owned */
        size_t relative_offset; /* where the part of it begins that an output folder keeps */
    } * items;
    size_t count, capacity;
};

/* Adds a copy of a name. False: no memory, which is reported. */
bool input_list_add(struct input_list *inputs, const char *name, size_t relative_offset);

void input_list_free(struct input_list *inputs);

#endif
