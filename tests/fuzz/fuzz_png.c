/* SPDX-License-Identifier: MIT
 * PNG files, read by each codec there is. What is refused is read again leniently. */
#include <string.h>

#include "formats/png/png_format.h"
#include "fuzz.h"

/* Enough for every branch; larger ones cost time. */
enum { max_pixels = 1 << 14 };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    fuzz_be_quiet();
    return 0;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    return fuzz_mutate_png(data, size, max_size, seed);
}

static struct fuzz_picture read_by(enum codec_choice choice, const uint8_t *data, size_t size,
                                   uint8_t fill)
{
    const struct codec *codec = format_read_codec(&format_png, choice);
    struct reading reading = {"fuzz", max_pixels, false};
    fuzz_messages();
    struct fuzz_picture picture = fuzz_decode(codec, &reading, data, size, fill);
    if (!picture.samples) {
        REQUIRE(fuzz_messages() > 0);
        reading.is_lenient = true;
        struct fuzz_picture lenient = fuzz_decode(codec, &reading, data, size, fill);
        REQUIRE(fuzz_messages() > 0);
        fuzz_picture_free(&lenient);
    }
    return picture;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!format_png.recognises(data, size))
        return -1; /* nothing that a corpus needs */
    struct fuzz_picture one = read_by(CODEC_AUTO, data, size, 0x5a);
    struct fuzz_picture other = read_by(CODEC_STB, data, size, 0xa5);
    if (one.samples && other.samples) {
        REQUIRE(one.width == other.width && one.height == other.height);
        REQUIRE(one.channels == other.channels && one.sample == other.sample);
        REQUIRE(memcmp(one.samples, other.samples, one.size) == 0);
    }
    fuzz_picture_free(&one);
    fuzz_picture_free(&other);
    return 0;
}
