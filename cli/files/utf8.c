/* SPDX-License-Identifier: MIT */
#include "files/utf8.h"

size_t utf8_length(const uint8_t *text, size_t size)
{
    size_t length = text[0] < 0x80 ? 1 : text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4;
    uint8_t min = 0x80, max = 0xbf;
    if (length == 1)
        return 1;
    if (text[0] < 0xc2 || text[0] > 0xf4 || size < length)
        return 0;
    if (text[0] == 0xe0)
        min = 0xa0;
    else if (text[0] == 0xed)
        max = 0x9f;
    else if (text[0] == 0xf0)
        min = 0x90;
    else if (text[0] == 0xf4)
        max = 0x8f;
    if (text[1] < min || text[1] > max)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    return length;
}
