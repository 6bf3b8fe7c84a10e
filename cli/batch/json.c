/* SPDX-License-Identifier: MIT */
#include "batch/json.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "files/utf8.h"

/* An invalid byte 0x80 + n becomes the lone surrogate U+DC80 + n. */
static void print_string(FILE *out, const char *text)
{
    putc('"', out);
    while (*text) {
        size_t length = utf8_length((const uint8_t *)text, strnlen(text, 4));
        unsigned char byte = (unsigned char)*text;
        if (length == 0)
            fprintf(out, "\\udc%02x", byte);
        else if (byte < 0x20 || byte == 0x7f)
            fprintf(out, "\\u%04x", byte);
        else if (byte == '"' || byte == '\\')
            fprintf(out, "\\%c", byte);
        else
            fwrite(text, 1, length, out);
        text += length > 0 ? length : 1;
    }
    putc('"', out);
}

static void print_or_null(FILE *out, const char *name, const char *text)
{
    fprintf(out, ", \"%s\": ", name);
    if (text)
        print_string(out, text);
    else
        fputs("null", out);
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

void json_print_file(FILE *out, const struct job *job, const struct outcome *outcome,
                     const char *error)
{
    fputs("{\"name\": ", out);
    print_string(out, job->input);
    print_or_null(out, "output", job->output);
    if (outcome->width > 0)
        fprintf(out, ", \"size\": [%zu, %zu], \"channels\": %d, \"depth\": %d", outcome->width,
                outcome->height, outcome->channels, outcome->depth);
    else
        fputs(", \"size\": null, \"channels\": null, \"depth\": null", out);
    if (outcome->kernel_size > 0)
        fprintf(out, ", \"k\": %d, \"sigma\": %.9g", outcome->kernel_size, outcome->sigma);
    else
        fputs(", \"k\": null, \"sigma\": null", out);
    fprintf(out, ", \"milliseconds\": {\"read\": %.3f, \"blur\": %.3f, \"write\": %.3f}",
            outcome->read_ms, outcome->blur_ms, outcome->write_ms);
    print_or_null(out, "status", status_name(outcome->status));
    print_or_null(out, "error", error);
    fputs("}\n", out);
}

void json_print_summary(FILE *out, const struct report_totals *totals)
{
    fprintf(out,
            "{\"summary\": {\"files\": %zu, \"done\": %zu, \"skipped\": %zu, \"failed\": %zu, "
            "\"megapixels\": %.3f, \"seconds\": %.3f}}\n",
            totals->files, totals->done, totals->skipped, totals->failed, totals->pixels / 1e6,
            totals->seconds);
}
