/* SPDX-License-Identifier: MIT */
#include "bands.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "border.h"
#include "cpus.h"
#include "size.h"

/* A thread takes some 60 microseconds to start and join; 2^20 multiplications take about 500. */
static const size_t work_worth_a_thread = (size_t)1 << 20;

struct job {
    const struct filter *filter;
    const struct view *view;
    const struct run *run;
    atomic_size_t rows_done;
    atomic_bool stop;
};

struct band {
    struct job *job;
    size_t first, end;   /* its output rows */
    const float **table; /* the ring's lines, twice over: any window of them is contiguous */
    float *ring;         /* 2*radius + 1 lines */
    void *scratch;
    uint8_t *halo; /* in place: the radius rows above the band, then those below; else NULL */
    pthread_t thread;
};

/* Where the parts of a band's memory begin, and how large it is. */
struct layout {
    size_t table, ring, scratch, halo, all;
};

static bool lay_out(const struct filter *filter, const struct view *view, struct layout *layout)
{
    size_t window = 2 * filter->radius + 1, table, line, ring, halo = 0;
    *layout = (struct layout){0};
    if (!size_multiply(2 * window, sizeof(float *), &table) ||
        !size_multiply(filter->line_length, sizeof(float), &line) ||
        !size_multiply(line, window, &ring))
        return false;
    if (view_in_place(view) && !size_multiply(2 * filter->radius, view_row_length(view), &halo))
        return false;
    return size_set_aside(&layout->all, table, &layout->table) &&
           size_set_aside(&layout->all, ring, &layout->ring) &&
           size_set_aside(&layout->all, filter->scratch_bytes, &layout->scratch) &&
           size_set_aside(&layout->all, halo, &layout->halo);
}

/* The bytes of a source row that may lie beyond the image; NULL where the border has none. */
static const uint8_t *source_row(const struct job *job, ptrdiff_t row)
{
    ptrdiff_t index = border_index(row, job->view->height, job->filter->border);
    return index < 0 ? NULL : job->view->src + index * job->view->src_stride;
}

/* Row number first - radius + i of a band's surroundings lies in the halo at this position. */
static size_t halo_position(const struct band *band, ptrdiff_t row)
{
    size_t radius = band->job->filter->radius;
    if (row < (ptrdiff_t)band->first)
        return (size_t)(row + (ptrdiff_t)radius - (ptrdiff_t)band->first);
    return radius + (size_t)(row - (ptrdiff_t)band->end);
}

static bool row_is_in_band(const struct band *band, ptrdiff_t row)
{
    return row >= (ptrdiff_t)band->first && row < (ptrdiff_t)band->end;
}

static void save_rows(struct band *band, ptrdiff_t first, ptrdiff_t end)
{
    size_t bytes = view_row_length(band->job->view);
    for (ptrdiff_t row = first; row < end; row++) {
        const uint8_t *source = source_row(band->job, row);
        if (source)
            memcpy(band->halo + halo_position(band, row) * bytes, source, bytes);
    }
}

static void save_halo(struct band *band)
{
    ptrdiff_t radius = (ptrdiff_t)band->job->filter->radius;
    save_rows(band, (ptrdiff_t)band->first - radius, (ptrdiff_t)band->first);
    save_rows(band, (ptrdiff_t)band->end, (ptrdiff_t)band->end + radius);
}

static const uint8_t *band_row(const struct band *band, ptrdiff_t row)
{
    const uint8_t *source = source_row(band->job, row);
    if (!source || !band->halo || row_is_in_band(band, row))
        return source;
    return band->halo + halo_position(band, row) * view_row_length(band->job->view);
}

static void place_band(struct band *band, unsigned char *memory, const struct layout *layout)
{
    const struct filter *filter = band->job->filter;
    size_t window = 2 * filter->radius + 1;
    band->table = (const float **)(void *)(memory + layout->table);
    band->ring = (float *)(void *)(memory + layout->ring);
    band->scratch = memory + layout->scratch;
    for (size_t i = 0; i < 2 * window; i++)
        band->table[i] = band->ring + i % window * filter->line_length;
    if (view_in_place(band->job->view)) {
        band->halo = memory + layout->halo;
        save_halo(band);
    }
}

/* Splits the rows evenly; the first of the bands take one row more where they do not divide. */
static void make_bands(struct job *job, struct band *bands, size_t count, unsigned char *memory,
                       const struct layout *layout)
{
    size_t rows = job->view->height / count, left = job->view->height % count, first = 0;
    for (size_t i = 0; i < count; i++) {
        size_t end = first + rows + (i < left);
        bands[i] = (struct band){.job = job, .first = first, .end = end};
        place_band(&bands[i], memory + i * layout->all, layout);
        first = end;
    }
}

