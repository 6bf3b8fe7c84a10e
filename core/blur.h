/* SPDX-License-Identifier: MIT
 *
 * libblur: exact Gaussian blur and 2-D convolution of images in memory.
 *
 * Nothing here prints, exits, reads the environment or touches a file, and no state outlives a
 * call but for the number that blur_image_count() tells: every function may be called from any
 * thread at any time, on images that no other thread is writing to.
 *
 * Images are rows of interleaved samples, first row on top. A stride is the distance in bytes from
 * a row to the next; it may be larger than the row (padding, which is neither read nor written) or
 * negative (rows stored bottom-up, the pointer then being that of the top row). Rows need no
 * alignment, also where their samples are wider than a byte.
 */
#ifndef BLUR_H
#define BLUR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this header. It stands here alone: the build, the library's file name and the
 * pkg-config file read it from this line. */
#define BLUR_VERSION "0.1.0"

/* Changes whenever a program built against an older header could misbehave with the new library.
 * Part of the shared library's soname. */
#define BLUR_ABI_VERSION 0

#if defined(_WIN32) && defined(BLUR_BUILDING)
#define BLUR_API __declspec(dllexport)
#elif defined(__GNUC__)
#define BLUR_API __attribute__((visibility("default")))
#else
#define BLUR_API
#endif

/* ---- Results -------------------------------------------------------------------------- */

/* What every function with an int result returns. The values are part of the ABI. */
enum blur_status {
    BLUR_OK = 0,
    BLUR_ERROR_MEMORY = -1,      /* memory could not be had */
    BLUR_ERROR_ARGUMENT = -2,    /* an argument is invalid: see the function */
    BLUR_ERROR_UNSUPPORTED = -3, /* valid, but not something this version can do */
    BLUR_ERROR_LIMIT = -4,       /* larger than a limit of the library */
    BLUR_ERROR_CANCELLED = -5    /* the progress callback asked to stop */
};

/* A short English text for a status, without a full stop; "unknown status" for any other number.
 * The text is static: never free it. */
BLUR_API const char *blur_strerror(int status);

/* BLUR_VERSION and BLUR_ABI_VERSION of the library itself. A program should refuse a library whose
 * ABI version is not the one it was compiled with. */
BLUR_API const char *blur_version(void);
BLUR_API int blur_abi_version(void);

/* ---- The Gaussian --------------------------------------------------------------------- */

/* Samples of an image. 0 is none of them, so that a forgotten argument is found. */
enum blur_sample {
    BLUR_UINT8 = 1,  /* uint8_t, 0..255 */
    BLUR_UINT16 = 2, /* uint16_t, 0..65535, in the machine's byte order */
    BLUR_FLOAT32 = 3 /* float, any value; the usual range of 0..1 has no special meaning */
};

/* What stands beyond the edge of the image, for an image "abcd". */
enum blur_border {
    BLUR_BORDER_RENORMALIZE = 0, /* nothing: only taps inside count, divided by their sum */
    BLUR_BORDER_REPLICATE = 1,   /* aaa|abcd|ddd */
    BLUR_BORDER_REFLECT = 2,     /* cba|abcd|dcb */
    BLUR_BORDER_MIRROR = 3,      /* dcb|abcd|cba (OpenCV: reflect101) */
    BLUR_BORDER_WRAP = 4,        /* bcd|abcd|abc */
    BLUR_BORDER_CONSTANT = 5     /* a given colour */
};

/* How close the result is to exact arithmetic: in levels of 255 or of 65535, of which correct
 * rounding alone takes 0.5; of floats, relative, where it takes 6e-8. See blur_plan_info.bound. */
enum blur_accuracy {
    BLUR_ACCURACY_NORMAL = 0, /* at most 0.75 level, or 1e-5 */
    BLUR_ACCURACY_EXACT = 1   /* at most 0.55 level, or 1e-6 */
};

/* How the blur is computed. Every one of them is the same Gaussian within the plan's bound. The
 * direct method also gives parts of an image the bytes of the whole, where each part has its
 * neighbourhood around it and holds a whole kernel. */
