/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The length of the character of UTF-8 (RFC 3629) at the start of a text; 0: there is none. */
static size_t utf8_length(const char *text)
{
    const uint8_t *at = (const uint8_t *)text;
    size_t length = at[0] < 0x80 ? 1 : at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;
    if (at[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    bool is_overlong = (at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xf0 && at[1] < 0x90);
    bool is_none = (at[0] == 0xed && at[1] >= 0xa0) || (at[0] == 0xf4 && at[1] >= 0x90);
    return is_overlong || is_none ? 0 : length;
}

/* The byte 0x80 + n alone becomes the lone surrogate U+DC80 + n. */
static void print_string(const char *text)
{
    putchar('"');
    while (*text) {
        size_t length = utf8_length(text);
        unsigned char byte = (unsigned char)*text;
        if (length == 0)
            printf("\\udc%02x", byte);
        else if (byte < 0x20 || byte == 0x7f)
            printf("\\u%04x", byte);
        else if (byte == '"' || byte == '\\')
            printf("\\%c", byte);
        else
            fwrite(text, 1, length, stdout);
        text += length > 0 ? length : 1;
    }
    putchar('"');
}

static void print_or_null(const char *name, const char *text)
{
    printf(", \"%s\": ", name);
    if (text)
        print_string(text);
    else
        fputs("null", stdout);
}

static const char *status_name(enum outcome_status status)
{
    switch (status) {
    case OUTCOME_FAILED:
        return "failed";
    case OUTCOME_DONE:
        return "done";
    case OUTCOME_SKIPPED:
        return "skipped";
    }
    return "unknown";
}

void json_print_file(const struct job *job, const struct outcome *outcome, const char *error)
{
    fputs("{\"name\": ", stdout);
    print_string(job->input);
    print_or_null("output", job->output);
    if (outcome->width > 0)
        printf(", \"size\": [%zu, %zu], \"channels\": %d, \"depth\": %d", outcome->width,
               outcome->height, outcome->channels, outcome->depth);
    else
        fputs(", \"size\": null, \"channels\": null, \"depth\": null", stdout);
    if (outcome->kernel_size > 0)
        printf(", \"k\": %d, \"sigma\": %.9g", outcome->kernel_size, outcome->sigma);
    else
        fputs(", \"k\": null, \"sigma\": null", stdout);
    printf(", \"milliseconds\": {\"read\": %.3f, \"blur\": %.3f, \"write\": %.3f}",
           outcome->read_ms, outcome->blur_ms, outcome->write_ms);
    print_or_null("status", status_name(outcome->status));
    print_or_null("error", error);
    puts("}");
}

void json_print_summary(const struct totals *totals)
{
    printf("{\"summary\": {\"files\": %zu, \"done\": %zu, \"skipped\": %zu, \"failed\": %zu, "
           "\"megapixels\": %.3f, \"seconds\": %.3f}}\n",
           totals->files, totals->done, totals->skipped, totals->failed, totals->pixels / 1e6,
           totals->seconds);
}
