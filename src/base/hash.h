/* hash.h - 128-bit content hashes (XXH3), for change detection and caching.
 *
 * Not cryptographic: it tells equal from different content, it does not
 * resist somebody who wants a collision.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HASH_HEX_SIZE = 33 };

struct hash {
    uint64_t high, low;
};

struct hash hash_bytes(const void *bytes, size_t size);
bool hash_equal(struct hash a, struct hash b);

/* 32 lower-case hexadecimal digits and a null. */
void hash_hex(struct hash hash, char out[HASH_HEX_SIZE]);

/* False unless text is exactly 32 hexadecimal digits. */
bool hash_parse(const char *text, struct hash *out);

#endif
