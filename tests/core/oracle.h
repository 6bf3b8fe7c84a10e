/* SPDX-License-Identifier: MIT
 * What the right result is, in double precision and by the plainest possible code, and images to
 * try things on. Shares nothing with the library but its public names. */
#ifndef BLUR_ORACLE_H
#define BLUR_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blur.h"

/* Whether the library is slow: built with AddressSanitizer or ThreadSanitizer, which gcc says by a
 * macro and clang by a feature, or with MemorySanitizer; or run by an emulator, which
 * -DORACLE_IS_SLOW says. */
#if defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) ||                         \
    __has_feature(thread_sanitizer)
#define ORACLE_IS_SLOW 1
#endif
#elif defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define ORACLE_IS_SLOW 1
#endif
#ifdef ORACLE_IS_SLOW
enum { oracle_is_slow = 1 };
#else
enum { oracle_is_slow = 0 };
#endif

/* Whether a long sweep tries its trial of this number: all of them, but one of so many where
 * the library is slow. There trials take ten times as long and more, the plain build's results have
 * been checked, and what is looked for hangs on ways through the code more than on every size. The
 * loops inside the outermost one should not have a multiple of so many rounds, lest they be cut
 * short. */
bool oracle_tries(unsigned trial, unsigned of_so_many);

/* The exact blur of a packed image: a double for each sample, to be freed. */
double *oracle_gaussian(const uint8_t *image, size_t width, size_t height, size_t channels,
                        int kernel_size, double sigma, int border, const uint8_t *color);

/* The same of samples of any type, as doubles, and of a pixel beyond the edges. */
double *oracle_gaussian_of(const double *image, size_t width, size_t height, size_t channels,
                           int kernel_size, double sigma, int border, const double *beyond);

/* A kernel of height rows of width weights, and the border's rule. */
struct oracle_kernel {
    const float *weights;
    int width, height, border;
    const uint8_t *color; /* of oracle_convolution(); that of the other one is beyond */
    double beyond[4];
};

/* The exact blur_convolve(), tap by tap, saturated but not rounded. Also to be freed. */
double *oracle_convolution(const uint8_t *image, size_t width, size_t height, size_t channels,
                           const struct oracle_kernel *kernel);

/* The same of samples of any type, as doubles, and not saturated. */
double *oracle_convolution_of(const double *image, size_t width, size_t height, size_t channels,
                              const struct oracle_kernel *kernel);

/* The weights of the Gaussian at -radius..radius, which sum to 1. To be freed. */
double *oracle_weights(int kernel_size, double sigma);

/* One row of the matrix that blurs n samples: what each of them weighs in the result at a position,
 * and last, at weighs[n], what stands beyond the edges with border constant. The kernel has the
 * weights[0..2 * radius] and is applied by the border's rule. */
void oracle_fold(double *weighs, size_t n, size_t at, const double *weights, size_t radius,
                 int border);

/* A method to ask for, and with which factors. */
struct oracle_way {
    int method, factor_x, factor_y;
};

/* Each method, with all factors that it is known to take. */
enum { oracle_way_count = 8 };
extern const struct oracle_way oracle_ways[oracle_way_count];

/* A plan to try, and the shape of its images. */
struct oracle_trial {
    size_t width, height;
    int channels, kernel_size;
    double sigma;
    int border, accuracy, variant, threads;
    struct oracle_way way;
};

/* A kernel or two for each of them, but for the shape of the image. */
enum { oracle_large_count = 11 };
extern const struct oracle_trial oracle_large[oracle_large_count];

/* What border constant has. */
extern const uint8_t oracle_color[4];

blur_options oracle_options(const struct oracle_trial *trial);

/* The plan, or NULL where the library refuses: the method is not within the accuracy, or the CPU
 * lacks the variant. */
blur_plan *oracle_plan(const struct oracle_trial *trial);

/* The plan's result for a packed image, packed. To be freed. */
uint8_t *oracle_run(const blur_plan *plan, const struct oracle_trial *trial, const uint8_t *image);

/* Pages by turns forbidden and open; each open one holds a row, at its end or at its beginning, and
 * canaries. */
struct oracle_guarded {
    uint8_t *memory, *top;
    size_t page, row, height;
    ptrdiff_t stride;
};

enum { oracle_guarded_rows = 40 };

struct oracle_guarded oracle_guarded(void);
void oracle_unguard(struct oracle_guarded *guarded);

/* Puts a packed image there, or room for one (NULL). The bits of how say where in its page a row
 * lies, and which way up the image. */
void oracle_place(struct oracle_guarded *guarded, const struct oracle_trial *trial, unsigned how,
                  const uint8_t *packed);

/* Packs the image. NULL: something was written outside its rows. */
uint8_t *oracle_take(const struct oracle_guarded *guarded);

/* What a message says of a trial; static. */
const char *oracle_text(const struct oracle_trial *trial);

/* The largest |samples - exact|. */
double oracle_error(const uint8_t *samples, const double *exact, size_t count);

/* Deterministic noise, the same for the same seed. */
void oracle_noise(uint8_t *samples, size_t count, uint32_t seed);

/* Noise in the first channel, and halves, thirds, ... of the image black and white in the others.
 * To be freed. */
uint8_t *oracle_picture(size_t width, size_t height, size_t channels);

/* malloc() that ends the test program where there is no memory. */
void *oracle_memory(size_t size);

#endif