enum blur_method {
    BLUR_METHOD_AUTO = 0,      /* the fastest within the accuracy asked for */
    BLUR_METHOD_DIRECT = 1,    /* tap by tap */
    BLUR_METHOD_MULTIRATE = 2, /* the same on fewer samples, between smoothing and interpolation; of
                                * BLUR_UINT8 alone */
    BLUR_METHOD_COSINE = 3     /* a sum of cosines by recurrences: any size costs the same */
};

/* Which form of the inner loops is used. The bytes are the same. */
enum blur_variant {
    BLUR_VARIANT_AUTO = 0,  /* the best that the CPU has */
    BLUR_VARIANT_PLAIN = 1, /* C as the compiler makes it for any CPU of the family */
    BLUR_VARIANT_AVX2 = 2,
    BLUR_VARIANT_AVX512 = 3
};

/* The lower-case English names of these numbers, static; NULL for any other. All of an enum are
 * found by counting up: those of borders, methods and variants from 0, those of samples from 1. */
BLUR_API const char *blur_sample_name(int sample);
BLUR_API const char *blur_border_name(int border);
BLUR_API const char *blur_method_name(int method);
BLUR_API const char *blur_variant_name(int variant);

/* What the last of 2 or 4 channels is. */
enum blur_alpha {
    BLUR_ALPHA_WEIGHTED = 0, /* alpha: colours are weighed by it (not premultiplied, before or
                              * after), so that none comes out of what cannot be seen */
    BLUR_ALPHA_STRAIGHT = 1  /* a channel like any other */
};

/* In which numbers means are taken. */
enum blur_light {
    BLUR_LIGHT_ENCODED = 0, /* of the samples as they are */
    BLUR_LIGHT_LINEAR = 1   /* of the light that they stand for in sRGB; alpha stays as it is */
};

/* Bits of blur_options.given. */
enum blur_given {
    BLUR_GIVEN_KERNEL_SIZE = 1,
    BLUR_GIVEN_SIGMA = 2,
    BLUR_GIVEN_KERNEL_SIZE_Y = 4, /* along y another than along x */
    BLUR_GIVEN_SIGMA_Y = 8
};

/* The largest kernel size; a larger one is BLUR_ERROR_LIMIT. */
#define BLUR_KERNEL_SIZE_MAX 65535

/* The largest number of threads that may be asked for; a larger one is BLUR_ERROR_LIMIT. */
#define BLUR_THREADS_MAX 1024

/* The largest number of regions; more are BLUR_ERROR_LIMIT. */
#define BLUR_REGIONS_MAX 1024

/* Pixels x..x+width-1 of rows y..y+height-1, as far as they are in the image; neither width nor
 * height is negative, and where one is 0 there are none. */
typedef struct blur_region {
    int64_t x, y, width, height;
} blur_region;

/* Called on the thread that called the library, before it begins, now and then while it works, and
 * once at the end, with the number of rows done and the number of rows in all. No lock is held
 * meanwhile. A result other than 0 cancels: the call then returns BLUR_ERROR_CANCELLED as soon as
 * its threads stop. */
typedef int (*blur_progress)(size_t rows_done, size_t rows_all, void *data);

/* All zero but for "size" is valid and means: the default kernel, border renormalize, all threads.
 * An options struct of another size (from another version of this header) is understood: fields
 * that the caller does not have count as zero; ones that the library does not have must be zero. */
