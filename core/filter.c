/* SPDX-License-Identifier: MIT
 * Which way a filter is run. */
#include "filter.h"

#include "bands.h"
#include "whole.h"

int filter_run(const struct filter *filter, const struct view *view, const struct run *run)
{
    /* A window as high as the image: hardly any row could be left out of a ring. */
    if (filter->radius >= view->height / 2)
        return whole_run(filter, view, run);
    return bands_run(filter, view, run);
}
