/* SPDX-License-Identifier: MIT */
#include "options/words.h"

#include <stdio.h>
#include <string.h>

int words_find(word_list *words, const char *text)
{
    for (int i = 0; words(i); i++)
        if (strcmp(words(i), text) == 0)
            return i;
    return -1;
}

void words_join(word_list *words, int first, const char *last, char *text, size_t size)
{
    size_t length = 0;
    *text = '\0';
    for (int i = first; words(i) && length < size; i++) {
        const char *before = i == first ? "" : words(i + 1) ? ", " : last;
        length += (size_t)snprintf(text + length, size - length, "%s%s", before, words(i));
    }
}
