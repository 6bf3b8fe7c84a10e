/* SPDX-License-Identifier: MIT
 * JPEG files, read by each codec there is. What is refused is read again leniently. The samples of
 * two decoders are not compared: T.81 leaves the inverse transform to them, and what a damaged file
 * gives it may be out of any range, where a small difference becomes a large one. */
#include <string.h>

#include "formats/jpeg/jpeg_format.h"
#include "fuzz.h"

enum { max_pixels = 1 << 14 };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    fuzz_be_quiet();
    return 0;
}

/* Twice, which shows samples that are never written or come out of memory that nobody set. */
static struct fuzz_picture read_twice(const struct codec *codec, const struct reading *reading,
                                      const uint8_t *data, size_t size)
{
    fuzz_messages();
    struct fuzz_picture first = fuzz_decode(codec, reading, data, size, 0x5a);
    REQUIRE(first.samples || fuzz_messages() > 0);
    if (first.samples) {
        struct fuzz_picture second = fuzz_decode(codec, reading, data, size, 0xa5);
        REQUIRE(second.samples && second.size == first.size);
        REQUIRE(memcmp(first.samples, second.samples, first.size) == 0);
        fuzz_picture_free(&second);
    }
    return first;
}

static struct fuzz_picture read_by(enum codec_choice choice, const uint8_t *data, size_t size)
{
    const struct codec *codec = format_read_codec(&format_jpeg, choice);
    struct reading reading = {"fuzz", max_pixels, false};
    struct fuzz_picture picture = read_twice(codec, &reading, data, size);
    if (!picture.samples) {
        reading.is_lenient = true;
        struct fuzz_picture lenient = read_twice(codec, &reading, data, size);
        fuzz_picture_free(&lenient);
    }
    return picture;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!format_jpeg.recognises(data, size))
        return -1;
    struct fuzz_picture one = read_by(CODEC_AUTO, data, size);
    struct fuzz_picture other = read_by(CODEC_STB, data, size);
    if (one.samples && other.samples) {
        REQUIRE(one.width == other.width && one.height == other.height);
        REQUIRE(one.channels == other.channels && one.sample == other.sample);
    }
    fuzz_picture_free(&one);
    fuzz_picture_free(&other);
    return 0;
}
