#include "learn/safetensors_entry.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "values are written as they lie in memory");

struct tensor_entry *entry_list_append(struct entry_list *entries)
{
    struct tensor_entry *grown =
        reallocarray(entries->items, entries->count + 1, sizeof(*grown));

    if (!grown)
        return NULL;
    entries->items = grown;
    grown[entries->count] = (struct tensor_entry){0};
    return &grown[entries->count++];
}

bool entry_count_bytes(const size_t *shape, size_t rank, uint64_t *bytes)
{
    *bytes = sizeof(float);
    for (size_t i = 0; i < rank; i++)
        if (__builtin_mul_overflow(*bytes, (uint64_t)shape[i], bytes))
            return false;
    return *bytes <= PTRDIFF_MAX;
}

bool entry_list_checksum(const struct entry_list *entries, json_t *header,
                         char hex[HASH_HEX_SIZE])
{
    json_t *metadata = json_object_get(header, SAFETENSORS_METADATA);
    json_t *saved =
        json_incref(json_object_get(metadata, SAFETENSORS_CHECKSUM));
    char *text, *all, *end;

    json_object_del(metadata, SAFETENSORS_CHECKSUM);
    text = json_dumps(header, JSON_COMPACT | JSON_SORT_KEYS);
    if (saved)
        json_object_set_new(metadata, SAFETENSORS_CHECKSUM, saved);
    if (!text)
        return false;
    all = malloc(strlen(text) + entries->count * HASH_HEX_SIZE + 1);
    if (!all) {
        free(text);
        return false;
    }
    end = stpcpy(all, text);
    free(text);
    for (size_t i = 0; i < entries->count; i++) {
        const struct tensor_entry *entry = &entries->items[i];

        hash_hex(hash_bytes(entry->values, entry->end - entry->begin), end);
        end += HASH_HEX_SIZE - 1;
    }
    hash_hex(hash_bytes(all, (size_t)(end - all)), hex);
    free(all);
    return true;
}
