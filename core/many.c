/* SPDX-License-Identifier: MIT
 * blur_gaussian_many(): many images in one call, small ones on a thread each, large ones by bands.
 *
 *   images --read, check--> items --sort--> largest first --> plans --> by bands, then spread
 *
 * Everything that can be refused is refused before the first byte is written. */
#include <stdatomic.h>
#include <stdlib.h>

#include "cpus.h"
#include "options.h"
#include "plan.h"
#include "size.h"
#include "thread.h"

/* What a thread takes to start and join. */
static const double nanoseconds_to_start = 60000;

/* What a plan takes to make, by measurement, for each tap of the kernel: those for small kernels
 * put it into fixed point, the others design a filter. */
static double nanoseconds_of_plan(int32_t kernel_size)
{
    return kernel_size * (kernel_size < 31 ? 100.0 : 1000.0);
}

/* One image of the call. */
struct item {
    struct view view;
    size_t bytes;
    size_t leader; /* the first item of the same shape, which has the plan of all of them */
    blur_plan *plan;
    double work;   /* nanoseconds on one thread */
    double spread; /* nanoseconds of it and all items behind it, spread over the threads */
};

/* Memory of an image, from the first byte to one behind the last. */
struct span {
    uintptr_t first, end;
    bool is_written;
};

struct many {
    blur_options options;
    size_t threads;      /* at most */
    int32_t kernel_size; /* along x */
    size_t count, rows_all;
    struct item *items;
    struct span *spans; /* of all sources and results, but one for an image in place */
    pthread_t *running;

    void (*step)(struct many *many, struct item *item, bool is_caller);
    atomic_size_t next; /* the item to take next */
    atomic_size_t rows_done;
    atomic_bool stop;
    atomic_int failure; /* the status of an item that stopped the others */

    size_t rows_reported; /* these two are the calling thread's */
    bool cancelled;
};

/* ---- Arguments --------------------------------------------------------------------------- */

/* The kernel is completed once, as none is asked for where blocks are. */
static int read_options(struct many *many, const blur_options *given)
{
    blur_options *options = &many->options;
    struct recipe recipe;
    int status = options_read(given, BLUR_UINT8, 1, options);
    if (status == BLUR_OK && !options_are_gaussian(options))
        status = BLUR_ERROR_ARGUMENT;
    if (status == BLUR_OK)
        status = recipe_gaussian(&recipe, options, BLUR_UINT8);
    if (status != BLUR_OK)
        return status;
    many->threads = options->threads > 0 ? (size_t)options->threads : (size_t)cpus_available();
    many->kernel_size = options->pixelate ? 1 : recipe.kernel_size[0];
    return status;
}

static int read_image(struct item *item, const Image *src, const Image *dst)
{
    bool fits;
    if (src->width <= 0 || src->height <= 0 || src->channels < 1 || src->channels > 4 ||
        src->width != dst->width || src->height != dst->height || src->channels != dst->channels)
        return BLUR_ERROR_ARGUMENT;
    struct view view = {.sample_size = 1,
                        .width = (size_t)src->width,
                        .height = (size_t)src->height,
                        .channels = (size_t)src->channels,
                        .src = src->data,
                        .dst = dst->data};
    if (!size_multiply(view.width, view.channels, &item->bytes) || item->bytes > PTRDIFF_MAX)
        return BLUR_ERROR_LIMIT;
    view.src_stride = view.dst_stride = (ptrdiff_t)item->bytes;
    if (!view_is_valid(&view, &fits))
        return fits ? BLUR_ERROR_ARGUMENT : BLUR_ERROR_LIMIT;
    item->bytes *= view.height; /* fits, as the view does */
    item->view = view;
    return BLUR_OK;
}

static int read_images(struct many *many, const Image *src, const Image *dst)
{
    for (size_t i = 0; i < many->count; i++) {
        struct item *item = &many->items[i];
        *item = (struct item){.plan = NULL};
        int status = read_image(item, &src[i], &dst[i]);
        if (status != BLUR_OK)
            return status;
        if (!size_add(many->rows_all, item->view.height, &many->rows_all))
            return BLUR_ERROR_LIMIT;
    }
    return BLUR_OK;
}

static int compare_spans(const void *one, const void *other)
{
    const struct span *a = one, *b = other;
    return (a->first > b->first) - (a->first < b->first);
}

/* Whether no result overlaps anything else, which is so where none begins before the end of what
 * began before it, and no source before the end of such a result. An image's own source and result
 * are apart already, or one span. */
static bool are_apart(struct span *spans, size_t count)
{
    uintptr_t end = 0, end_of_written = 0;
    qsort(spans, count, sizeof *spans, compare_spans);
    for (size_t i = 0; i < count; i++) {
        if (spans[i].first < (spans[i].is_written ? end : end_of_written))
            return false;
        end = spans[i].end > end ? spans[i].end : end;
        if (spans[i].is_written)
            end_of_written = spans[i].end;
    }
    return true;
}

