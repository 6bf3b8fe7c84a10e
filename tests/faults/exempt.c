/* SPDX-License-Identifier: MIT
 *
 * libseccomp, whose own allocations do not fail here: it crashes where one of them does, which is
 * not ours to mend. The program calls it before there is anything foreign in the process. */
#define _GNU_SOURCE 1
#include <dlfcn.h>
#include <stdint.h>

#include "fault.h"

/* Functions of a library that may be missing: then nobody calls them. */
#define PASS_ON(type, name, parameters, arguments)                                                 \
    type name parameters;                                                                          \
    type name parameters                                                                           \
    {                                                                                              \
        type(*real) parameters;                                                                    \
        *(void **)&real = dlsym(RTLD_NEXT, #name);                                                 \
        heap_exempt(true);                                                                         \
        type result = real arguments;                                                              \
        heap_exempt(false);                                                                        \
        return result;                                                                             \
    }

PASS_ON(void *, seccomp_init, (uint32_t action), (action))
PASS_ON(int, seccomp_attr_set, (void *filter, int attribute, uint32_t value),
        (filter, attribute, value))
PASS_ON(int, seccomp_rule_add_array,
        (void *filter, uint32_t action, int call, unsigned count, const void *comparisons),
        (filter, action, call, count, comparisons))
PASS_ON(int, seccomp_load, (const void *filter), (filter))

void seccomp_release(void *filter);

void seccomp_release(void *filter)
{
    void (*real)(void *);
    *(void **)&real = dlsym(RTLD_NEXT, "seccomp_release");
    heap_exempt(true);
    real(filter);
    heap_exempt(false);
}
