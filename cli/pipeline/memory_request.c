/* SPDX-License-Identifier: MIT */
#include "pipeline/memory_request.h"

#include <inttypes.h>
#include <stddef.h>

#include "messages/message.h"

static uint64_t limit, file_share;
static bool (*handler)(uint64_t bytes);

void memory_request_init(uint64_t max_memory, uint64_t share)
{
    limit = max_memory;
    file_share = share;
}

void memory_request_set_handler(bool (*ask)(uint64_t bytes))
{
    handler = ask;
}

bool memory_request(const char *label, uint64_t bytes)
{
    if (limit > 0 && bytes > limit)
        return message_error(label,
                             "needs about %" PRIu64 " bytes of memory, of which --max-memory "
                             "allows %" PRIu64,
                             bytes, limit);
    return bytes <= file_share || !handler || handler(bytes);
}