typedef struct blur_options {
    size_t size;             /* sizeof(blur_options) */
    uint32_t given;          /* which of the next two count: bits of enum blur_given */
    int32_t kernel_size;     /* odd, 1..BLUR_KERNEL_SIZE_MAX: taps along each axis */
    double sigma;            /* standard deviation in pixels, 0 or more, finite */
    int32_t border;          /* enum blur_border */
    uint8_t border_color[4]; /* BLUR_BORDER_CONSTANT: a sample a channel, of BLUR_UINT8 */
    int32_t threads;         /* at most so many threads; 0: as many as the process has CPUs for */
    blur_progress progress;  /* NULL: none */
    void *progress_data;     /* passed to progress, otherwise untouched */
    int32_t accuracy;        /* enum blur_accuracy */
    int32_t method;          /* enum blur_method; one that cannot do it is refused */
    int32_t variant;         /* enum blur_variant; one that the CPU lacks is refused */
    int32_t reserved;        /* 0 */
    double border_value[4];  /* the same of the wider types: of BLUR_UINT16 0..65535, rounded to the
                              * nearest; of BLUR_FLOAT32 within the range of floats */

    double sigma_y;        /* as kernel_size and sigma, along y, if given for itself */
    int32_t kernel_size_y; /* an axis of kernel size 1 or sigma 0 is left alone */
    int32_t alpha;         /* enum blur_alpha */
    int32_t light;         /* enum blur_light; linear: of BLUR_UINT8 and BLUR_UINT16 */
    int32_t dither;        /* 1: of BLUR_UINT8, thresholds of 8 x 8 pixels in place of rounding, so
                            * that wide blurs show no bands; whole numbers stay what they are */

    const blur_region *regions; /* only these are blurred, all others are copied; NULL: all */
    size_t region_count;
    const uint8_t *mask; /* instead of regions: how much of each pixel is blurred, 0..255; NULL */
    ptrdiff_t mask_stride;
    size_t mask_width, mask_height; /* those of the image */
    int32_t feather; /* pixels around regions, 0..BLUR_KERNEL_SIZE_MAX, over which they fade out */
    int32_t inverts; /* 1: what regions or mask say is left alone, all else is blurred */

    int32_t pixelate; /* in place of a Gaussian: the mean of blocks of so many pixels along either
                       * axis, beginning at the image's corner; 0: none; at most
                       * BLUR_KERNEL_SIZE_MAX */
    int32_t raw;      /* convolutions only; 1: sums as they are, not divided by that of the weights;
                       * alpha is then kept as it is, if it is weighted */
    double bias;      /* with raw: added to colours, as a part of white */
} blur_options;

/* Completes a Gaussian of which the kernel size, sigma, both or none were given (bits in "given"),
 * as blur_gaussian() does:
 *   only the kernel size k:  sigma = 0.3 * ((k - 1) / 2 - 1) + 0.8 (the rule of OpenCV)
 *   only sigma:              k = 2 * ceil(3 * sigma) + 1 for 8-bit samples, ceil(4 * sigma) for
 *                            the wider ones: the weights left out are below what they resolve
 *   none:                    k = 5, and sigma from it
 *   both:                    taken as they are
 * What is given along y alone is completed by itself: with the bits and the values of x.
 * BLUR_ERROR_ARGUMENT: an even or non-positive kernel size, or a negative, infinite or NaN sigma
 * (nothing is written then), or another bit; BLUR_ERROR_LIMIT: a kernel size over
 * BLUR_KERNEL_SIZE_MAX. */
BLUR_API int blur_gaussian_parameters(uint32_t given, int sample, int32_t *kernel_size,
                                      double *sigma);

/* Writes the kernel_size weights of the sampled Gaussian, exp(-i*i / (2*sigma*sigma)) for
 * i = -r..r with r = (kernel_size - 1) / 2, divided by their sum. sigma 0 gives the single weight 1
 * in the middle. Errors as blur_gaussian_parameters(). */
BLUR_API int blur_gaussian_kernel(int32_t kernel_size, double sigma, double *weights);

