/* SPDX-License-Identifier: MIT
 * The words that the value of an option may be. */
#ifndef BLUR_WORDS_H
#define BLUR_WORDS_H

#include <stddef.h>

/* The words counted from 0, such as blur_border_name(); NULL ends them. */
typedef const char *word_list(int number);

/* The number of a word; -1: it is none of them. */
int words_find(word_list *words, const char *text);

/* Lists the words from a number on, with commas, but last between the last two: "a, b or c". */
void words_join(word_list *words, int first, const char *last, char *text, size_t size);

enum { WORDS_TEXT = 200 }; /* what is enough for a list */

#endif