static bool set_span(struct span *span, const uint8_t *data, size_t bytes, bool is_written)
{
    *span = (struct span){(uintptr_t)data, (uintptr_t)data + bytes, is_written};
    return span->end > span->first;
}

static int check_overlaps(const struct many *many)
{
    size_t spans = 0;
    for (size_t i = 0; i < many->count; i++) {
        const struct item *item = &many->items[i];
        if (!set_span(&many->spans[spans++], item->view.dst, item->bytes, true))
            return BLUR_ERROR_LIMIT;
        if (!view_in_place(&item->view) &&
            !set_span(&many->spans[spans++], item->view.src, item->bytes, false))
            return BLUR_ERROR_LIMIT;
    }
    return are_apart(many->spans, spans) ? BLUR_OK : BLUR_ERROR_ARGUMENT;
}

/* ---- Progress, and running on threads ---------------------------------------------------- */

/* By the calling thread, which has done some rows of an image that is not done yet. */
static void report(struct many *many, size_t rows)
{
    if (!many->options.progress || atomic_load(&many->stop))
        return;
    many->rows_reported = atomic_load(&many->rows_done) + rows;
    if (many->options.progress(many->rows_reported, many->rows_all, many->options.progress_data)) {
        many->cancelled = true;
        atomic_store(&many->stop, true);
    }
}

static void take_items(struct many *many, bool is_caller)
{
    size_t i;
    while (!atomic_load(&many->stop) && (i = atomic_fetch_add(&many->next, 1)) < many->count)
        many->step(many, &many->items[i], is_caller);
}

static void *take_items_on_thread(void *many)
{
    take_items(many, false);
    return NULL;
}

/* Takes a step for each item from first on, on as many threads as so many nanoseconds are worth and
 * can be had. */
static void run_step(struct many *many, size_t first, double work,
                     void (*step)(struct many *many, struct item *item, bool is_caller))
{
    size_t started = 0, most = size_smaller(many->threads, many->count - first);
    many->step = step;
    atomic_store(&many->next, first);
    size_t threads = bands_threads(work, most);
    while (started + 1 < threads &&
           thread_start(&many->running[started], take_items_on_thread, many))
        started++;
    take_items(many, true);
    while (started > 0)
        pthread_join(many->running[--started], NULL);
}

/* ---- Plans ------------------------------------------------------------------------------- */

static void fail(struct many *many, int status)
{
    atomic_store(&many->failure, status);
    atomic_store(&many->stop, true);
}

static bool have_same_shape(const struct view *a, const struct view *b)
{
    return a->width == b->width && a->height == b->height && a->channels == b->channels;
}

/* Larger images first, those of the same shape side by side. */
static int compare_items(const void *one, const void *other)
{
    const struct item *a = one, *b = other;
    if (a->bytes != b->bytes)
        return a->bytes < b->bytes ? 1 : -1;
    if (a->view.width != b->view.width)
        return a->view.width < b->view.width ? 1 : -1;
    if (a->view.height != b->view.height)
        return a->view.height < b->view.height ? 1 : -1;
    return 0;
}

/* Returns how many shapes there are. */
static size_t sort_items(struct many *many)
{
    struct item *items = many->items;
    size_t shapes = 0;
    qsort(items, many->count, sizeof *items, compare_items);
    for (size_t i = 0; i < many->count; i++) {
        bool leads = i == 0 || !have_same_shape(&items[i].view, &items[i - 1].view);
        items[i].leader = leads ? i : items[i - 1].leader;
        shapes += leads;
    }
    return shapes;
}

static void make_plan(struct many *many, struct item *item, bool is_caller)
{
    if (&many->items[item->leader] != item)
        return;
    int status = blur_plan_make(&many->options, BLUR_UINT8, item->view.width, item->view.height,
                                (int)item->view.channels, &item->plan);
    if (status != BLUR_OK)
        fail(many, status);
    else if (is_caller)
        report(many, 0);
}

/* ---- Pixels ------------------------------------------------------------------------------ */

struct watch {
    struct many *many;
    bool is_caller;
};

/* The progress callback of each image. Only the caller's thread may call the caller's. At the
 * beginning of an image there is nothing new to say. */
static int watch(size_t rows_done, size_t rows_all, void *data)
{
    struct watch *watch = data;
    (void)rows_all;
    if (watch->is_caller && rows_done > 0)
        report(watch->many, rows_done);
    return atomic_load(&watch->many->stop);
}

