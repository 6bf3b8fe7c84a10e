/* SPDX-License-Identifier: MIT */
#include "files/utf8.h"

size_t utf8_length(const uint8_t *text, size_t size)
{
    size_t length = text[0] < 0x80 ? 1 : text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4;
    uint8_t least = 0x80, most = 0xbf;
    if (length == 1)
        return 1;
    if (text[0] < 0xc2 || text[0] > 0xf4 || size < length)
        return 0;
    if (text[0] == 0xe0)
        least = 0xa0;
    else if (text[0] == 0xed)
        most = 0x9f;
    else if (text[0] == 0xf0)
        least = 0x90;
    else if (text[0] == 0xf4)
        most = 0x8f;
    if (text[1] < least || text[1] > most)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    return length;
}
