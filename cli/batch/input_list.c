/* SPDX-License-Identifier: MIT */
#include "batch/input_list.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "messages/message.h"

bool inputs_add(struct inputs *inputs, const char *name, size_t tail)
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
    item->tail = tail;
    return true;
}

size_t inputs_base(const char *name)
{
    size_t end = strlen(name);
    while (end > 0 && name[end - 1] == '/')
        end--;
    while (end > 0 && name[end - 1] != '/')
        end--;
    return end;
}

struct gathering {
    const struct options *options;
    struct inputs *inputs;
};

static bool add_name(void *context, const char *name)
{
    const struct gathering *gathering = context;
    struct stat info;
    if (gathering->options->is_recursive && stat(name, &info) == 0 && S_ISDIR(info.st_mode))
        return inputs_add_folder(gathering->inputs, name, gathering->options->outdir);
    return inputs_add(gathering->inputs, name, inputs_base(name));
}

static bool check_standard_input(const struct options *options, const struct inputs *inputs)
{
    bool is_list = options->files_from && strcmp(options->files_from, "-") == 0;
    for (size_t i = 0; is_list && i < inputs->count; i++)
        if (strcmp(inputs->items[i].name, "-") == 0)
            return message_usage("standard input", "cannot be both the list and an image");
    return true;
}

bool inputs_gather(const struct options *options, struct inputs *inputs)
{
    struct gathering gathering = {options, inputs};
    *inputs = (struct inputs){0};
    for (size_t i = 0; i < options->operand_count; i++)
        if (!add_name(&gathering, options->operands[i]))
            return false;
    return (!options->files_from ||
            name_list_read(options->files_from, options->has_nulls, add_name, &gathering)) &&
           check_standard_input(options, inputs);
}

void inputs_free(struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++)
        free(inputs->items[i].name);
    free(inputs->items);
    *inputs = (struct inputs){0};
}
