/* SPDX-License-Identifier: MIT
 * A list of names, each ended by a newline or a NUL; the last may go without. */
#include <errno.h>
#include <string.h>

#include "batch/input_list.h"
#include "files/line_reader.h"
#include "messages/message.h"

static bool read_names(struct line_reader *reader, const char *label,
                       bool (*use)(void *context, const char *name), void *context)
{
    char *name;
    size_t length;
    while (line_reader_next(reader, &name, &length)) {
        if (strlen(name) != length)
            return message_usage(label, "has NUL bytes: use -0");
        if (length > 0 && !use(context, name))
            return false;
    }
    return line_reader_ended(label);
}

bool name_list_read(const char *name, bool has_nulls, bool (*use)(void *context, const char *name),
                    void *context)
{
    const char *label = strcmp(name, "-") == 0 ? "standard input" : name;
    struct line_reader reader;
    if (!line_reader_open(&reader, name, has_nulls ? '\0' : '\n'))
        return message_usage(label, "%s", strerror(errno));
    bool done = read_names(&reader, label, use, context);
    line_reader_close(&reader);
    return done;
}
