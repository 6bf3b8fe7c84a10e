/* SPDX-License-Identifier: MIT */
#include "os/signals.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

#include "os/clock.h"

/* All that end a program and can be caught, but for those that a bug in it raises. */
static const int caught[] = {SIGINT,  SIGTERM, SIGHUP,    SIGPIPE, SIGXFSZ, SIGQUIT,
                             SIGXCPU, SIGALRM, SIGVTALRM, SIGPROF, SIGUSR1, SIGUSR2};
enum { caught_count = sizeof caught / sizeof *caught };

static sigset_t caught_set, set_before;
static const char *volatile temporary_name;
static volatile sig_atomic_t pending;
static void (*before_exit)(void);
static bool is_worker;

/* Everything here is safe in a handler: unlink(), write(), sigaction(), raise(). SA_RESETHAND has
 * put the default back, so the signal ends the program when the handler returns and unblocks it. */
static void remove_and_die(int number)
{
    if (temporary_name)
        unlink(temporary_name);
    before_exit();
    raise(number);
}

/* Signals within so many milliseconds are one: no finger is that fast. */
static const double repeat_ms = 200;

static void (*end_at_once)(void);
static double pending_since;

/* Pipes that nobody reads and files at their size limit raise a signal with each write. */
static bool is_repeat(int number)
{
    return number == SIGPIPE || number == SIGXFSZ || clock_ms() - pending_since < repeat_ms;
}

/* clock_gettime(), kill() and signal() are safe in a handler, too. */
static void record(int number)
{
    if (pending && is_repeat(number))
        return;
    if (pending) {
        end_at_once();
        before_exit();
        signal(number, SIG_DFL);
        raise(number);
    }
    pending_since = clock_ms();
    pending = number;
}

static void catch_all(void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags}, before;
    sigemptyset(&caught_set);
    for (size_t i = 0; i < caught_count; i++)
        sigaddset(&caught_set, caught[i]);
    action.sa_mask = caught_set;
    for (size_t i = 0; i < caught_count; i++)
        if (sigaction(caught[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(caught[i], &action, NULL);
}

void signals_install(void (*clean_up)(void))
{
    before_exit = clean_up;
    catch_all(remove_and_die, (int)SA_RESETHAND);
}

void signals_defer(void (*at_once)(void))
{
    end_at_once = at_once;
    signal(SIGCHLD, SIG_DFL); /* where SIGCHLD is ignored, waitpid() returns no status */
    catch_all(record, 0);
}

int signals_pending(void)
{
    return pending;
}

void signals_die(int number)
{
    sigset_t set;
    signal(number, SIG_DFL);
    sigemptyset(&set);
    sigaddset(&set, number);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    raise(number);
    _exit(128 + number); /* a signal that does not end a process by default */
}

void signals_in_worker(void)
{
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGXFSZ};
    catch_all(SIG_DFL, 0);
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
        signal(ignored[i], SIG_IGN);
    pending = 0;
    is_worker = true;
}

void signals_block(void)
{
    sigprocmask(SIG_BLOCK, &caught_set, &set_before);
}

void signals_unblock(void)
{
    sigprocmask(SIG_SETMASK, &set_before, NULL);
}

void signals_unlink_on_exit(const char *temporary)
{
    temporary_name = temporary;
}

void signals_broken_pipe(void)
{
    if (!is_worker)
        signals_die(SIGPIPE);
}
