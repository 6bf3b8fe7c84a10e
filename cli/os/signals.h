/* SPDX-License-Identifier: MIT
 * Signals that end the program from outside: INT, TERM, HUP, PIPE, XFSZ, QUIT, XCPU and the like,
 * but for those that the parent had ignored: these stay so. */
#ifndef BLUR_SIGNALS_H
#define BLUR_SIGNALS_H

/* From now on a signal removes the temporary file, and ends the program. */
void signals_install(void);

/* Holds those signals back, and lets them come again. Not to be nested. */
void signals_block(void);
void signals_unblock(void);

/* The file that a signal shall remove; NULL: none. The name must stay valid. Only while blocked. */
void signals_remove(const char *temporary);

/* From now on the first signal is only noted, for the program to come to an end by signals_die().
 * A second one, a moment later, calls a function that handlers may call, and ends the program at
 * once; what comes with the first, as from those who signal a process and its group, is the same
 * one. How child processes end can be learned. */
void signals_defer(void (*at_once)(void));

/* The signal that was noted; 0: none. */
int signals_noted(void);

/* Ends the program by a signal, even if it was ignored. */
_Noreturn void signals_die(int number);

/* In a process that works for another one: what a terminal or a system sends to all of them is the
 * other's business, and what goes wrong in writing an error as any. */
void signals_in_worker(void);

#endif
