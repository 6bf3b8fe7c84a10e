/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

/* All that end a program and can be caught, but for those that tell of a fault in it. */
static const int caught[] = {SIGINT,  SIGTERM, SIGHUP,    SIGPIPE, SIGXFSZ, SIGQUIT,
                             SIGXCPU, SIGALRM, SIGVTALRM, SIGPROF, SIGUSR1, SIGUSR2};
enum { caught_count = sizeof caught / sizeof *caught };

static sigset_t caught_set, set_before;
static const char *volatile temporary_name;

/* Everything here is safe in a handler: unlink(), sigaction(), raise(). SA_RESETHAND has put the
 * default back, so the signal ends the program when the handler returns and unblocks it. */
static void remove_and_die(int signal_number)
{
    if (temporary_name)
        unlink(temporary_name);
    raise(signal_number);
}

void signals_install(void)
{
    struct sigaction action = {.sa_handler = remove_and_die, .sa_flags = (int)SA_RESETHAND}, before;
    sigemptyset(&caught_set);
    for (size_t i = 0; i < caught_count; i++)
        sigaddset(&caught_set, caught[i]);
    action.sa_mask = caught_set;
    for (size_t i = 0; i < caught_count; i++)
        if (sigaction(caught[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(caught[i], &action, NULL);
}

void signals_block(void)
{
    sigprocmask(SIG_BLOCK, &caught_set, &set_before);
}

void signals_unblock(void)
{
    sigprocmask(SIG_SETMASK, &set_before, NULL);
}

void signals_remove(const char *temporary)
{
    temporary_name = temporary;
}
