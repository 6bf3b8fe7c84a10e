/* SPDX-License-Identifier: MIT */
#include "messages/message.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "messages/terminal.h"

static enum message_level level = MESSAGE_NORMAL;
static atomic_int status = EXIT_OK;
static void (*sink)(bool is_error, const char *line) = message_print;

void message_set_level(enum message_level new_level)
{
    level = new_level;
}

bool message_is_verbose(void)
{
    return level == MESSAGE_VERBOSE;
}

bool message_is_quiet(void)
{
    return level == MESSAGE_QUIET;
}

void message_set_sink(void (*new_sink)(bool is_error, const char *line))
{
    sink = new_sink ? new_sink : message_print;
}

int message_status(void)
{
    return atomic_load(&status);
}

static void raise_status(int new_status)
{
    int old = atomic_load(&status);
    while (new_status > old && !atomic_compare_exchange_weak(&status, &old, new_status)) {
    }
}

/* Invisible characters that change the direction of the text after them. */
static bool turns_direction(wchar_t character)
{
    return character == 0x200e || character == 0x200f ||
           (character >= 0x202a && character <= 0x202e) ||
           (character >= 0x2066 && character <= 0x2069);
}

/* Replaces what the locale cannot print, in place: a file's name must not move the cursor or
 * forge a line. */
static void sanitize(char *text)
{
    mbstate_t state;
    memset(&state, 0, sizeof state);
    for (size_t left = strlen(text); left > 0;) {
        wchar_t character;
        size_t length = mbrtowc(&character, text, left, &state);
        if (length == (size_t)-1 || length == (size_t)-2 || length == 0) {
            memset(&state, 0, sizeof state);
            *text = '?';
            length = 1;
        } else if (!iswprint((wint_t)character) || turns_direction(character)) {
            memset(text, '?', length);
        }
        text += length;
        left -= length;
    }
}

void message_print(bool is_error, const char *line)
{
    terminal_line(line);
    if (is_error)
        raise_status(EXIT_FILE_FAILED);
}

void message_count_error(void)
{
    raise_status(EXIT_FILE_FAILED);
}

void message_format_line(char line[MESSAGE_MAX], const char *subject, const char *text)
{
    if (subject)
        snprintf(line, MESSAGE_MAX - 1, "blur: %s: %s", subject, text);
    else
        snprintf(line, MESSAGE_MAX - 1, "blur: %s", text);
    sanitize(line);
    memcpy(line + strlen(line), "\n", 2);
}

void message_sanitize_line(char *line)
{
    size_t length = strlen(line);
    bool has_end = length > 0 && line[length - 1] == '\n';
    if (has_end)
        line[length - 1] = '\0';
    sanitize(line);
    if (has_end)
        line[length - 1] = '\n';
}

MESSAGE_FORMAT(4, 0)
static void print_formatted(bool is_error, const char *subject, const char *kind,
                            const char *format, va_list arguments)
{
    int saved_errno = errno;
    char text[MESSAGE_MAX / 2], line[MESSAGE_MAX];
    int length = snprintf(text, sizeof text, "%s", kind);
    vsnprintf(text + length, sizeof text - (size_t)length, format, arguments);
    message_format_line(line, subject, text);
    sink(is_error, line);
    errno = saved_errno;
}

#define PRINT_FORMATTED(is_error, subject, kind, format)                                           \
    do {                                                                                           \
        va_list arguments;                                                                         \
        va_start(arguments, format);                                                               \
        print_formatted(is_error, subject, kind, format, arguments);                               \
        va_end(arguments);                                                                         \
    } while (0)

bool message_error(const char *subject, const char *format, ...)
{
    PRINT_FORMATTED(true, subject, "", format);
    return false;
}

void message_warning(const char *subject, const char *format, ...)
{
    if (level > MESSAGE_QUIET)
        PRINT_FORMATTED(false, subject, "warning: ", format);
}

void message_note(const char *subject, const char *format, ...)
{
    if (level > MESSAGE_QUIET)
        PRINT_FORMATTED(false, subject, "", format);
}

void message_detail(const char *subject, const char *format, ...)
{
    if (level == MESSAGE_VERBOSE)
        PRINT_FORMATTED(false, subject, "", format);
}

bool message_usage(const char *subject, const char *format, ...)
{
    PRINT_FORMATTED(true, subject, "", format);
    raise_status(EXIT_USAGE);
    return false;
}
