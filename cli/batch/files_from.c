/* SPDX-License-Identifier: MIT
 * The last name may go without its newline or NUL. */
#include "batch/files_from.h"

#include <errno.h>
#include <string.h>

#include "files/line_reader.h"
#include "files/stdio_name.h"
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

bool files_from_read(const char *file, bool null_separated,
                     bool (*use)(void *context, const char *name), void *context)
{
    const char *label = input_label(file);
    struct line_reader reader;
    if (!line_reader_open(&reader, file, null_separated ? '\0' : '\n'))
        return message_usage(label, "%s", strerror(errno));
    bool done = read_names(&reader, label, use, context);
    line_reader_close(&reader);
    return done;
}
