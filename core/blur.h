/* SPDX-License-Identifier: MIT
 *
 * libblur: exact Gaussian blur and 2-D convolution of images in memory.
 *
 * The library never prints, exits, reads the environment or touches a file. It keeps no global
 * state except the counter behind blur_image_count(). Unless noted otherwise, every function may be
 * called from any thread at any time, as long as no other thread writes to the same image.
 *
 * An image is a sequence of rows of interleaved samples, top row first. The stride is the distance
 * in bytes from one row to the next. It may exceed the row size (the padding is neither read nor
 * written) or be negative (bottom-up images: the pointer is still that of the top row). Rows need
 * no alignment, even for samples wider than a byte.
 */
#ifndef BLUR_H
#define BLUR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this header, defined only here: the build, the library's file name and the
 * pkg-config file read it from this line. */
#define BLUR_VERSION "0.1.0"

/* Incremented whenever a program built against an older header could misbehave with the new
 * library. Part of the shared library's soname. */
#define BLUR_ABI_VERSION 0

#if defined(_WIN32) && defined(BLUR_BUILDING)
#define BLUR_API __declspec(dllexport)
#elif defined(__GNUC__)
#define BLUR_API __attribute__((visibility("default")))
#else
#define BLUR_API
#endif

/* ---- Results -------------------------------------------------------------------------- */

/* Returned by every function with an int result, unless noted otherwise. The values are part of the
 * ABI. */
enum blur_status {
    BLUR_OK = 0,
    BLUR_ERROR_MEMORY = -1,      /* out of memory */
    BLUR_ERROR_ARGUMENT = -2,    /* an invalid argument: see each function */
    BLUR_ERROR_UNSUPPORTED = -3, /* valid, but not supported by this version or this CPU */
    BLUR_ERROR_LIMIT = -4,       /* a limit of the library is exceeded */
    BLUR_ERROR_CANCELLED = -5    /* the progress callback cancelled the call */
};

/* A short English description of a status, without a full stop; "unknown status" for any other
 * number. The string is static: do not free it. */
BLUR_API const char *blur_strerror(int status);

/* BLUR_VERSION and BLUR_ABI_VERSION of the library that is loaded. A program should reject a
 * library whose ABI version differs from the one it was compiled against. */
BLUR_API const char *blur_version(void);
BLUR_API int blur_abi_version(void);

/* ---- The Gaussian --------------------------------------------------------------------- */

/* The sample type of an image. None is 0, so that a forgotten argument is rejected. */
enum blur_sample {
    BLUR_UINT8 = 1,  /* uint8_t, 0..255 */
    BLUR_UINT16 = 2, /* uint16_t, 0..65535, in the machine's byte order */
    BLUR_FLOAT32 = 3 /* float, any value; the range 0..1 has no special meaning */
};

/* How the image is extended beyond its edges, shown for a row "abcd". */
enum blur_border {
    BLUR_BORDER_RENORMALIZE = 0, /* not at all: taps outside are dropped, the rest renormalized */
    BLUR_BORDER_REPLICATE = 1,   /* aaa|abcd|ddd */
    BLUR_BORDER_REFLECT = 2,     /* cba|abcd|dcb */
    BLUR_BORDER_MIRROR = 3,      /* dcb|abcd|cba (OpenCV: reflect101) */
    BLUR_BORDER_WRAP = 4,        /* bcd|abcd|abc */
    BLUR_BORDER_CONSTANT = 5     /* with a given colour */
};

/* The largest error against exact arithmetic. For integers it is in levels (of 255 or 65535), of
 * which correct rounding alone accounts for 0.5; for floats it is relative, and rounding accounts
 * for 6e-8. See blur_plan_info.bound. */
enum blur_accuracy {
    BLUR_ACCURACY_NORMAL = 0, /* at most 0.75 levels, or 1e-5 */
    BLUR_ACCURACY_EXACT = 1   /* at most 0.55 levels, or 1e-6 */
};

/* The algorithm. All of them compute the same Gaussian, within the plan's bound. With the direct
 * method, blurring a crop moreover gives the same bytes as cropping the blurred image, provided
 * that the crop includes the neighbourhood of the pixels compared and is no smaller than the
 * kernel. */
enum blur_method {
    BLUR_METHOD_AUTO = 0,      /* the fastest one within the accuracy */
    BLUR_METHOD_DIRECT = 1,    /* tap by tap */
    BLUR_METHOD_MULTIRATE = 2, /* downsample, convolve, interpolate; BLUR_UINT8 only */
    BLUR_METHOD_COSINE = 3     /* a recursive sum of cosines: the cost is independent of size */
};

