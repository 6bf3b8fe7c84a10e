/* SPDX-License-Identifier: MIT
 * blur_gaussian(): makes a plan, runs it once and frees it. */
#include "blur.h"
#include "call_options.h"
#include "image/sample.h"
#include "image/view.h"
#include "plan.h"

int blur_gaussian(const blur_options *given, int sample, size_t width, size_t height, int channels,
                  const void *src, ptrdiff_t src_stride, void *dst, ptrdiff_t dst_stride)
{
    blur_options options;
    struct spec spec;
    blur_plan *plan;
    int status = call_options_read(given, sample, channels, &options);
    if (status != BLUR_OK)
        return status;
    /* First, since making a plan may take longer than blurring a small image. */
    const struct view view = {width,      height, (size_t)channels, sample_size(sample), src,
                              src_stride, dst,    dst_stride};
    status = view_check(&view);
    if (status == BLUR_OK)
        status = spec_of_options(&spec, &options, sample);
    if (status == BLUR_OK)
        status = plan_make(&options, &spec, sample, width, height, channels, &plan);
    if (status != BLUR_OK)
        return status;
    status = bands_run(plan->method, &view, plan->border, &plan->run);
    blur_plan_free(plan);
    return status;
}
