/* SPDX-License-Identifier: MIT
 * What became of a file. */
#ifndef BLUR_OUTCOME_H
#define BLUR_OUTCOME_H

#include <stddef.h>

enum outcome_status { OUTCOME_FAILED, OUTCOME_DONE, OUTCOME_SKIPPED };

struct outcome {
    enum outcome_status status;

    /* Of the output, once these are known; else 0. */
    size_t width, height;
    int channels, depth; /* bits a sample */

    int kernel_size; /* once the plan is made; else 0 */
    double sigma;

    /* Milliseconds: the file and its rows in; the blur; rows and file out. Threads that do these at
     * the same time count each their own, without waiting for each other. */
    double read_ms, blur_ms, write_ms;
};

#endif
