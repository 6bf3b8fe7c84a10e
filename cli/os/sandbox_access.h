/* SPDX-License-Identifier: MIT */
#ifndef BLUR_SANDBOX_ACCESS_H
#define BLUR_SANDBOX_ACCESS_H

/* Reading a file; writing one; in a folder, making files and folders and replacing and removing
 * files, but not reading them. */
enum sandbox_access { SANDBOX_READ, SANDBOX_WRITE, SANDBOX_FILL };

#endif