/* Blurs an image of width x height pixels with 1 to 4 channels into another of the same shape, or
 * in place.
 *
 * options may be NULL: the default. sample: enum blur_sample. src and dst: the top rows; strides in
 * bytes, at least a row in magnitude. In place means the same pointer and the same stride; images
 * whose memory, from the first to the last byte, overlaps in any other way are
 * BLUR_ERROR_ARGUMENT.
 *
 * The result is the convolution with the weights of blur_gaussian_kernel() along x and along y,
 * rounded once, at the end. It differs from that sum in exact arithmetic by no more than
 * options->accuracy allows, whatever the image. An area of one value keeps it exactly. The bytes
 * depend neither on the number of threads nor on the variant of the loops nor on whether the work
 * is done in place; but which NaN it is, where it is one, is not said.
 *
 * Each channel is blurred by itself; but with 2 or 4 channels the last is alpha a, and a colour c
 * becomes sum(w a c) / sum(w a), unless options->alpha says otherwise. A pixel whose alpha comes
 * out as 0 has the colour 0 (but with a Gaussian of one tap, which copies the image). In linear
 * light (IEC 61966-2-1) c is light(sample), and the result the sample whose light is the nearest to
 * the mean's, half a sample being the limit; the last of 2 or 4 channels stays as it is, also if it
 * is straight.
 *
 * With alpha or in linear light, accuracy is at most 1 level for BLUR_UINT16. Colours of alpha A
 * less than the largest are at most (bound - 0.5) * 2 * largest / A levels off beside rounding, the
 * bound being that of the plan; of bytes that is within the accuracy where A is 1 or more (2 with
 * exact accuracy, 16 in linear light). Floats weighed by alpha are exact in an area of one value
 * but for their last place; products with alpha must be finite, and where alpha is not positive
 * colours are 0. Dithering adds less than 0.5, and does nothing to the wider samples.
 *
 * With regions or a mask, pixels of no weight are copied, all samples of them; those of a weight
 * between mean c + weight * (blurred - c), in the same light and weighed by alpha. A region is
 * wholly blurred, and with a feather of n pixels a pixel at a distance of d < n + 1 from the
 * nearest one has the weight 3 t^2 - 2 t^3, t = 1 - d / (n + 1). Only the columns of regions, and
 * those that they depend on, are worked on, in their rows; overlapping regions are worked on as
 * one. Regions are copied by blur_plan_make(), but a mask must live as long as the plan.
 *
 * Floats may have any value. What their error is relative to is the largest magnitude among the
 * samples of the image (FLT_MIN, where that is larger); with the direct method, among those that
 * the result depends on. No sum overflows: the result of finite samples is finite. A result that
 * depends on a NaN is NaN, as is one that depends on infinities of both signs; one that depends on
 * infinities of one sign is that infinity. No other result is touched by them.
 *
 * Threads are used where they save time: from about half a millisecond of work on.
 *
 * BLUR_ERROR_ARGUMENT: also a zero width or height, a bad channel count, an unknown border, method
 * or other choice, unknown bits, a negative thread count, a border_value that counts and is out of
 * range, also when it is weighed by alpha; a mask of another size than the image, regions and a
 * mask at once, a feather without regions, inverts with neither, pixelate with a kernel or a
 * method. BLUR_ERROR_UNSUPPORTED: a variant that this CPU lacks, or a method that cannot do it
 * within the accuracy, or not at all with samples of this type (or with alpha, or light); floats in
 * linear light. BLUR_ERROR_LIMIT: an image whose bytes do not fit in memory's address range, or too
 * many threads. After BLUR_ERROR_CANCELLED dst holds a part of the result; after any other error,
 * what it held. */
BLUR_API int blur_gaussian(const blur_options *options, int sample, size_t width, size_t height,
                           int channels, const void *src, ptrdiff_t src_stride, void *dst,
                           ptrdiff_t dst_stride);

/* ---- Plans ----------------------------------------------------------------------------- */

/* How images of one shape are blurred: the method, its kernels in fixed point, the bound of its
 * error. Made once, it may be used any number of times, by several threads at once. */
typedef struct blur_plan blur_plan;

/* The methods, for a kernel of radius r at w x h samples:
 *
 * direct: both axes tap by tap, of bytes in integers, of wider samples in floats (or doubles, where
 *   the accuracy takes them): 4r + 2 products a sample, two of which share a multiplication. For
 *   small kernels, and where nothing else is within the bound.
 *
 * multirate: the image is smoothed by a cubic B-spline, every D-th row (and pixel, where factor_x
 *   is not 1) is kept, the small image is blurred tap by tap, and a cubic B-spline interpolates
 *   between. What each output sample then weighs is known exactly for each of its D x D phases, so
 *   the small kernel is fitted to the Gaussian by least squares, and the worst error of any image
 *   follows from the difference. For kernels whose cut-off tails matter little.
 *   (Unser, Aldroubi, Eden: B-spline signal processing, IEEE Trans. Signal Processing 41, 1993;
 *   Getreuer: A survey of Gaussian convolution algorithms, Image Processing On Line 3, 2013.)
 *
 * cosine: the truncated Gaussian as a sum of a few cosines over the window, each of which slides
 *   along by a recurrence of two terms. For kernels that are cut off where they are still high, and
 *   for exact accuracy at large sizes.
 *   (Elboher, Werman: Cosine integral images for fast spatial and range filtering, ICIP 2011;
 *   Sugimoto, Kamata: Fast Gaussian filter with second-order shift property of DCT-5, ICIP 2013.)
 */
