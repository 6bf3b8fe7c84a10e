/* SPDX-License-Identifier: MIT
 * Whether the build has a sanitizer: its runtime reads files, starts processes, and takes up the
 * address space. */
#ifndef BLUR_SANITIZERS_H
#define BLUR_SANITIZERS_H

#include <stdbool.h>

static inline bool has_sanitizer(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
    return true;
#endif
#endif
    return false;
}

#endif
