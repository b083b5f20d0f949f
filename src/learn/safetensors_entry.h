/* safetensors_entry.h - what the reader and the writer of safetensors share:
 * the list of arrays, and the checksum.
 */
#ifndef LEARN_SAFETENSORS_ENTRY_H
#define LEARN_SAFETENSORS_ENTRY_H

#include "base/hash.h"
#include "learn/safetensors.h"

#include <jansson.h>
#include <stdint.h>

#define SAFETENSORS_METADATA "__metadata__"
#define SAFETENSORS_CHECKSUM "checksum"

/* Bytes of the number in front of the header. */
enum { SAFETENSORS_LENGTH_SIZE = 8 };

struct tensor_entry {
    const char *name; /* owned by the header; the writer needs none */
    size_t shape[SAFETENSORS_RANK_MAX];
    size_t rank;
    uint64_t begin, end; /* bytes from the start of the data */
    const float *values;
};

struct entry_list {
    struct tensor_entry *items; /* in the order of the data; free() */
    size_t count;
};

/* A zeroed entry at the end; NULL when memory ran out. */
struct tensor_entry *entry_list_append(struct entry_list *entries);

/* The length of an array; false when no memory could hold it. */
bool entry_count_bytes(const size_t *shape, size_t rank, uint64_t *bytes);

/* The checksum as text.  It covers the header, without the checksum itself
 * and in one canonical form, and each array's own hash.  The header is the
 * same afterwards.  False when memory ran out. */
bool entry_list_checksum(const struct entry_list *entries, json_t *header,
                         char hex[HASH_HEX_SIZE]);

#endif
