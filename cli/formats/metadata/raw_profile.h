/* SPDX-License-Identifier: MIT
 * Metadata as hexadecimal text, which PNG files of ImageMagick and others carry under the keyword
 * "Raw profile type NAME", and the Photoshop resources in which IPTC records are found. */
#ifndef BLUR_RAW_PROFILE_H
#define BLUR_RAW_PROFILE_H

#include "formats/metadata/metadata.h"

/* Whether a keyword is that of any such text; whether it is that of one with this name, in
 * whatever case. */
bool raw_profile_is(const char *keyword);
bool raw_profile_names(const char *keyword, const char *name);

/* Reads a newline, the name, a newline, the size, a newline, and hexadecimal digits into an
 * empty blob. False: it is malformed, or there is no memory. */
bool raw_profile_read(const void *text, size_t size, struct blob *blob);

/* The text of a profile, to be freed. NULL: no memory. */
char *raw_profile_write(const char *name, const struct blob *blob);

/* Finds the IPTC records (resource 0x0404) among Photoshop resources; data without resources are
 * taken for the records themselves. False: no memory. */
bool iptc_find(const void *data, size_t size, struct blob *iptc);

/* Wraps IPTC records in a Photoshop resource, in an empty blob. False: no memory. */
bool iptc_wrap(const struct blob *iptc, struct blob *resource);

#endif
