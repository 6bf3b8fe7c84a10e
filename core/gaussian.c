/* SPDX-License-Identifier: MIT
 * blur_gaussian(): a plan for one image. */
#include "blur.h"
#include "call_options.h"
#include "image/sample.h"
#include "image/view.h"

int blur_gaussian(const blur_options *given, int sample, size_t width, size_t height, int channels,
                  const void *src, ptrdiff_t src_stride, void *dst, ptrdiff_t dst_stride)
{
    blur_options options;
    int status = options_read(given, sample, channels, &options);
    if (status != BLUR_OK)
        return status;
    /* Before the plan, which may take longer to make than a small image to blur. */
    bool fits;
    struct view view = {width,      height, (size_t)channels, sample_size(sample), src,
                        src_stride, dst,    dst_stride};
    if (!view_is_valid(&view, &fits))
        return fits ? BLUR_ERROR_ARGUMENT : BLUR_ERROR_LIMIT;

    blur_plan *plan;
    status = blur_plan_make(&options, sample, width, height, channels, &plan);
    if (status != BLUR_OK)
        return status;
    status = blur_plan_run(plan, src, src_stride, dst, dst_stride);
    blur_plan_free(plan);
    return status;
}
