/* SPDX-License-Identifier: MIT
 * Metadata: parts that the input describes are put where they belong, as chunks of PNG or segments
 * of JPEG, read, changed as for an output, and written to both formats. What is written must be
 * read again without a complaint, and written as the same bytes then.
 *
 * The input: a byte of choices, then for each part a kind, a length in two bytes, and the data. */
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "formats/jpeg/jpeg.h"
#include "formats/jpeg/jpeg_format.h"
#include "formats/jpeg/jpeg_segment.h"
#include "formats/metadata/exif.h"
#include "formats/metadata/metadata_policy.h"
#include "formats/metadata/raw_profile.h"
#include "formats/png/png.h"
#include "formats/png/png_format.h"
#include "fuzz.h"
#include "messages/message.h"

enum { max_parts = 20 };

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    fuzz_be_quiet();
    return 0;
}

struct part {
    unsigned kind;
    const uint8_t *data;
    size_t size;
};

static bool take_part(struct fuzz_input *input, struct part *part)
{
    if (input->size < 3)
        return false;
    part->kind = fuzz_number(input, 1);
    part->size = fuzz_number(input, 2);
    part->size = part->size < input->size ? part->size : input->size;
    part->data = input->data;
    input->data += part->size;
    input->size -= part->size;
    return true;
}

/* ---- PNG ------------------------------------------------------------------------------------- */

/* What follows the second of two zero bytes is deflated, as in chunks that have it so. */
static void put_compressed(const char *type, const struct part *part, struct bytes *file)
{
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(1);
    const size_t at = 1 + strnlen((const char *)part->data, part->size);
    const size_t head = at + (strcmp(type, "iTXt") == 0 ? 4 : 1);
    struct bytes payload = {0};
    if (head < part->size) {
        const size_t room = libdeflate_zlib_compress_bound(compressor, part->size - head);
        REQUIRE(bytes_append(&payload, part->data, head) && bytes_reserve(&payload, room));
        payload.size += libdeflate_zlib_compress(compressor, part->data + head, part->size - head,
                                                 payload.data + head, room);
        REQUIRE(png_put_chunk(file, type, payload.data, payload.size));
    }
    bytes_free(&payload);
    libdeflate_free_compressor(compressor);
}

static void put_chunk(const struct part *part, struct bytes *file)
{
    static const char *const types[] = {"eXIf", "tEXt", "zTXt", "iTXt", "iCCP", "gAMA",
                                        "cHRM", "sRGB", "cICP", "pHYs", "acTL", "tIME"};
    const char *type = types[part->kind % 12];
    const bool has_stream = strchr("zi", type[0]) && type[1] != 'H';
    if (has_stream && part->kind / 12 % 4 != 0)
        put_compressed(type, part, file);
    else
        REQUIRE(png_put_chunk(file, type, part->data, part->size));
}

static void end_png(struct bytes *file)
{
    /* One black pixel: a filter byte and a sample, stored. */
    static const uint8_t data[] = {0x78, 1, 1, 2, 0, 0xfd, 0xff, 0, 0, 0, 2, 0, 1};
    REQUIRE(png_put_idat(file, data, sizeof data));
}

static void begin_png(struct bytes *file)
{
    const struct png_header header = {1, 1, 8, PNG_GREY, false};
    REQUIRE(png_put_header(&header, file));
}

static void read_png(struct bytes *file, struct metadata *metadata)
{
    const struct reading reading = {"fuzz", 1, false};
    struct png png;
    REQUIRE(png_parse(&reading, file, &png)); /* no metadata costs a picture */
    *metadata = png.picture.metadata;
}

static void write_png(const struct metadata *metadata, struct bytes *file)
{
    begin_png(file);
    REQUIRE(png_put_metadata(metadata, file));
    end_png(file);
}

/* ---- JPEG ------------------------------------------------------------------------------------ */

