/* SPDX-License-Identifier: MIT
 * Signals that end the program from outside: INT, TERM, HUP, PIPE, XFSZ, QUIT, XCPU and the
 * like, except those that were ignored at the start, which stay so. */
#ifndef BLUR_SIGNALS_H
#define BLUR_SIGNALS_H

/* From now on a signal removes the temporary file, calls a function that handlers may call, and
 * ends the program. */
void signals_install(void (*clean_up)(void));

/* Blocks those signals, and unblocks them. Not to be nested. */
void signals_block(void);
void signals_unblock(void);

/* The file that a signal is to remove; NULL: none. The name must stay valid. Only while blocked. */
void signals_unlink_on_exit(const char *temporary);

/* From now on the first signal is only recorded, for the program to end by signals_die(). A second
 * one, a moment later, calls a function that handlers may call, and ends the program at once; one
 * that comes with the first, as where a process and its group are signalled, counts as the same.
 * How child processes end can be learned. */
void signals_defer(void (*at_once)(void));

/* The signal that was recorded; 0: none. */
int signals_pending(void);

/* Ends the program by a signal, even if it was ignored. */
_Noreturn void signals_die(int number);

/* In a worker process: what a terminal sends to the whole group is the parent's business, and a
 * failed write is an error like any other. */
void signals_in_worker(void);

/* Ends the program by SIGPIPE, even if that was ignored, as nobody reads what it writes; returns in
 * a worker, where that is an error as any. */
void signals_broken_pipe(void);

#endif