/* The implementation of the inner loops. All give the same bytes. */
enum blur_variant {
    BLUR_VARIANT_AUTO = 0,  /* the fastest one that the CPU supports */
    BLUR_VARIANT_PLAIN = 1, /* plain C, for any CPU of the architecture */
    BLUR_VARIANT_AVX2 = 2,
    BLUR_VARIANT_AVX512 = 3
};

/* The lower-case English names of the enumerators above, as static strings; NULL for any other
 * number. To list an enum, count up from 0 (from 1 for samples) until NULL. */
BLUR_API const char *blur_sample_name(int sample);
BLUR_API const char *blur_border_name(int border);
BLUR_API const char *blur_method_name(int method);
BLUR_API const char *blur_variant_name(int variant);

/* How the last of 2 or 4 channels is treated. */
enum blur_alpha {
    BLUR_ALPHA_WEIGHTED = 0, /* as alpha: it weights the colours, so that transparent pixels do not
                              * bleed; neither input nor output is premultiplied */
    BLUR_ALPHA_STRAIGHT = 1  /* as a channel like any other */
};

/* The colour space in which pixels are averaged. */
enum blur_light {
    BLUR_LIGHT_ENCODED = 0, /* the samples' own: they are averaged as stored */
    BLUR_LIGHT_LINEAR = 1   /* linear light: colours are decoded from sRGB first, alpha is not */
};

/* Bits of blur_options.given. */
enum blur_given {
    BLUR_GIVEN_KERNEL_SIZE = 1,
    BLUR_GIVEN_SIGMA = 2,
    BLUR_GIVEN_KERNEL_SIZE_Y = 4, /* a different kernel size along y */
    BLUR_GIVEN_SIGMA_Y = 8        /* a different sigma along y */
};

/* The largest kernel size; larger ones give BLUR_ERROR_LIMIT. */
#define BLUR_KERNEL_SIZE_MAX 65535

/* The largest number of threads to ask for; larger ones give BLUR_ERROR_LIMIT. */
#define BLUR_THREADS_MAX 1024

/* The largest number of regions; more give BLUR_ERROR_LIMIT. */
#define BLUR_REGIONS_MAX 1024

/* Pixels x..x+width-1 of rows y..y+height-1, clipped to the image. width and height must not be
 * negative; if either is 0, the region is empty. */
typedef struct blur_region {
    int64_t x, y, width, height;
} blur_region;

/* Called with the number of rows done and the total number of rows: once at the start, from time to
 * time, and once at the end. It runs on the thread that called the library, with no lock held. To
 * cancel, return a non-zero value: the call returns BLUR_ERROR_CANCELLED once its threads have
 * stopped. */
typedef int (*blur_progress)(size_t rows_done, size_t rows_all, void *data);

/* With "size" set and every other field 0, these are the defaults: kernel size 5, border
 * renormalize, all CPUs. "size" tells the library which version of the struct the caller was
 * compiled with: fields that the caller lacks are taken as 0, and fields that the library lacks
 * must be 0 (else BLUR_ERROR_UNSUPPORTED). */
