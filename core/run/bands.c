/* SPDX-License-Identifier: MIT
 * Splits an image into bands, saves their halos, and runs a thread on each. */
#include "run/bands.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "image/border.h"
#include "image/size.h"
#include "run/cpu_count.h"
#include "run/thread.h"

/* The work per thread: starting and joining one takes some 60 microseconds, so it has to save more
 * than that. */
static const double nanoseconds_per_thread = 250000;

/* How often the calling thread reports progress: once per group if that is more rows. */
enum { rows_between_progress = 16 };

/* An image of this size is evicted from the caches before anyone reads it. */
static const size_t far_bytes = 16 << 20;

struct band_job {
    const struct method *method;
    const struct view *view;
    int border;
    const struct run *run;
    const uint8_t *src; /* the view's, or a copy of it */
    ptrdiff_t src_stride;
    bool saves_halos;
    bool writes_far;
    atomic_size_t rows_done;
    atomic_bool stop;
};

struct band {
    struct source source; /* must be first: it is cast back to the band */
    struct band_job *job;
    size_t first, end; /* output rows */
    void *state;
    uint8_t *halo; /* in place: copies of the rows in reach above, then of those below; else NULL */
    pthread_t thread;
};

/* Offsets of the parts of a band's memory, and its size; then the same for the whole run. */
struct layout {
    size_t state, halo, band;
    size_t bands, copy, all;
};

/* In place, whatever a neighbour may overwrite has to be copied: normally each band's halo, but
 * the whole image if the halos would be larger, or if the method reads rows that its own band has
 * already overwritten. */
static bool copies_all(const struct method *method, const struct view *view)
{
    return view_in_place(view) && (method->reach >= view->height / 2 || method->reads_output_rows);
}

static bool lay_out_band(const struct method *method, const struct view *view,
                         struct layout *layout)
{
    size_t halo = 0;
    if (view_in_place(view) && !copies_all(method, view) &&
        !size_multiply(2 * method->reach, view_row_bytes(view), &halo))
        return false;
    return layout_reserve(&layout->band, method->state_bytes, &layout->state) &&
           layout_reserve(&layout->band, halo, &layout->halo);
}

/* The struct bands, each band's memory, and the copy of the image. */
static bool lay_out(const struct method *method, const struct view *view, size_t count,
                    struct layout *layout)
{
    size_t bands, copy = 0, start;
    *layout = (struct layout){0};
    if (copies_all(method, view) && !size_multiply(view->height, view_row_bytes(view), &copy))
        return false;
    return lay_out_band(method, view, layout) &&
           size_multiply(count, sizeof(struct band), &bands) &&
           layout_reserve(&layout->all, bands, &start) &&
           size_multiply(count, layout->band, &bands) &&
           layout_reserve(&layout->all, bands, &layout->bands) &&
           layout_reserve(&layout->all, copy, &layout->copy);
}

/* A source row, by the border's rule if it lies beyond the image; NULL if the border has none. */
static const uint8_t *image_row(const struct band_job *job, ptrdiff_t row)
{
    ptrdiff_t index = border_index(row, job->view->height, job->border);
    return index < 0 ? NULL : job->src + index * job->src_stride;
}

/* Where the halo holds a row that is in reach of the band but outside it. */
static uint8_t *halo_row(const struct band *band, ptrdiff_t row)
{
    size_t reach = band->job->method->reach, bytes = view_row_bytes(band->job->view);
    if (row < (ptrdiff_t)band->first)
        return band->halo + (size_t)(row + (ptrdiff_t)reach - (ptrdiff_t)band->first) * bytes;
    return band->halo + (reach + (size_t)(row - (ptrdiff_t)band->end)) * bytes;
}

/* source.row of a band: rows in its reach, NULL beyond. */
static const void *band_row(const struct source *source, ptrdiff_t row)
{
    const struct band *band = (const struct band *)source;
    ptrdiff_t reach = (ptrdiff_t)band->job->method->reach;
    if (row < (ptrdiff_t)band->first - reach || row >= (ptrdiff_t)band->end + reach)
        return NULL;
    const uint8_t *pixels = image_row(band->job, row);
    if (!pixels || !band->halo || (row >= (ptrdiff_t)band->first && row < (ptrdiff_t)band->end))
        return pixels;
    return halo_row(band, row);
}

static void save_rows(struct band *band, ptrdiff_t first, ptrdiff_t end)
{
    for (ptrdiff_t row = first; row < end; row++) {
        const uint8_t *pixels = image_row(band->job, row);
        if (pixels)
            memcpy(halo_row(band, row), pixels, view_row_bytes(band->job->view));
    }
}

static void save_halo(struct band *band)
{
    ptrdiff_t reach = (ptrdiff_t)band->job->method->reach;
    save_rows(band, (ptrdiff_t)band->first - reach, (ptrdiff_t)band->first);
    save_rows(band, (ptrdiff_t)band->end, (ptrdiff_t)band->end + reach);
}

