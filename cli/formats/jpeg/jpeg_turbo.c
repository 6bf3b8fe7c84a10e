/* SPDX-License-Identifier: MIT */
#ifdef BLUR_WITH_LIBJPEG
#include "formats/jpeg/jpeg_turbo.h"

#include <jerror.h>
#include <string.h>

#include "messages/message.h"

static _Noreturn void on_error(j_common_ptr info)
{
    struct jpeg_turbo_errors *errors = (struct jpeg_turbo_errors *)info->err;
    if (info->err->msg_code == JERR_OUT_OF_MEMORY)
        strcpy(errors->text, "out of memory");
    else
        info->err->format_message(info, errors->text);
    longjmp(errors->escape, 1);
}

/* What a warning of the library means; NULL: no pixel is lost. */
static const char *damage_of(j_common_ptr info)
{
    switch (info->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_ADOBE_XFORM:
    case JWRN_JFIF_MAJOR:
    case JWRN_TOO_MUCH_DATA:
    case JWRN_NOT_SEQUENTIAL: /* jpeg_parse() checks it more closely */
        return NULL;
    case JWRN_HIT_MARKER:
    case JWRN_JPEG_EOF:
        return "damaged JPEG: data ends before the picture does";
    case JWRN_MUST_RESYNC:
        return "damaged JPEG: a restart marker is missing or wrong";
    case JWRN_BOGUS_PROGRESSION:
        return "damaged JPEG: scans in the wrong order";
    default:
        return "damaged JPEG: corrupt data";
    }
}

/* Level -1 is a warning; those from 0 on trace. */
static void on_message(j_common_ptr info, int level)
{
    struct jpeg_turbo_errors *errors = (struct jpeg_turbo_errors *)info->err;
    if (level >= 0)
        return;
    const char *damage = damage_of(info);
    if (!damage || !errors->reading) {
        /* One is enough: there may be one for each byte. */
        if (info->err->num_warnings++ == 0) {
            info->err->format_message(info, errors->text);
            message_detail(errors->label, "%s", errors->text);
        }
        return;
    }
    if (!jpeg_damage(errors->reading, errors->jpeg, damage)) {
        errors->is_reported = true;
        longjmp(errors->escape, 1);
    }
}

static void on_output(j_common_ptr info)
{
    (void)info;
}

struct jpeg_error_mgr *jpeg_turbo_errors_init(struct jpeg_turbo_errors *errors, const char *label)
{
    jpeg_std_error(&errors->manager);
    errors->manager.error_exit = on_error;
    errors->manager.emit_message = on_message;
    errors->manager.output_message = on_output;
    errors->label = label;
    return &errors->manager;
}

bool jpeg_turbo_run(struct jpeg_turbo_errors *errors, bool (*function)(void *context),
                    void *context)
{
    if (setjmp(errors->escape))
        return false;
    return function(context);
}

#define TEXT(macro) TEXT_OF(macro)
#define TEXT_OF(text) #text

/* The library has no function for it. */
const char *jpeg_turbo_version(void)
{
#ifdef LIBJPEG_TURBO_VERSION
    return TEXT(LIBJPEG_TURBO_VERSION);
#else
    return "of another maker, version " TEXT(JPEG_LIB_VERSION);
#endif
}

#else
typedef int blur_without_libjpeg; /* ISO C forbids an empty file */
#endif