static void put_segment(const struct part *part, struct bytes *file)
{
    static const struct {
        uint8_t marker, size;
        const char *signature;
    } kinds[] = {{JPEG_APP1, 6, "Exif\0\0"},
                 {JPEG_APP1, 29, "http://ns.adobe.com/xap/1.0/\0"},
                 {JPEG_APP2, 12, "ICC_PROFILE\0"},
                 {JPEG_APP13, 14, "Photoshop 3.0\0"},
                 {JPEG_APP13, 20,
                  "Photoshop 3.0\0"
                  "8BIM\4\4"},
                 {JPEG_APP0, 5, "JFIF\0"},
                 {JPEG_COM, 0, ""},
                 {JPEG_APP1, 35, "http://ns.adobe.com/xmp/extension/\0"}};
    const size_t i = part->kind % 8, room = JPEG_MAX_SEGMENT - kinds[i].size;
    const size_t size = part->size < room ? part->size : room;
    const size_t length = 2 + kinds[i].size + size;
    const uint8_t head[] = {0xff, kinds[i].marker, (uint8_t)(length >> 8), (uint8_t)length};
    REQUIRE(bytes_append(file, head, sizeof head) &&
            bytes_append(file, kinds[i].signature, kinds[i].size) &&
            bytes_append(file, part->data, size));
}

static void read_jpeg(struct bytes *file, struct metadata *metadata)
{
    REQUIRE(jpeg_read_metadata("fuzz", file, metadata));
}

static void write_jpeg(const struct metadata *metadata, struct bytes *file)
{
    REQUIRE(bytes_append(file, "\xff\xd8", 2) && jpeg_write_metadata("fuzz", metadata, file) &&
            bytes_append(file, "\xff\xd9", 2));
}

/* ---- There and back -------------------------------------------------------------------------- */

typedef void read_function(struct bytes *file, struct metadata *metadata);
typedef void write_function(const struct metadata *metadata, struct bytes *file);

static void check_again(const struct metadata *metadata, read_function *read, write_function *write)
{
    struct bytes file = {0}, copy = {0}, again = {0};
    struct metadata found = {0};
    write(metadata, &file);
    REQUIRE(bytes_append(&copy, file.data, file.size)); /* reading may rearrange the other */
    fuzz_messages();
    read(&copy, &found);
    REQUIRE(fuzz_messages() == 0);
    write(&found, &again);
    REQUIRE(again.size == file.size && memcmp(again.data, file.data, file.size) == 0);
    metadata_free(&found);
    bytes_free(&file);
    bytes_free(&copy);
    bytes_free(&again);
}

static void check_parts(struct fuzz_input *input, unsigned choices)
{
    const bool from_png = choices & 1;
    const struct format *format = choices & 2 ? &format_png : &format_jpeg;
    struct metadata metadata = {0};
    struct bytes file = {0};
    struct part part;
    if (from_png)
        begin_png(&file);
    else
        REQUIRE(bytes_append(&file, "\xff\xd8", 2));
    for (int i = 0; i < max_parts && take_part(input, &part); i++)
        (from_png ? put_chunk : put_segment)(&part, &file);
    if (from_png)
        end_png(&file);
    else
        REQUIRE(bytes_append(&file, "\xff\xd9", 2));
    (from_png ? read_png : read_jpeg)(&file, &metadata);
    const int orientation = metadata_policy_apply("fuzz", (enum strip)(choices / 8 % 3), format,
                                                  choices & 4, &metadata);
    REQUIRE(orientation >= 1 && orientation <= 8);
    REQUIRE(orientation == 1 || exif_orientation(&metadata.exif) == 1);
    check_again(&metadata, format == &format_png ? read_png : read_jpeg,
                format == &format_png ? write_png : write_jpeg);
    metadata_free(&metadata);
    bytes_free(&file);
}

/* Any bytes are a profile, and any a resource; and any text may claim to be one. */
static void check_profiles(const struct fuzz_input *input)
{
    struct blob blob = {0}, found = {0}, resource = {0};
    if (raw_profile_read(input->data, input->size, &blob))
        blob_free(&blob);
    if (input->size == 0)
        return;
    REQUIRE(blob_append(&blob, input->data, input->size));
    char *text = raw_profile_write("exif", &blob);
    REQUIRE(text && raw_profile_read(text, strlen(text), &found));
    REQUIRE(found.size == blob.size && memcmp(found.data, blob.data, blob.size) == 0);
    blob_free(&found);
    REQUIRE(iptc_wrap(&blob, &resource));
    REQUIRE(iptc_find(resource.data, resource.size, &found));
    REQUIRE(found.size == blob.size && memcmp(found.data, blob.data, blob.size) == 0);
    blob_free(&found);
    REQUIRE(iptc_find(input->data, input->size, &found));
    blob_free(&found);
    blob_free(&resource);
    blob_free(&blob);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = {data, size};
    const unsigned choices = fuzz_number(&input, 1);
    if (choices / 32 == 0)
        check_profiles(&input);
    else
        check_parts(&input, choices);
    return 0;
}
