/* SPDX-License-Identifier: MIT */
#include "message.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

static enum message_level level = MESSAGE_NORMAL;
static atomic_int status = EXIT_FINE;

void message_set_level(enum message_level new_level)
{
    level = new_level;
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

/* Characters that print nothing but turn the direction of what follows. */
static bool turns_direction(wchar_t character)
{
    return character == 0x200e || character == 0x200f ||
           (character >= 0x202a && character <= 0x202e) ||
           (character >= 0x2066 && character <= 0x2069);
}

/* Replaces in place what is no printable character of the locale: a file's name must not be able to
 * move the cursor or to forge a line. */
static void mask(char *text)
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

/* One write of one whole line, so that lines of parallel runs do not mix. */
MESSAGE_FORMAT(3, 0)
static void say(const char *subject, const char *kind, const char *format, va_list arguments)
{
    int saved_errno = errno;
    char text[5000], line[10000]; /* each name in it may have PATH_MAX = 4096 bytes */
    vsnprintf(text, sizeof text, format, arguments);
    if (subject)
        snprintf(line, sizeof line - 1, "blur: %s: %s%s", subject, kind, text);
    else
        snprintf(line, sizeof line - 1, "blur: %s%s", kind, text);
    mask(line);
    strcat(line, "\n");
    fputs(line, stderr);
    errno = saved_errno;
}

#define SAY(subject, kind, format)                                                                 \
    do {                                                                                           \
        va_list arguments;                                                                         \
        va_start(arguments, format);                                                               \
        say(subject, kind, format, arguments);                                                     \
        va_end(arguments);                                                                         \
    } while (0)

bool message_error(const char *subject, const char *format, ...)
{
    SAY(subject, "", format);
    raise_status(EXIT_FILE_FAILED);
    return false;
}

void message_warning(const char *subject, const char *format, ...)
{
    if (level > MESSAGE_QUIET)
        SAY(subject, "warning: ", format);
}

void message_note(const char *subject, const char *format, ...)
{
    if (level > MESSAGE_QUIET)
        SAY(subject, "", format);
}

void message_detail(const char *subject, const char *format, ...)
{
    if (level == MESSAGE_VERBOSE)
        SAY(subject, "", format);
}

bool message_usage(const char *subject, const char *format, ...)
{
    SAY(subject, "", format);
    raise_status(EXIT_WRONG_USAGE);
    return false;
}