typedef struct blur_options {
    size_t size;             /* sizeof(blur_options) */
    uint32_t given;          /* which kernel fields are set: bits of enum blur_given */
    int32_t kernel_size;     /* taps along each axis: odd, 1..BLUR_KERNEL_SIZE_MAX */
    double sigma;            /* standard deviation in pixels: finite, >= 0 */
    int32_t border;          /* enum blur_border */
    uint8_t border_color[4]; /* for BLUR_BORDER_CONSTANT and BLUR_UINT8: one sample per channel */
    int32_t threads;         /* the maximum; 0: one for each CPU that the process may use */
    blur_progress progress;  /* NULL: none */
    void *progress_data;     /* passed to progress */
    int32_t accuracy;        /* enum blur_accuracy */
    int32_t method;          /* enum blur_method; rejected if it cannot meet the accuracy */
    int32_t variant;         /* enum blur_variant; rejected if the CPU does not support it */
    int32_t reserved;        /* must be 0 */
    double border_value[4];  /* border_color for the wider types: 0..65535 for BLUR_UINT16, rounded
                              * to nearest; within the range of float for BLUR_FLOAT32 */

    double sigma_y;        /* sigma and kernel_size along y, if their bits in given are set */
    int32_t kernel_size_y; /* an axis with kernel size 1 or sigma 0 is not blurred */
    int32_t alpha;         /* enum blur_alpha */
    int32_t light;         /* enum blur_light; linear: BLUR_UINT8 and BLUR_UINT16 only */
    int32_t dither;        /* 1: ordered dithering (8 x 8) instead of rounding, which avoids banding
                            * in wide blurs; BLUR_UINT8 only; exact integers are unchanged */

    const blur_region *regions; /* blur only these, copy the rest; NULL: blur the whole image */
    size_t region_count;
    const uint8_t *mask; /* instead of regions: each pixel's blend weight, 0..255; NULL: none */
    ptrdiff_t mask_stride;
    size_t mask_width, mask_height; /* must be the image's */
    int32_t feather; /* width of the soft edge around regions, 0..BLUR_KERNEL_SIZE_MAX pixels */
    int32_t inverts; /* 1: blur everything except the regions, or use 255 - mask */

    int32_t pixelate; /* instead of a Gaussian: the mean of square blocks with sides of this many
                       * pixels, from the image's top left corner; 0: off; at most
                       * BLUR_KERNEL_SIZE_MAX */
    int32_t raw;      /* convolutions only; 1: do not divide by the sum of the weights; alpha is
                       * copied unless it is straight */
    double bias;      /* with raw: added to colours, as a fraction of white */
} blur_options;

/* Fills in whichever of kernel size and sigma is not given (bits of "given"), as blur_gaussian()
 * does:
 *   only the kernel size k:  sigma = 0.3 * ((k - 1) / 2 - 1) + 0.8 (OpenCV's rule)
 *   only sigma:              k = 2 * ceil(3 * sigma) + 1 for 8-bit samples, with ceil(4 * sigma)
 *                            for wider ones: the weights cut off are below their resolution
 *   neither:                 k = 5, and sigma from it
 *   both:                    both are used as given
 * blur_gaussian() completes the y axis separately: values given for y override those given for x.
 * This function takes the bits for x only, whichever axis the values are for.
 * Errors: BLUR_ERROR_ARGUMENT if the kernel size is even or not positive, sigma is negative,
 * infinite or NaN, the sample type is unknown, a pointer is NULL, or "given" has any other bit;
 * BLUR_ERROR_LIMIT if the kernel size exceeds BLUR_KERNEL_SIZE_MAX. Nothing is written then. */
BLUR_API int blur_gaussian_parameters(uint32_t given, int sample, int32_t *kernel_size,
                                      double *sigma);

/* Writes the kernel_size weights of the sampled Gaussian, exp(-i*i / (2*sigma*sigma)) for
 * i = -r..r with r = (kernel_size - 1) / 2, normalized to sum to 1. With sigma 0 the middle weight
 * is 1 and the others are 0. Errors as for blur_gaussian_parameters(). */
BLUR_API int blur_gaussian_kernel(int32_t kernel_size, double sigma, double *weights);

