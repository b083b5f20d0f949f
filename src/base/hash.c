#include "base/hash.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

struct hash hash_bytes(const void *bytes, size_t size)
{
    XXH128_hash_t value = XXH3_128bits(bytes, size);

    return (struct hash){.high = value.high64, .low = value.low64};
}

bool hash_equal(struct hash a, struct hash b)
{
    return a.high == b.high && a.low == b.low;
}

void hash_hex(struct hash hash, char out[HASH_HEX_SIZE])
{
    snprintf(out, HASH_HEX_SIZE, "%016" PRIx64 "%016" PRIx64, hash.high,
             hash.low);
}

static bool parse_half(const char *digits, uint64_t *out)
{
    *out = 0;
    for (int i = 0; i < 16; i++) {
        const char *all = "0123456789abcdef";
        const char *found = digits[i] ? strchr(all, digits[i]) : NULL;

        if (!found)
            return false;
        *out = *out << 4 | (uint64_t)(found - all);
    }
    return true;
}

bool hash_parse(const char *text, struct hash *out)
{
    return strlen(text) == 32 && parse_half(text, &out->high) &&
           parse_half(text + 16, &out->low);
}
