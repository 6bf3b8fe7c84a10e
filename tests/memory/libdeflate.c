/* SPDX-License-Identifier: MIT
 * What libdeflate writes, which is not built with MemorySanitizer, is made known to it: linked with
 * --wrap, so that the program itself knows nothing of this. */
#include <libdeflate.h>
#include <sanitizer/msan_interface.h>

size_t __real_libdeflate_zlib_compress(struct libdeflate_compressor *compressor, const void *in,
                                       size_t in_size, void *out, size_t room);
enum libdeflate_result __real_libdeflate_zlib_decompress(struct libdeflate_decompressor *d,
                                                         const void *in, size_t in_size, void *out,
                                                         size_t room, size_t *size);
size_t __wrap_libdeflate_zlib_compress(struct libdeflate_compressor *compressor, const void *in,
                                       size_t in_size, void *out, size_t room);
enum libdeflate_result __wrap_libdeflate_zlib_decompress(struct libdeflate_decompressor *d,
                                                         const void *in, size_t in_size, void *out,
                                                         size_t room, size_t *size);

size_t __wrap_libdeflate_zlib_compress(struct libdeflate_compressor *compressor, const void *in,
                                       size_t in_size, void *out, size_t room)
{
    __msan_check_mem_is_initialized(in, in_size);
    size_t size = __real_libdeflate_zlib_compress(compressor, in, in_size, out, room);
    __msan_unpoison(out, size);
    return size;
}

/* Where it does not say how much it wrote, or fails, the caller may look at none but a whole room.
 */
enum libdeflate_result __wrap_libdeflate_zlib_decompress(struct libdeflate_decompressor *d,
                                                         const void *in, size_t in_size, void *out,
                                                         size_t room, size_t *size)
{
    size_t written = room;
    __msan_check_mem_is_initialized(in, in_size);
    enum libdeflate_result result =
        __real_libdeflate_zlib_decompress(d, in, in_size, out, room, size ? &written : NULL);
    if (result != LIBDEFLATE_SUCCESS)
        return result;
    __msan_unpoison(&written, sizeof written);
    __msan_unpoison(out, written);
    if (size)
        *size = written;
    return result;
}