/* Blurs an image of width x height pixels with 1 to 4 channels, into another image of the same
 * shape or in place.
 *
 * options may be NULL, for the defaults. sample is an enum blur_sample. src and dst point to the
 * top rows and stay owned by the caller; strides are in bytes, and their magnitude is at least the
 * size of a row. "In place" means the same pointer and the same stride; images whose memory, from
 * first to last byte, overlaps in any other way give BLUR_ERROR_ARGUMENT.
 *
 * The result is the convolution with the weights of blur_gaussian_kernel() along x and along y,
 * rounded once at the end. For any image it is within options->accuracy of that sum in exact
 * arithmetic, and areas of constant value are preserved exactly. The bytes do not depend on the
 * number of threads, on the variant, or on whether the call is in place; only the payload of NaNs
 * is unspecified.
 *
 * Channels are blurred independently, with one exception: with 2 or 4 channels the last is alpha a,
 * and a colour c becomes sum(w a c) / sum(w a), unless options->alpha says otherwise. A pixel whose
 * alpha comes out as 0 gets the colour 0 (except with a one-tap Gaussian, which copies the image).
 * In linear light (IEC 61966-2-1) c is light(sample), and the result is the sample nearest to the
 * mean, where the boundary between two samples is the light of the value half-way between them; the
 * last of 2 or 4 channels is not converted, even if it is straight.
 *
 * With alpha or in linear light, BLUR_UINT16 is accurate to 1 level. Below full alpha, the colour
 * of a pixel with alpha A is off by at most (bound - 0.5) * 2 * largest / A levels, plus rounding,
 * where bound is the plan's and largest is the largest sample; for BLUR_UINT8 this is within the
 * accuracy if A >= 1 (2 with exact accuracy, 16 in linear light). Floats weighted by alpha preserve
 * areas of constant value except for the last bit; their products with alpha must be finite, and
 * colours are 0 where alpha is not positive. Dithering adds an error below 0.5, and has no effect
 * on wider samples.
 *
 * With regions or a mask, pixels of weight 0 are copied, alpha included; other pixels become
 * c + weight * (blurred - c), in the same colour space and weighted by alpha. Pixels inside a
 * region have weight 1. With a feather of n pixels, a pixel at distance d < n + 1 from the nearest
 * region has the weight 3 t^2 - 2 t^3 with t = 1 - d / (n + 1). Only the rows and columns of the
 * regions are processed, along with those that they depend on; overlapping regions are processed as
 * one. blur_plan_make() copies the regions, but a mask must outlive the plan.
 *
 * Floats may have any value. Their error is relative to the largest magnitude in the image, or to
 * FLT_MIN if that is larger; with the direct method, to the largest magnitude that the result
 * depends on. No sum overflows: if all samples are finite, so are the results. A result that
 * depends on a NaN, or on infinities of both signs, is NaN; one that depends on infinities of one
 * sign is that infinity. All other results are unaffected.
 *
 * Several threads are used if that saves time, from about half a millisecond of work.
 *
 * BLUR_ERROR_ARGUMENT: NULL for an image; options->size smaller than that field; zero width or
 * height; a bad channel count; a stride shorter than a row; overlapping images; an unknown sample
 * type, border, method or other enumerator; unknown bits in "given"; a negative thread count;
 * kernel values rejected by blur_gaussian_parameters(); with BLUR_BORDER_CONSTANT, a border_value
 * out of range, also after weighting by alpha; a region_count without regions; a mask whose size
 * is not the image's, or with a stride shorter than its row; a region of negative size; both
 * regions and a mask; a feather without regions; inverts without either; pixelate together with a
 * kernel or a method; raw or bias; any other option out of range.
 * BLUR_ERROR_UNSUPPORTED: a variant that this CPU does not support; a method that cannot meet the
 * accuracy or does not support the sample type (or alpha, or linear light); floats in linear light.
 * BLUR_ERROR_LIMIT: an image whose size exceeds the address space; a kernel size, a number of
 * threads or of regions above its maximum.
 * BLUR_ERROR_MEMORY, BLUR_ERROR_CANCELLED: see enum blur_status. After BLUR_ERROR_CANCELLED dst is
 * partly written; after any other error it is unchanged. */
BLUR_API int blur_gaussian(const blur_options *options, int sample, size_t width, size_t height,
                           int channels, const void *src, ptrdiff_t src_stride, void *dst,
                           ptrdiff_t dst_stride);

/* ---- Plans ----------------------------------------------------------------------------- */

/* How to blur images of one shape: the method, its kernels in fixed point, its error bound. A plan
 * is immutable: it may be run any number of times, by several threads at once. */
typedef struct blur_plan blur_plan;

/* The methods, for a kernel of radius r:
 *
 * direct: both axes tap by tap, in integers for bytes and in floats for wider samples (in doubles
 *   if the accuracy requires it): 4r + 2 products per sample, where two taps share a
 *   multiplication. For small kernels, and wherever no other method meets the accuracy.
 *
 * multirate: smooth the image with a cubic B-spline, keep every D-th row (and pixel, if factor_x is
 *   not 1), convolve the small image tap by tap, and interpolate with a cubic B-spline. The overall
 *   weights are known exactly for each of the D x D phases of an output sample, so the small kernel
 *   is fitted to the Gaussian by least squares, and the difference gives the error for the worst
 *   possible image. For kernels whose truncation matters little.
 *   (Unser, Aldroubi, Eden: B-spline signal processing, IEEE Trans. Signal Processing 41, 1993;
 *   Getreuer: A survey of Gaussian convolution algorithms, Image Processing On Line 3, 2013.)
 *
 * cosine: the truncated Gaussian as a sum of a few cosines over the window, each updated from
 *   sample to sample by a second-order recurrence. For kernels truncated where they are still high,
 *   and for exact accuracy at large sizes.
 *   (Elboher, Werman: Cosine integral images for fast spatial and range filtering, ICIP 2011;
 *   Sugimoto, Kamata: Fast Gaussian filter with second-order shift property of DCT-5, ICIP 2013.)
 */
