/* SPDX-License-Identifier: MIT
 *
 * Usage: golden [--variant plain|avx2|avx512|auto] [--threads N] [--list] [--check FILE]
 * Prints a hash of what the library writes, and a name, for each of some hundreds of cases; with
 * --check only what is not as in FILE, which holds what was printed once. Exit status 0: all is; 1:
 * something differs, or memory was written that must not be; 2: usage; 77: the CPU lacks the
 * variant. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "golden.h"

enum { result_size = 17 };

/* What came of a case, and what it is called: a line of the output. */
struct line {
    char result[result_size], name[name_size];
    bool is_matched;
};

struct lines {
    struct line *lines;
    size_t count;
};

static _Noreturn void stop(const char *what, const char *name)
{
    fprintf(stderr, "golden: %s: %s\n", name, what);
    exit(2);
}

static struct line *append(struct lines *to)
{
    if (to->count % 256 == 0)
        to->lines = realloc(to->lines, (to->count + 256) * sizeof *to->lines);
    if (!to->lines)
        stop("no memory", "lines");
    to->lines[to->count] = (struct line){0};
    return &to->lines[to->count++];
}

static struct line *find(const struct lines *in, const char *name)
{
    for (size_t i = 0; i < in->count; i++)
        if (!strcmp(in->lines[i].name, name))
            return &in->lines[i];
    return NULL;
}

/* ---- Cases ----------------------------------------------------------------------------------- */

static const char *status_name(int status)
{
    switch (status) {
    case BLUR_ERROR_MEMORY:
        return "memory";
    case BLUR_ERROR_ARGUMENT:
        return "argument";
    case BLUR_ERROR_UNSUPPORTED:
        return "unsupported";
    case BLUR_ERROR_LIMIT:
        return "limit";
    default:
        return "unknown";
    }
}

/* Cases of one name are one case. */
static struct lines name_all(struct case_list *list)
{
    struct lines lines = {0};
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        char name[name_size];
        name_case(&list->cases[i], name);
        if (find(&lines, name))
            continue;
        memcpy(append(&lines)->name, name, sizeof name);
        list->cases[kept++] = list->cases[i];
    }
    list->count = kept;
    return lines;
}

static void run_all(const struct case_list *list, int variant, int threads, struct lines *lines)
{
    for (size_t i = 0; i < list->count; i++) {
        uint64_t hash = 0;
        int status = run_case(&list->cases[i], variant, threads, &hash);
        char *result = lines->lines[i].result;
        if (status)
            snprintf(result, result_size, "%s", status_name(status));
        else
            snprintf(result, result_size, "%016" PRIx64, hash);
    }
}

static bool has_variant(int variant)
{
    blur_options options = {.size = sizeof options, .variant = variant};
    blur_plan *plan;
    int status = blur_plan_make(&options, BLUR_UINT8, 8, 8, 1, &plan);
    blur_plan_free(plan);
    return status == BLUR_OK;
}

/* ---- Comparison ------------------------------------------------------------------------------ */

static struct lines read_lines(const char *path)
{
    struct lines read = {0};
    char text[name_size + 32];
    FILE *file = fopen(path, "r");
    if (!file)
        stop(strerror(errno), path);
    while (fgets(text, sizeof text, file)) {
        struct line *line = append(&read);
        text[strcspn(text, "\n")] = '\0';
        if (sscanf(text, "%16s %255[^\n]", line->result, line->name) != 2)
            stop("not a line of this program's", path);
    }
    if (ferror(file))
        stop("cannot be read", path);
    fclose(file);
    return read;
}

static size_t compare_line(struct lines *old, const struct line *new)
{
    struct line *same = find(old, new->name);
    if (!same) {
        printf("new      %16s                  %s\n", new->result, new->name);
        return 1;
    }
    same->is_matched = true;
    if (!strcmp(same->result, new->result))
        return 0;
    printf("changed  %16s now %16s  %s\n", same->result, new->result, new->name);
    return 1;
}

static int compare(const char *path, const struct lines *new)
{
    struct lines old = read_lines(path);
    size_t differences = 0;
    for (size_t i = 0; i < new->count; i++)
        differences += compare_line(&old, &new->lines[i]);
    for (size_t i = 0; i < old.count; i++)
        if (!old.lines[i].is_matched) {
            printf("missing  %16s                  %s\n", old.lines[i].result, old.lines[i].name);
            differences++;
        }
    printf("%zu cases, %zu differences\n", new->count, differences);
    free(old.lines);
    return differences ? 1 : 0;
}

/* ---- The command line ------------------------------------------------------------------------ */

struct command {
    int variant, threads;
    bool lists;
    const char *check;
};

static int parse_variant(const char *name)
{
    for (int variant = BLUR_VARIANT_AUTO; variant <= BLUR_VARIANT_AVX512; variant++)
        if (!strcmp(name, blur_variant_name(variant)))
            return variant;
    stop("no such variant", name);
}

static int parse_threads(const char *text)
{
    char *end;
    long threads = strtol(text, &end, 10);
    if (end == text || *end || threads < 0 || threads > BLUR_THREADS_MAX)
        stop("not a number of threads", text);
    return (int)threads;
}

static struct command parse(int count, char **arguments)
{
    struct command command = {.threads = 1};
    for (int i = 1; i < count; i++) {
        const char *option = arguments[i], *value = i + 1 < count ? arguments[i + 1] : NULL;
        if (!strcmp(option, "--list"))
            command.lists = true;
        else if (!value)
            stop("unknown, or without its value", option);
        else if (!strcmp(option, "--variant"))
            command.variant = parse_variant(value);
        else if (!strcmp(option, "--threads"))
            command.threads = parse_threads(value);
        else if (!strcmp(option, "--check"))
            command.check = value;
        else
            stop("unknown option", option);
        i += strcmp(option, "--list") != 0;
    }
    return command;
}

static void print(const struct lines *lines, bool names_alone)
{
    for (size_t i = 0; i < lines->count; i++) {
        const struct line *line = &lines->lines[i];
        if (names_alone)
            printf("%s\n", line->name);
        else
            printf("%-16s  %s\n", line->result, line->name);
    }
}

int main(int count, char **arguments)
{
    struct command command = parse(count, arguments);
    if (!has_variant(command.variant)) {
        printf("no %s loops for this CPU\n", blur_variant_name(command.variant));
        return 77;
    }
    struct case_list list = {0};
    add_gaussian_cases(&list);
    add_convolution_cases(&list);
    struct lines lines = name_all(&list);
    if (!command.lists)
        run_all(&list, command.variant, command.threads, &lines);
    int status = 0;
    if (command.check)
        status = compare(command.check, &lines);
    else
        print(&lines, command.lists);
    free(lines.lines);
    free(list.cases);
    return status;
}
