/* SPDX-License-Identifier: MIT
 * Rows through all of it: read, blurred, written. */
#ifndef BLUR_FLOW_H
#define BLUR_FLOW_H

#include "formats/codec.h"

struct flow {
    const char *label; /* of the input */
    struct reader *reader;
    blur_stream *stream;
    struct writer *writer;
    bool narrows; /* 16-bit samples to 8 bits, between blur and writer */
    bool is_timed;
    double read_ms, blur_ms, write_ms; /* out, where it is timed: added to what they hold */
};

/* How many threads a flow uses, of so many at most; 0: as many as there are CPUs. */
int flow_threads(const struct picture *picture, int most);

/* Moves all rows, on the calling thread, or with one for reading and one for writing beside it
 * where they can be had. False: said why. */
bool flow_run(struct flow *flow, int threads);

#endif
