/* SPDX-License-Identifier: MIT
 *
 * libblur: exact Gaussian blur and 2-D convolution of images in memory.
 *
 * Nothing here prints, exits, reads the environment or touches a file, and no state outlives a
 * call: every function may be called from any thread at any time, on images that no other thread
 * is writing to.
 *
 * Images are rows of interleaved samples, first row on top. A stride is the distance in bytes from
 * a row to the next; it may be larger than the row (padding, which is neither read nor written) or
 * negative (rows stored bottom-up, the pointer then being that of the top row).
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
    BLUR_UINT16 = 2, /* reserved: BLUR_ERROR_UNSUPPORTED */
    BLUR_FLOAT32 = 3 /* reserved: BLUR_ERROR_UNSUPPORTED */
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

/* Bits of blur_options.given. */
enum blur_given { BLUR_GIVEN_KERNEL_SIZE = 1, BLUR_GIVEN_SIGMA = 2 };

/* The largest kernel size; a larger one is BLUR_ERROR_LIMIT. */
#define BLUR_KERNEL_SIZE_MAX 65535

/* The largest number of threads that may be asked for; a larger one is BLUR_ERROR_LIMIT. */
#define BLUR_THREADS_MAX 1024

/* Called on the thread that called the library, now and then while it works and once at the end,
 * with the number of rows done and the number of rows in all. No lock is held meanwhile. A result
 * other than 0 cancels: the call then returns BLUR_ERROR_CANCELLED as soon as its threads stop. */
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
    uint8_t border_color[4]; /* BLUR_BORDER_CONSTANT: a sample a channel */
    int32_t threads;         /* at most so many threads; 0: as many as the process has CPUs for */
    blur_progress progress;  /* NULL: none */
    void *progress_data;     /* passed to progress, otherwise untouched */
} blur_options;

/* Completes a Gaussian of which the kernel size, sigma, both or none were given (bits in "given"),
 * as blur_gaussian() does:
 *   only the kernel size k:  sigma = 0.3 * ((k - 1) / 2 - 1) + 0.8 (the rule of OpenCV)
 *   only sigma:              k = 2 * ceil(3 * sigma) + 1 for 8-bit samples, ceil(4 * sigma) for
 *                            the wider ones: the weights left out are below what they resolve
 *   none:                    k = 5, and sigma from it
 *   both:                    taken as they are
 * BLUR_ERROR_ARGUMENT: an even or non-positive kernel size, or a negative, infinite or NaN sigma
 * (nothing is written then); BLUR_ERROR_LIMIT: a kernel size over BLUR_KERNEL_SIZE_MAX. */
BLUR_API int blur_gaussian_parameters(uint32_t given, int sample, int32_t *kernel_size,
                                      double *sigma);

/* Writes the kernel_size weights of the sampled Gaussian, exp(-i*i / (2*sigma*sigma)) for
 * i = -r..r with r = (kernel_size - 1) / 2, divided by their sum. sigma 0 gives the single weight 1
 * in the middle. Errors as blur_gaussian_parameters(). */
BLUR_API int blur_gaussian_kernel(int32_t kernel_size, double sigma, double *weights);

/* Blurs an image of width x height pixels with 1 to 4 channels, each channel by itself, into
 * another of the same shape, or in place.
 *
 * options may be NULL: the default. sample: enum blur_sample. src and dst: the top rows; strides in
 * bytes, at least a row in magnitude. In place means the same pointer and the same stride; images
 * whose memory, from the first to the last byte, overlaps in any other way are
 * BLUR_ERROR_ARGUMENT.
 *
 * The result is the convolution with the weights of blur_gaussian_kernel() along x and along y,
 * rounded to nearest. It differs from that sum in exact arithmetic by at most 0.55 level. An area
 * of one value keeps it exactly. The bytes do not depend on the number of threads or on whether the
 * work is done in place.
 *
 * Threads are used where the work is worth it, and not for a kernel as high as the image.
 *
 * BLUR_ERROR_ARGUMENT: also a zero width or height, a bad channel count, an unknown border, unknown
 * bits, a negative thread count. BLUR_ERROR_UNSUPPORTED: a reserved sample type. BLUR_ERROR_LIMIT:
 * an image whose bytes do not fit in memory's address range, or too many threads.
 * After BLUR_ERROR_CANCELLED dst holds a part of the result; after any other error, what it held.
 */
BLUR_API int blur_gaussian(const blur_options *options, int sample, size_t width, size_t height,
                           int channels, const void *src, ptrdiff_t src_stride, void *dst,
                           ptrdiff_t dst_stride);

/* ---- Images with a struct, and any kernel --------------------------------------------- */

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

/* Weighs the neighbourhood of every sample with a kernel of kernel_size x kernel_size weights, row
 * by row, whose middle lies on the sample:
 *   dst[y][x] = sum(src[y+i-r][x+j-r] * kernel[i][j]) / sum(kernel[i][j]),   r = kernel_size / 2,
 * both sums over the taps that fall inside the image. The kernel is not flipped, and need not sum
 * to one. The result is rounded to nearest (a tie either way) and saturated to 0..255. Where the
 * sum of the weights is zero (or no more than the rounding of its float terms), the sample is
 * copied.
 *
 * dst must have the shape of src and may be src itself. An even or non-positive kernel size, a
 * weight that is not finite, NULL, images of different or invalid shape, images that overlap in
 * part, or a lack of memory leave dst untouched.
 *
 * Weights more than 2^100 times smaller than the largest may count as zero.
 *
 * A kernel that is the product of a column and a row, such as a Gaussian, costs O(kernel_size) a
 * sample; any other O(kernel_size^2). All CPUs of the process are used where it is worth it. */
BLUR_API void apply_convolution(Image *src, Image *dst, float *kernel, int kernel_size);

#ifdef __cplusplus
}
#endif

#endif
