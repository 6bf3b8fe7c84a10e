/* SPDX-License-Identifier: MIT
 * blur: blurs PNG and JPEG images. See blur(1). */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "batch/batch.h"
#include "blur.h"
#include "formats/format_table.h"
#include "messages/message.h"
#include "messages/terminal.h"
#include "options/command_line.h"
#include "options/help.h"
#include "os/sandbox.h"
#include "os/signals.h"

/* A file opened while one of the three is closed would take its number and receive its output.
 * They are opened in the wrong direction, so that using them still fails. */
static void open_standard_descriptors(void)
{
    for (int descriptor = 0; descriptor <= 2; descriptor++)
        if (fcntl(descriptor, F_GETFD) == -1)
            (void)!open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

static void print_version(void)
{
    printf("blur %s (library %s, ABI %d)\n", BLUR_VERSION, blur_version(), blur_abi_version());
    format_print_codecs();
    printf("sandbox: %s\n", sandbox_description());
}

/* Output that cannot be written is an error. */
static void close_standard_output(void)
{
    if (fclose(stdout) != 0)
        message_error("standard output", "%s", strerror(errno));
}

int main(int argc, char **argv)
{
    struct options options;
    open_standard_descriptors();
    setlocale(LC_CTYPE,
              ""); /* to know which characters can be printed; numbers keep the C locale */
    if (blur_abi_version() != BLUR_ABI_VERSION) {
        message_error(NULL, "needs libblur with ABI version %d, found %d", BLUR_ABI_VERSION,
                      blur_abi_version());
        return message_status();
    }
    signals_install(terminal_wipe);

    switch (command_line_parse(argc, argv, &options)) {
    case COMMAND_LINE_RUN:
        batch_run(&options);
        options_free(&options);
        return message_status();
    case COMMAND_LINE_HELP:
        help_print();
        break;
    case COMMAND_LINE_VERSION:
        print_version();
        break;
    case COMMAND_LINE_WRONG:
        options_free(&options);
        return message_status();
    }
    close_standard_output();
    return message_status();
}
