/* SPDX-License-Identifier: MIT
 * blur_strerror(), blur_version() and blur_abi_version(). */
#include "blur.h"

const char *blur_strerror(int status)
{
    switch ((enum blur_status)status) {
    case BLUR_OK:
        return "success";
    case BLUR_ERROR_MEMORY:
        return "out of memory";
    case BLUR_ERROR_ARGUMENT:
        return "invalid argument";
    case BLUR_ERROR_UNSUPPORTED:
        return "operation not supported";
    case BLUR_ERROR_LIMIT:
        return "resource limit reached";
    case BLUR_ERROR_CANCELLED:
        return "cancelled";
    }
    return "unknown status";
}

const char *blur_version(void)
{
    return BLUR_VERSION;
}

int blur_abi_version(void)
{
    return BLUR_ABI_VERSION;
}
