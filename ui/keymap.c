#include "ui/keymap.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static bool everywhere(enum request_scope scope)
{
    return scope == SCOPE_MOVE || scope == SCOPE_PROGRAM;
}

static bool meet(enum request_scope a, enum request_scope b)
{
    return a == b || everywhere(a) || everywhere(b);
}

static enum request_scope scope_of(const struct binding *binding)
{
    return request_info(binding->request)->scope;
}

bool keymap_bind(struct keymap *keymap, enum request request, const char *key,
                 struct error *err)
{
    enum request_scope scope = request_info(request)->scope;
    struct binding new = {key_parse(key), request, 0};

    if (new.key == 0)
        return error_set(err, "there is no key '%s'", key);
    if (keymap->count == KEYMAP_MAX)
        return error_set(err, "too many keys: cannot add '%s'", key);
    for (size_t i = 0; i < keymap->count; i++) {
        const struct binding *old = &keymap->bindings[i];

        if (old->key == new.key && meet(scope_of(old), scope))
            return error_set(err, "key '%s' for '%s' is taken by '%s'", key,
                             request_info(request)->name,
                             request_info(old->request)->name);
        if (old->request == request)
            new.ordinal++;
    }
    keymap->bindings[keymap->count++] = new;
    return true;
}

void keymap_init(struct keymap *keymap)
{
    keymap->count = 0;
    for (int i = 0; i < REQUEST_COUNT; i++) {
        const char *keys = request_info((enum request)i)->keys;
        struct error err;

        while (*keys) {
            size_t length = strcspn(keys, " ");
            char key[KEY_NAME_SIZE] = "";
            bool bound;

            snprintf(key, sizeof(key), "%.*s", (int)length, keys);
            bound = keymap_bind(keymap, (enum request)i, key, &err);
            assert(bound);
            (void)bound;
            keys += length + strspn(keys + length, " ");
        }
    }
}

const struct binding *keymap_find(const struct keymap *keymap, int32_t key,
                                  enum request_scope view)
{
    for (size_t i = 0; i < keymap->count; i++) {
        const struct binding *binding = &keymap->bindings[i];

        if (binding->key == key && meet(scope_of(binding), view))
            return binding;
    }
    return NULL;
}

void keymap_first(const struct keymap *keymap, enum request request,
                  char out[KEY_NAME_SIZE])
{
    out[0] = '\0';
    for (size_t i = 0; i < keymap->count; i++) {
        if (keymap->bindings[i].request == request) {
            key_format(keymap->bindings[i].key, out);
            return;
        }
    }
}

void keymap_all(const struct keymap *keymap, enum request request, char *out,
                size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < keymap->count && used + KEY_NAME_SIZE < size; i++) {
        char name[KEY_NAME_SIZE];

        if (keymap->bindings[i].request != request)
            continue;
        key_format(keymap->bindings[i].key, name);
        used += (size_t)snprintf(out + used, size - used, "%s%s",
                                 used ? " " : "", name);
    }
}