/* A run that was stopped has not failed itself. */
static void blur_item(struct many *many, struct item *item, size_t threads, bool is_caller)
{
    struct watch data = {many, is_caller};
    struct run run = {.threads = (int)threads, .progress = watch, .progress_data = &data};
    const blur_plan *plan = many->items[item->leader].plan;
    int status = bands_run(plan_method(plan), &item->view, plan->border, &run);
    if (status == BLUR_OK)
        atomic_fetch_add(&many->rows_done, item->view.height);
    else if (status != BLUR_ERROR_CANCELLED)
        fail(many, status);
}

static void blur_alone(struct many *many, struct item *item, bool is_caller)
{
    blur_item(many, item, 1, is_caller);
}

/* How long an image takes by its bands on all threads. */
static double time_by_bands(const struct many *many, const struct item *item)
{
    const struct method *method = plan_method(many->items[item->leader].plan);
    double bands = (double)bands_count(method, &item->view, (int)many->threads);
    return item->work / bands + (bands - 1) * nanoseconds_to_start;
}

/* How many images are done by their bands, each on all threads; the others are then spread, each on
 * one. The former are always the largest: where images are spread, threads may have to wait for one
 * of these at the end; where one is done by bands, threads have to be started for it alone. The
 * least time decides.
 *
 * Spread over n threads, images go in rounds of n, each of which takes as long as its first, the
 * largest. On 2 threads, 1000 images of 6 microseconds take 3 ms; by bands they would take 6, as
 * none of them is worth a second thread. 16 of 3 ms take 24 ms, by bands 16 * (1.5 + 0.06) = 25 ms.
 * With one of 100 ms besides they take 50.06 + 24 ms, that one being done by bands; spread, it
 * alone would take 100 ms. */
static size_t count_by_bands(struct many *many)
{
    struct item *items = many->items;
    size_t best = 0;
    for (size_t i = many->count; i-- > 0;) {
        items[i].work = bands_work(plan_method(items[items[i].leader].plan), &items[i].view);
        items[i].spread = items[i].work;
        if (many->count - i > many->threads)
            items[i].spread += items[i + many->threads].spread;
    }
    double least = items[0].spread, by_bands = 0;
    for (size_t i = 0; i < many->count; i++) {
        by_bands += time_by_bands(many, &items[i]);
        double time = by_bands + (i + 1 < many->count ? items[i + 1].spread : 0);
        if (time < least) {
            least = time;
            best = i + 1;
        }
    }
    return best;
}

static void blur_items(struct many *many)
{
    size_t by_bands = count_by_bands(many);
    double work = 0;
    for (size_t i = 0; i < by_bands && !atomic_load(&many->stop); i++)
        blur_item(many, &many->items[i], many->threads, true);
    for (size_t i = by_bands; i < many->count; i++)
        work += many->items[i].work;
    run_step(many, by_bands, work, blur_alone);
    if (many->rows_reported < many->rows_all)
        report(many, 0);
}

/* ---- The call ------------------------------------------------------------------------------ */

static int run_all(struct many *many)
{
    size_t shapes = sort_items(many);
    report(many, 0);
    run_step(many, 0, (double)shapes * nanoseconds_of_plan(many->kernel_size), make_plan);
    if (!atomic_load(&many->stop))
        blur_items(many);

    for (size_t i = 0; i < many->count; i++)
        blur_plan_free(many->items[i].plan);
    if (atomic_load(&many->failure) != BLUR_OK)
        return atomic_load(&many->failure);
    return many->cancelled ? BLUR_ERROR_CANCELLED : BLUR_OK;
}

/* One allocation, to be freed; NULL without memory. */
static unsigned char *allocate(struct many *many)
{
    size_t all = 0, items, spans, running, bytes[3];
    if (!size_multiply(many->count, sizeof *many->items, &bytes[0]) ||
        !size_multiply(many->count, 2 * sizeof *many->spans, &bytes[1]) ||
        !size_multiply(many->threads, sizeof *many->running, &bytes[2]) ||
        !size_set_aside(&all, bytes[0], &items) || !size_set_aside(&all, bytes[1], &spans) ||
        !size_set_aside(&all, bytes[2], &running))
        return NULL;
    unsigned char *memory = aligned_alloc(size_alignment, all);
    if (memory) {
        many->items = (struct item *)(void *)(memory + items);
        many->spans = (struct span *)(void *)(memory + spans);
        many->running = (pthread_t *)(void *)(memory + running);
    }
    return memory;
}

int blur_gaussian_many(const blur_options *options, size_t count, const Image *src,
                       const Image *dst)
{
    struct many many = {.count = count};
    int status = read_options(&many, options);
    if (status != BLUR_OK || count == 0)
        return status;
    if (!src || !dst)
        return BLUR_ERROR_ARGUMENT;
    unsigned char *memory = allocate(&many);
    if (!memory)
        return BLUR_ERROR_MEMORY;
    status = read_images(&many, src, dst);
    if (status == BLUR_OK)
        status = check_overlaps(&many);
    if (status == BLUR_OK)
        status = run_all(&many);
    free(memory);
    return status;
}