/* Makes the line of a row; offset counts rows from the first one above the band. */
static void prepare_row(struct band *band, size_t offset)
{
    const struct filter *filter = band->job->filter;
    size_t slot = offset % (2 * filter->radius + 1);
    ptrdiff_t row = (ptrdiff_t)band->first - (ptrdiff_t)filter->radius + (ptrdiff_t)offset;
    filter->prepare(filter, band_row(band, row), band->ring + slot * filter->line_length,
                    band->scratch);
}

static void combine_row(struct band *band, size_t y)
{
    const struct filter *filter = band->job->filter;
    const struct view *view = band->job->view;
    size_t oldest = (y - band->first) % (2 * filter->radius + 1);
    filter->combine(filter, y, band->table + oldest, view->src + (ptrdiff_t)y * view->src_stride,
                    view->dst + (ptrdiff_t)y * view->dst_stride, band->scratch);
}

static void report_progress(struct job *job)
{
    if (job->run->progress && job->run->progress(atomic_load(&job->rows_done), job->view->height,
                                                 job->run->progress_data) != 0)
        atomic_store(&job->stop, true);
}

static void run_band(struct band *band, bool reports)
{
    struct job *job = band->job;
    size_t radius = job->filter->radius;
    for (size_t offset = 0; offset < 2 * radius && !atomic_load(&job->stop); offset++) {
        prepare_row(band, offset);
        if (reports && (offset + 1) % rows_between_progress == 0)
            report_progress(job);
    }
    for (size_t y = band->first; y < band->end && !atomic_load(&job->stop); y++) {
        prepare_row(band, y - band->first + 2 * radius);
        combine_row(band, y);
        atomic_fetch_add(&job->rows_done, 1);
        if (reports && (y - band->first + 1) % rows_between_progress == 0 && y + 1 < band->end)
            report_progress(job);
    }
}

static void *run_band_on_thread(void *band)
{
    run_band(band, false);
    return NULL;
}

/* How many bands: no more than there are threads, than the work is worth, and than keeps a band at
 * least half as high as the radius, below which most lines would be made more than twice. */
static size_t count_bands(const struct filter *filter, const struct view *view, int threads)
{
    size_t most = threads > 0 ? (size_t)threads : (size_t)cpus_available();
    size_t work, by_height = view->height / size_larger(1, filter->radius / 2);
    if (size_multiply(view_row_length(view), view->height, &work) &&
        size_multiply(work, filter->cost, &work))
        most = size_smaller(most, 1 + work / work_worth_a_thread);
    return size_larger(1, size_smaller(most, by_height));
}

/* The caller's signals are not for our threads: they are started with all blocked. A band whose
 * thread cannot be started is run by the caller. */
static void run_all(struct band *bands, size_t count)
{
    sigset_t all, before;
    size_t started = 1;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    while (started < count &&
           pthread_create(&bands[started].thread, NULL, run_band_on_thread, &bands[started]) == 0)
        started++;
    pthread_sigmask(SIG_SETMASK, &before, NULL);

    run_band(&bands[0], true);
    for (size_t i = started; i < count; i++)
        run_band(&bands[i], true);
    for (size_t i = 1; i < started; i++)
        pthread_join(bands[i].thread, NULL);
}

int bands_run(const struct filter *filter, const struct view *view, const struct run *run)
{
    struct job job = {.filter = filter, .view = view, .run = run};
    struct layout layout;
    size_t count = count_bands(filter, view, run->threads), bytes, all = 0, bands_at, memory_at;
    if (!lay_out(filter, view, &layout) || !size_multiply(count, sizeof(struct band), &bytes) ||
        !size_set_aside(&all, bytes, &bands_at) || !size_multiply(count, layout.all, &bytes) ||
        !size_set_aside(&all, bytes, &memory_at))
        return BLUR_ERROR_MEMORY;
    unsigned char *memory = aligned_alloc(size_alignment, all);
    if (!memory)
        return BLUR_ERROR_MEMORY;

    struct band *bands = (struct band *)(void *)(memory + bands_at);
    make_bands(&job, bands, count, memory + memory_at, &layout);
    run_all(bands, count);
    if (!atomic_load(&job.stop))
        report_progress(&job);
    free(memory);
    return atomic_load(&job.stop) ? BLUR_ERROR_CANCELLED : BLUR_OK;
}
