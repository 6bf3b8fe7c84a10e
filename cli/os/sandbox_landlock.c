/* SPDX-License-Identifier: MIT
 * Landlock: the kernel's documentation is Documentation/userspace-api/landlock.rst. */
#ifdef __linux__
#define _GNU_SOURCE 1 /* O_PATH, syscall() */
#endif
#include "os/sandbox_landlock.h"

#if defined(__linux__) && defined(__has_include)
#if __has_include(<linux/landlock.h>)
#define HAS_LANDLOCK 1
#endif
#endif

#ifdef HAS_LANDLOCK

#include <fcntl.h>
#include <linux/landlock.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Not in the headers of Linux 6.1, by the ABI version that added it. */
enum {
    version_refer = 2,
    version_truncate = 3,
    version_network = 4,
    version_device = 5,
    version_scope = 6
};
static const uint64_t access_refer = 1 << 13, access_truncate = 1 << 14, access_device = 1 << 15;
static const uint64_t network_bind = 1 << 0, network_connect = 1 << 1;
static const uint64_t scope_abstract_sockets = 1 << 0, scope_signals = 1 << 1;

/* struct landlock_ruleset_attr as of version 6; older kernels accept it if what they do not know
 * is 0. */
struct ruleset {
    uint64_t files, network, scope;
};

/* All that the first version can restrict: its 13 lowest bits. */
static const uint64_t access_first = ((uint64_t)LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;

static int rules = -1; /* what has been allowed so far */

int sandbox_landlock_version(void)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version > 0 ? (int)version : 0;
}

/* Files cannot be moved between folders without REFER, not even in the first version. */
static struct ruleset all_restrictions(int version)
{
    struct ruleset all = {.files = access_first};
    all.files |= version >= version_refer ? access_refer : 0;
    all.files |= version >= version_truncate ? access_truncate : 0;
    all.files |= version >= version_device ? access_device : 0;
    all.network = version >= version_network ? network_bind | network_connect : 0;
    all.scope = version >= version_scope ? scope_abstract_sockets | scope_signals : 0;
    return all;
}

static bool create_ruleset(void)
{
    const int version = sandbox_landlock_version();
    const struct ruleset all = all_restrictions(version);
    if (rules < 0 && version > 0)
        rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
    return rules >= 0;
}

/* Devices need an ioctl() for isatty(). Folders are read in order to fsync them. */
static uint64_t rights_for(enum sandbox_access access)
{
    switch (access) {
    case SANDBOX_READ:
        return LANDLOCK_ACCESS_FS_READ_FILE;
    case SANDBOX_WRITE:
        return LANDLOCK_ACCESS_FS_WRITE_FILE | access_device;
    case SANDBOX_FILL:
        return LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
               LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |
               LANDLOCK_ACCESS_FS_READ_DIR;
    }
    return 0;
}

/* Rules for what is not on a disk, such as a pipe, are refused, but not needed either. */
bool sandbox_landlock_allow(const char *name, enum sandbox_access access)
{
    if (!create_ruleset())
        return true;
    struct landlock_path_beneath_attr beneath = {
        .allowed_access = rights_for(access) & all_restrictions(sandbox_landlock_version()).files,
        .parent_fd = open(name, O_PATH | O_CLOEXEC),
    };
    if (beneath.parent_fd < 0)
        return false;
    syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
    close(beneath.parent_fd);
    return true;
}

void sandbox_landlock_enforce(void)
{
    if (!create_ruleset())
        return;
    syscall(SYS_landlock_restrict_self, rules, 0);
    close(rules);
    rules = -1;
}

#else

int sandbox_landlock_version(void)
{
    return 0;
}

bool sandbox_landlock_allow(const char *name, enum sandbox_access access)
{
    (void)name;
    (void)access;
    return true;
}

void sandbox_landlock_enforce(void) {}

#endif
