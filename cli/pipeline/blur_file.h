/* SPDX-License-Identifier: MIT
 * One file, from its bytes to its bytes. */
#ifndef BLUR_BLUR_FILE_H
#define BLUR_BLUR_FILE_H

#include "options/options.h"
#include "pipeline/mask.h"
#include "pipeline/outcome.h"

struct blur_task {
    const char *input, *output;  /* names; "-": standard input or output */
    int descriptor;              /* of the input, as for image_file_read() */
    const struct format *format; /* of the output; NULL: as the input's */
    bool has_unknown_extension;  /* the output's, which will fail for it */
    const struct mask *mask;     /* without weights: there is none */
};

/* Reads, decodes, blurs, encodes and writes a file. OUTCOME_FAILED: reported, and the output is as
 * it was. */
void blur_file_run(const struct blur_task *task, const struct options *options,
                   struct outcome *outcome);

#endif