/* Splits the rows evenly, in units of method->restart: only there may a band begin. */
static void make_bands(struct band_job *job, struct band *bands, size_t count,
                       unsigned char *memory, const struct layout *layout)
{
    size_t restart = job->method->restart, height = job->view->height;
    size_t units = height / restart + (height % restart != 0), first = 0;
    for (size_t i = 0; i < count; i++) {
        size_t end = i + 1 == count
                         ? height
                         : (units / count * (i + 1) + units % count * (i + 1) / count) * restart;
        bands[i] = (struct band){
            .source = {band_row, job->writes_far}, .job = job, .first = first, .end = end};
        bands[i].state = memory + layout->bands + i * layout->band + layout->state;
        if (job->saves_halos) {
            bands[i].halo = memory + layout->bands + i * layout->band + layout->halo;
            save_halo(&bands[i]);
        }
        first = end;
    }
}

static void report_progress(struct band_job *job)
{
    if (job->run->progress && job->run->progress(atomic_load(&job->rows_done), job->view->height,
                                                 job->run->progress_data) != 0)
        atomic_store(&job->stop, true);
}

static void run_band(struct band *band, bool reports)
{
    struct band_job *job = band->job;
    const struct method *method = job->method;
    const struct view *view = job->view;
    size_t unreported = 0, count;
    method->start(method, band->state, &band->source, band->first);
    for (size_t y = band->first; y < band->end && !atomic_load(&job->stop); y += count) {
        count = size_min(method->group, band->end - y);
        method->make(method, band->state, &band->source, y, count,
                     view->dst + (ptrdiff_t)y * view->dst_stride, view->dst_stride);
        atomic_fetch_add(&job->rows_done, count);
        unreported += count;
        if (reports && unreported >= rows_between_progress && y + count < band->end) {
            report_progress(job);
            unreported = 0;
        }
    }
}

static void *run_band_on_thread(void *band)
{
    run_band(band, false);
    return NULL;
}

/* Limited by the number of threads, by the amount of work, by where a band may begin, and so that
 * no band has fewer rows than half of the rows wasted at its head. */
size_t bands_count(const struct method *method, const struct view *view, int threads)
{
    size_t max = threads > 0 ? (size_t)threads : (size_t)cpu_count();
    size_t min_rows = size_max(method->restart, method->head_start / 2);
    double work = (double)view_row_length(view) * (double)view->height * method->cost;
    if (work < (double)max * nanoseconds_per_thread)
        max = (size_t)(work / nanoseconds_per_thread);
    return size_max(1, size_min(max, view->height / min_rows));
}

bool bands_memory(const struct method *method, const struct view *view, size_t count, size_t *bytes)
{
    struct layout layout;
    bool fits = lay_out(method, view, count, &layout);
    *bytes = layout.all;
    return fits;
}

/* Sets where the bands read their rows, and copies the whole image if necessary. */
static void set_source(struct band_job *job, uint8_t *copy)
{
    const struct view *view = job->view;
    size_t row = view_row_bytes(view);
    job->src = view->src;
    job->src_stride = view->src_stride;
    job->saves_halos = view_in_place(view);
    job->writes_far = !view_in_place(view) && row >= far_bytes / view->height;
    if (!copies_all(job->method, view))
        return;
    for (size_t y = 0; y < view->height; y++)
        memcpy(copy + y * row, view->src + (ptrdiff_t)y * view->src_stride, row);
    job->src = copy;
    job->src_stride = (ptrdiff_t)row;
    job->saves_halos = false;
}

int bands_run(const struct method *method, const struct view *view, int border,
              const struct run *run)
{
    struct band_job job = {.method = method, .view = view, .border = border, .run = run};
    struct layout layout;
    size_t count = bands_count(method, view, run->threads);
    if (!lay_out(method, view, count, &layout))
        return BLUR_ERROR_MEMORY;
    unsigned char *memory = aligned_alloc(size_alignment, layout.all);
    if (!memory)
        return BLUR_ERROR_MEMORY;

    struct band *bands = (struct band *)(void *)memory;
    set_source(&job, memory + layout.copy);
    make_bands(&job, bands, count, memory, &layout);
    report_progress(&job);
    size_t started = 1;
    while (!atomic_load(&job.stop) && started < count &&
           thread_start(&bands[started].thread, run_band_on_thread, &bands[started]))
        started++;
    run_band(&bands[0], true);
    for (size_t i = started; i < count && !atomic_load(&job.stop); i++)
        run_band(&bands[i], true); /* thread_start() failed for this one */
    for (size_t i = 1; i < started; i++)
        pthread_join(bands[i].thread, NULL);
    if (!atomic_load(&job.stop))
        report_progress(&job);
    free(memory);
    return atomic_load(&job.stop) ? BLUR_ERROR_CANCELLED : BLUR_OK;
}
