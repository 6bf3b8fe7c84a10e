/* SPDX-License-Identifier: MIT
 * A list of names, each ended by a newline or a NUL; the last may go without. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "inputs.h"
#include "message.h"

static bool read_names(FILE *file, const char *label, char end,
                       bool (*use)(void *context, const char *name), void *context)
{
    char *name = NULL;
    size_t capacity = 0;
    ssize_t length;
    bool done = true;
    while (done && (length = getdelim(&name, &capacity, end, file)) > 0) {
        if (name[length - 1] == end)
            name[--length] = '\0';
        if (strlen(name) != (size_t)length)
            done = message_usage(label, "has NUL bytes: use -0");
        else if (length > 0)
            done = use(context, name);
    }
    free(name);
    return done && (feof(file) || message_usage(label, "%s", strerror(errno)));
}

bool name_list_read(const char *name, bool has_nulls, bool (*use)(void *context, const char *name),
                    void *context)
{
    bool is_standard = strcmp(name, "-") == 0;
    const char *label = is_standard ? "standard input" : name;
    FILE *file = is_standard ? stdin : fopen(name, "r");
    if (!file)
        return message_usage(label, "%s", strerror(errno));
    bool done = read_names(file, label, has_nulls ? '\0' : '\n', use, context);
    if (!is_standard)
        fclose(file);
    return done;
}