typedef struct blur_plan_info {
    size_t size;         /* sizeof(blur_plan_info), set by the caller: no more is written */
    int32_t kernel_size; /* as completed by blur_gaussian_parameters() */
    double sigma;
    int32_t method;        /* enum blur_method, never AUTO */
    int32_t variant;       /* enum blur_variant, never AUTO */
    int32_t factor_x;      /* multirate: one in so many pixels is kept, 1 is all; else 1 */
    int32_t factor_y;      /* the same of rows */
    int32_t terms;         /* cosine: how many; else 0 */
    int32_t threads;       /* how many threads a run will use where they can be had */
    double bound;          /* |result - exact| is at most this for any image: in levels, of floats
                            * relative (see blur_gaussian()) */
    size_t memory;         /* bytes that a run allocates in place, for all its threads */
    int32_t kernel_size_y; /* as kernel_size and sigma, along y */
    double sigma_y;
} blur_plan_info;

/* Makes a plan, to be freed by blur_plan_free(). Arguments and results as blur_gaussian(); after an
 * error *plan is NULL. The progress callback of the options is that of every run. */
BLUR_API int blur_plan_make(const blur_options *options, int sample, size_t width, size_t height,
                            int channels, blur_plan **plan);

/* A plan of blur_convolve() (see below), whose arguments these are. The kernel is copied. */
BLUR_API int blur_plan_make_convolution(const blur_options *options, int sample, size_t width,
                                        size_t height, int channels, const float *kernel,
                                        int kernel_width, int kernel_height, blur_plan **plan);

/* NULL is fine. */
BLUR_API void blur_plan_free(blur_plan *plan);

/* Fills in *info. BLUR_ERROR_ARGUMENT: NULL, or a size that is less than that of the first field.
 */
BLUR_API int blur_plan_describe(const blur_plan *plan, blur_plan_info *info);

/* Blurs an image as blur_gaussian() does. */
BLUR_API int blur_plan_run(const blur_plan *plan, const void *src, ptrdiff_t src_stride, void *dst,
                           ptrdiff_t dst_stride);

/* ---- Rows in, rows out ----------------------------------------------------------------- */

/* An image that comes and goes row by row, for readers and writers that never hold all of it. The
 * bytes are those of blur_plan_run(); it works on the calling thread alone, and reports no
 * progress. A stream may be used by one thread at a time; its plan must live as long. */
typedef struct blur_stream blur_stream;

/* Makes a stream for one image of the plan's shape, to be closed by blur_stream_close(). It holds
 * twice the rows that a row of the result depends on, and the method's own lines (with border wrap,
 * where the first row depends on the last: the whole source). */
BLUR_API int blur_stream_open(const blur_plan *plan, blur_stream **stream);

/* Takes the next row of the source, which is copied. BLUR_ERROR_ARGUMENT: all have been pushed
 * already. BLUR_ERROR_LIMIT: rows must be pulled first, the row is not taken; that never comes
 * while blur_stream_rows() is 0. */
BLUR_API int blur_stream_push(blur_stream *stream, const void *row);

/* How many rows can be pulled now, a few at a time; after the last push, as long as rows are
 * pulled, all that are left come. NULL: 0. */
BLUR_API size_t blur_stream_rows(const blur_stream *stream);

/* Writes the next row of the result. BLUR_ERROR_ARGUMENT: none can be pulled now. */
BLUR_API int blur_stream_pull(blur_stream *stream, void *row);

/* NULL is fine, and so is a stream that is not at its end. */
BLUR_API void blur_stream_close(blur_stream *stream);

/* ---- Any kernel ------------------------------------------------------------------------ */

