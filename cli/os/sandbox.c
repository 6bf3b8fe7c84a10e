/* SPDX-License-Identifier: MIT */
#include "os/sandbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "os/sandbox_landlock.h"
#include "os/sandbox_seccomp.h"
#include "os/sanitizers.h"

/* Tools that run inside the process, such as valgrind or fakeroot, need it off. */
static bool is_enabled(void)
{
#ifdef BLUR_NO_SANDBOX
    return false;
#else
    const char *given = getenv("BLUR_SANDBOX");
    return !has_sanitizer() && (!given || strcmp(given, "off") != 0);
#endif
}

const char *sandbox_description(void)
{
    static char text[80];
    int landlock = is_enabled() ? sandbox_landlock_version() : 0;
    const char *seccomp = is_enabled() ? sandbox_seccomp_version() : NULL;
    size_t length = 0;
    if (landlock > 0)
        length = (size_t)snprintf(text, sizeof text, "files by Landlock %d", landlock);
    if (seccomp)
        length +=
            (size_t)snprintf(text + length, sizeof text - length,
                             "%scalls by seccomp (libseccomp %s)", length > 0 ? ", " : "", seccomp);
    return length > 0 ? text : "none";
}

bool sandbox_allow(const char *name, enum sandbox_access access)
{
    return !is_enabled() || sandbox_landlock_allow(name, access);
}

/* Both parts demand that programs cannot gain privileges. */
static bool forbid_new_privileges(void)
{
#ifdef __linux__
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
#else
    return false;
#endif
}

/* The calls come last, as setting up the files needs some of them. */
void sandbox_enter(void)
{
    if (!is_enabled() || !forbid_new_privileges())
        return;
    sandbox_landlock_enforce();
    sandbox_seccomp_enforce();
}
