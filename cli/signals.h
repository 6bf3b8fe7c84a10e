/* SPDX-License-Identifier: MIT
 * A signal that ends the program takes the temporary file along. */
#ifndef BLUR_SIGNALS_H
#define BLUR_SIGNALS_H

/* Catches what ends a program from outside (INT, TERM, HUP, PIPE, XFSZ, QUIT, XCPU and the like),
 * except where the parent had it ignored. */
void signals_install(void);

/* Holds those signals back, and lets them come again. Not to be nested. */
void signals_block(void);
void signals_unblock(void);

/* The file that a signal shall remove; NULL: none. The name must stay valid. Only while blocked. */
void signals_remove(const char *temporary);

#endif
