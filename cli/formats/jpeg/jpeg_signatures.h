/* SPDX-License-Identifier: MIT
 * The signatures of segments that hold metadata. Each counts its zero bytes. */
#ifndef BLUR_JPEG_SIGNATURES_H
#define BLUR_JPEG_SIGNATURES_H

#define JPEG_JFIF "JFIF\0"                        /* APP0 */
#define JPEG_EXIF "Exif\0\0"                      /* APP1: then a TIFF structure */
#define JPEG_XMP "http://ns.adobe.com/xap/1.0/\0" /* APP1: then a packet */
#define JPEG_XMP_MORE "http://ns.adobe.com/xmp/extension/\0"
#define JPEG_ICC "ICC_PROFILE\0"         /* APP2: then a chunk's number from 1, and their count */
#define JPEG_PHOTOSHOP "Photoshop 3.0\0" /* APP13: then resources, which may span segments */
#define JPEG_RESOURCE "8BIM"             /* then number, name, size, data, these two made even */
#define JPEG_SIGNATURE_SIZE(signature) (sizeof(signature) - 1)

enum { JPEG_RESOURCE_IPTC = 0x0404 };

#endif
