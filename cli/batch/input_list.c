/* SPDX-License-Identifier: MIT */
#include "batch/input_list.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "messages/message.h"

bool input_list_add(struct input_list *inputs, const char *name, size_t relative_offset)
{
    if (inputs->count == inputs->capacity) {
        size_t capacity = inputs->capacity ? 2 * inputs->capacity : 64;
        struct input_name *items = capacity <= SIZE_MAX / sizeof *items
                                       ? realloc(inputs->items, capacity * sizeof *items)
                                       : NULL;
        if (!items)
            return message_error(NULL, "out of memory");
        inputs->items = items;
        inputs->capacity = capacity;
    }
    char *copy = strdup(name);
    if (!copy)
        return message_error(NULL, "out of memory");
    struct input_name *item = &inputs->items[inputs->count++];
    item->name = copy;
    item->relative_offset = relative_offset;
    return true;
}

void input_list_free(struct input_list *inputs)
{
    for (size_t i = 0; i < inputs->count; i++)
        free(inputs->items[i].name);
    free(inputs->items);
    *inputs = (struct input_list){0};
}
