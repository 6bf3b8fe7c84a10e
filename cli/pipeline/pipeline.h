/* SPDX-License-Identifier: MIT
 * Reads, blurs and writes rows, on up to three threads. */
#ifndef BLUR_PIPELINE_H
#define BLUR_PIPELINE_H

#include "formats/codec.h"

struct pipeline {
    const char *label; /* of the input */
    struct reader *reader;
    blur_stream *stream;
    struct writer *writer;
    bool reduces_depth; /* 16-bit samples to 8 bits, between blur and writer */
    bool is_timed;
    double read_ms, blur_ms, write_ms; /* out, where it is timed: added to what they hold */
};

/* How many threads a pipeline uses, at most as many as requested; 0: as many as help. */
int pipeline_threads(const struct picture *picture, int requested);

/* Moves all rows, on the calling thread and, where there can be any, one for reading and one for
 * writing. False: reported. */
bool pipeline_run(struct pipeline *pipeline, int threads);

#endif