typedef struct blur_plan_info {
    size_t size;         /* sizeof(blur_plan_info), set by the caller: the most that is written */
    int32_t kernel_size; /* as completed by blur_gaussian_parameters(); of another kernel its width,
                          * with sigma 0; 0 if the image is pixelated */
    double sigma;
    int32_t method;        /* enum blur_method, never AUTO */
    int32_t variant;       /* enum blur_variant, never AUTO */
    int32_t factor_x;      /* multirate: the downsampling factor along x; else 1 */
    int32_t factor_y;      /* the same along y */
    int32_t terms;         /* cosine: the number of cosines; else 0 */
    int32_t threads;       /* the number of threads that a run uses, if it can start them */
    double bound;          /* |result - exact| is at most this for any image: in levels, or relative
                            * for floats (see blur_gaussian()) */
    size_t memory;         /* bytes that a run in place allocates, for all threads together */
    int32_t kernel_size_y; /* kernel_size and sigma along y */
    double sigma_y;
} blur_plan_info;

/* Makes a plan; free it with blur_plan_free(). Arguments and errors are those of blur_gaussian();
 * on an error *plan is set to NULL. Every run calls the progress callback of the options. */
BLUR_API int blur_plan_make(const blur_options *options, int sample, size_t width, size_t height,
                            int channels, blur_plan **plan);

/* Makes a plan for blur_convolve(), whose arguments and errors it has (see below). The kernel is
 * copied. */
BLUR_API int blur_plan_make_convolution(const blur_options *options, int sample, size_t width,
                                        size_t height, int channels, const float *kernel,
                                        int kernel_width, int kernel_height, blur_plan **plan);

/* Frees a plan, which must no longer be in use. NULL is allowed. */
BLUR_API void blur_plan_free(blur_plan *plan);

/* Fills in *info, whose field "size" the caller has set. BLUR_ERROR_ARGUMENT: a pointer is NULL, or
 * info->size is smaller than the field "size" itself. */
BLUR_API int blur_plan_describe(const blur_plan *plan, blur_plan_info *info);

/* Blurs an image of the plan's shape. Images, strides and errors are as for blur_gaussian() or
 * blur_convolve(). */
BLUR_API int blur_plan_run(const blur_plan *plan, const void *src, ptrdiff_t src_stride, void *dst,
                           ptrdiff_t dst_stride);

/* ---- Rows in, rows out ----------------------------------------------------------------- */

/* Blurs an image row by row, for readers and writers that never hold all of it in memory. The bytes
 * are the same as from blur_plan_run(). A stream works on the calling thread and does not call the
 * progress callback. It may be used by one thread at a time, and its plan must outlive it. */
typedef struct blur_stream blur_stream;

/* Opens a stream for one image of the plan's shape; close it with blur_stream_close(). On an error
 * *stream is set to NULL. The stream buffers about as many source rows as a row of the result
 * depends on, and the method's own lines; with border wrap, where the first row depends on the last
 * one, the whole source. BLUR_ERROR_ARGUMENT: NULL. BLUR_ERROR_MEMORY: out of memory. */
BLUR_API int blur_stream_open(const blur_plan *plan, blur_stream **stream);

/* Copies the next row of the source into the stream. BLUR_ERROR_ARGUMENT: NULL, or all rows have
 * been pushed already. BLUR_ERROR_LIMIT: rows must be pulled first, and this one was not taken; it
 * is never returned while blur_stream_rows() is 0. */
BLUR_API int blur_stream_push(blur_stream *stream, const void *row);

/* The number of rows that can be pulled now, at most a few. After the last push, more become ready
 * as rows are pulled, until all have been. NULL: 0. */
BLUR_API size_t blur_stream_rows(const blur_stream *stream);

/* Writes the next row of the result to row. BLUR_ERROR_ARGUMENT: NULL, or no row is ready. */
BLUR_API int blur_stream_pull(blur_stream *stream, void *row);

/* Frees a stream, whether or not it is at its end. NULL is allowed. */
BLUR_API void blur_stream_close(blur_stream *stream);

/* ---- Any kernel ------------------------------------------------------------------------ */

