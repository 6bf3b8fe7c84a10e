/* SPDX-License-Identifier: MIT */
#include "batch/gather_inputs.h"

#include <string.h>
#include <sys/stat.h>

#include "batch/files_from.h"
#include "batch/folder_walk.h"
#include "files/stdio_name.h"
#include "messages/message.h"

/* Where the last part of a name begins; trailing slashes do not count. */
static size_t base_offset(const char *name)
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
    struct input_list *inputs;
};

static bool add_name(void *context, const char *name)
{
    const struct gathering *gathering = context;
    struct stat info;
    if (gathering->options->is_recursive && stat(name, &info) == 0 && S_ISDIR(info.st_mode))
        return folder_walk(name, gathering->options->outdir, gathering->inputs);
    return input_list_add(gathering->inputs, name, base_offset(name));
}

static bool check_standard_input(const struct options *options, const struct input_list *inputs)
{
    bool is_list = options->files_from && is_stdio_name(options->files_from);
    for (size_t i = 0; is_list && i < inputs->count; i++)
        if (is_stdio_name(inputs->items[i].name))
            return message_usage("standard input", "cannot be both the list and an image");
    return true;
}

bool gather_inputs(const struct options *options, struct input_list *inputs)
{
    struct gathering gathering = {options, inputs};
    *inputs = (struct input_list){0};
    for (size_t i = 0; i < options->operand_count; i++)
        if (!add_name(&gathering, options->operands[i]))
            return false;
    return (!options->files_from ||
            files_from_read(options->files_from, options->null_separated, add_name, &gathering)) &&
           check_standard_input(options, inputs);
}