/* Weighs the neighbourhood of every sample with a kernel, whose middle lies on the sample:
 *   dst[y][x] = sum(src[y+i-ry][x+j-rx] * kernel[i][j]) / sum(kernel[i][j]),
 * with ry = kernel_height / 2 and rx = kernel_width / 2, for each channel by itself but for alpha
 * and what else the options say, as in blur_gaussian(). The kernel is not flipped, and need not sum
 * to one.
 *
 * With options->raw the sum is not divided, and options->bias is added. Colours are not weighed by
 * alpha then; of alpha, if it is not straight, the image's own is kept. With
 * BLUR_BORDER_RENORMALIZE what is beyond the edge then counts as 0.
 *
 * With BLUR_BORDER_RENORMALIZE both sums are over the taps that fall inside the image. With any
 * other border every tap counts, those beyond the edge by the border's rule, and the divisor is the
 * sum of the whole kernel. So all borders agree wherever the kernel lies inside. Where the divisor
 * is zero (or no more than the rounding of its float terms), the sample is copied, or what is made
 * of it where it is weighed by alpha; with the other borders that is all samples or none.
 *
 * kernel: kernel_height rows of kernel_width weights without padding, both odd, positive and at
 * most BLUR_KERNEL_SIZE_MAX; only read. Integers are rounded to nearest and saturated to their
 * range; floats beyond theirs become infinite. The result is at most 0.55 level off the exact one,
 * 0.65 of 65535 levels; or 1e-5 of the largest magnitude in reach for floats, of which those that
 * are no numbers spoil what the kernel reaches. That is whatever options->accuracy says. Two things
 * add to that in proportion: weights of both signs that cancel, from sum(|kernel|) = 1000 *
 * |sum(kernel)| on; and the number of taps of a kernel that is no product, from some 100000 on.
 * Weights that add up to less than 2^-40 of the largest may count as zero.
 *
 * The image, the strides and working in place are as for blur_gaussian(), and so are threads,
 * progress, and what the bytes depend on. Of the options given, method and pixelate must be 0,
 * accuracy does not count; NULL is the default.
 *
 * A kernel that is the product of a column and a row, such as a Gaussian or a box, costs
 * O(kernel_width + kernel_height) a sample; any other O(kernel_width * kernel_height). Memory is
 * taken for a copy of the kernel, and for as many rows as it is high; of a kernel larger than the
 * image, for no more than some bytes for each sample of the image.
 *
 * BLUR_ERROR_ARGUMENT: as blur_gaussian(), and a kernel that is NULL, of even or non-positive size,
 * or has a weight that is not finite, or an option that must be 0. BLUR_ERROR_LIMIT: as
 * blur_gaussian(), and a kernel that is too large. BLUR_ERROR_UNSUPPORTED: a variant that this CPU
 * lacks. After BLUR_ERROR_CANCELLED dst holds a part of the result;
 * after any other error, what it held. */
BLUR_API int blur_convolve(const blur_options *options, int sample, size_t width, size_t height,
                           int channels, const float *kernel, int kernel_width, int kernel_height,
                           const void *src, ptrdiff_t src_stride, void *dst, ptrdiff_t dst_stride);

/* ---- Images with a struct -------------------------------------------------------------- */

/* height x width x channels samples, interleaved, without padding between rows. */
typedef struct {
    int width;
    int height;
    int channels;
    uint8_t *data;
} Image;

/* A black image that free_image() frees, with any positive number of channels. NULL where a size is
 * not positive, where their product does not fit in memory's address range, or without memory. */
BLUR_API Image *create_image(int width, int height, int channels);

/* Frees an image made by create_image(), and its data. NULL is fine. */
BLUR_API void free_image(Image *image);

/* How many images made by create_image() have not been freed by free_image() yet, by all threads of
 * the process together: a number that keeps growing tells of a leak. Images that the caller made
 * otherwise do not count, and must not be given to free_image(). */
BLUR_API size_t blur_image_count(void);

/* blur_convolve() with the default options, kernel_size x kernel_size weights, any positive number
 * of channels, each by itself, and without a status: only taps inside the image count, and all CPUs
 * of the process are used where it is worth it.
 *
 * dst must have the shape of src and may be src itself. An even or non-positive kernel size, a
 * weight that is not finite, NULL, images of different or invalid shape, images that overlap in
 * part, or a lack of memory leave dst untouched. The kernel is only read. */
BLUR_API void apply_convolution(Image *src, Image *dst, float *kernel, int kernel_size);

#ifdef __cplusplus
}
#endif

#endif