/* Correlates an image with a kernel centred on each sample (that is, the kernel is not flipped) and
 * divides by the sum of the weights, which need not be 1:
 *   dst[y][x] = sum(src[y+i-ry][x+j-rx] * kernel[i][j]) / sum(kernel[i][j]),
 * with ry = kernel_height / 2 and rx = kernel_width / 2. Channels are processed independently,
 * except for alpha and what the options say, as in blur_gaussian().
 *
 * With options->raw the sum is not divided, and options->bias is added. Colours are then not
 * weighted by alpha, and unless alpha is straight it is copied. With BLUR_BORDER_RENORMALIZE,
 * samples beyond the edge then count as 0.
 *
 * With BLUR_BORDER_RENORMALIZE both sums run over the taps that fall inside the image. With any
 * other border they run over all taps: the border supplies the samples beyond the edge, and the
 * divisor is the sum of the whole kernel. All borders agree wherever the kernel lies inside the
 * image. Where the divisor is zero (or within the rounding error of its float terms), the sample is
 * copied, after the round trip through alpha weighting if there is any; with borders other than
 * BLUR_BORDER_RENORMALIZE that applies to all samples or to none.
 *
 * kernel has kernel_height rows of kernel_width weights, without padding; both are odd, positive
 * and at most BLUR_KERNEL_SIZE_MAX. It is only read. Integer results are rounded to nearest and
 * saturated; floats that overflow become infinite. The error is at most 0.55 levels, 0.65 of 65535
 * levels for BLUR_UINT16, or 1e-5 of the largest magnitude under the kernel for floats, whatever
 * options->accuracy says; a NaN or infinity makes every result that its taps reach non-finite. Two
 * things increase the error in proportion: weights of opposite signs that cancel, from
 * sum(|kernel|) = 1000 * |sum(kernel)|; and the number of taps of a kernel that is not separable,
 * from about 100000. Weights that sum to less than 2^-40 of the largest may be taken to sum to 0.
 *
 * Images, strides, in-place calls, threads, progress and what the bytes depend on are as for
 * blur_gaussian(). In options, given, method and pixelate must be 0, and accuracy is ignored; NULL
 * means the defaults.
 *
 * A separable kernel (the product of a column and a row, such as a Gaussian or a box) costs
 * O(kernel_width + kernel_height) per sample, any other O(kernel_width * kernel_height). The call
 * allocates a copy of the kernel, and as many rows as the kernel has; if the kernel is larger than
 * the image, at most a few bytes for each sample of the image.
 *
 * BLUR_ERROR_ARGUMENT: as for blur_gaussian(); a kernel that is NULL, has an even or non-positive
 * size or a weight that is not finite; an option that must be 0; a bias without raw.
 * BLUR_ERROR_LIMIT: as for blur_gaussian(), or a kernel that is too large.
 * BLUR_ERROR_UNSUPPORTED: a variant that this CPU does not support; floats in linear light.
 * After BLUR_ERROR_CANCELLED dst is partly written; after any other error it is unchanged. */
BLUR_API int blur_convolve(const blur_options *options, int sample, size_t width, size_t height,
                           int channels, const float *kernel, int kernel_width, int kernel_height,
                           const void *src, ptrdiff_t src_stride, void *dst, ptrdiff_t dst_stride);

/* ---- Images with a struct -------------------------------------------------------------- */

/* An image of height x width x channels interleaved bytes, without padding between rows. */
typedef struct {
    int width;
    int height;
    int channels;
    uint8_t *data;
} Image;

/* Creates a black image with any positive number of channels; free it with free_image(). Returns
 * NULL if a size is not positive, the image exceeds the address space, or memory is out. */
BLUR_API Image *create_image(int width, int height, int channels);

/* Frees an image made by create_image(), and its data. NULL is allowed. Do not pass an image made
 * in any other way. */
BLUR_API void free_image(Image *image);

/* The number of images in the process, over all threads, made by create_image() and not yet freed
 * by free_image(): if it keeps growing, there is a leak. */
BLUR_API size_t blur_image_count(void);

/* Calls blur_convolve() with the default options and kernel_size x kernel_size weights, for any
 * positive number of channels, which are all processed independently: the border is renormalized,
 * and all CPUs of the process are used if it is worth it.
 *
 * dst must have the shape of src and may be src itself. The kernel is only read. There is no
 * status: on an error dst is unchanged. Errors are NULL, an even or non-positive kernel size, a
 * weight that is not finite, images of different or invalid shape, images that partly overlap, and
 * lack of memory. */
BLUR_API void apply_convolution(Image *src, Image *dst, float *kernel, int kernel_size);

#ifdef __cplusplus
}
#endif

#endif
