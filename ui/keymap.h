/* keymap.h - which key asks for what, in which view. */
#ifndef UI_KEYMAP_H
#define UI_KEYMAP_H

#include "base/error.h"
#include "ui/key.h"
#include "ui/request.h"

#include <stddef.h>

struct binding {
    int32_t key;
    enum request request;
    int ordinal; /* 0 for the first key of the request, and so on */
};

enum { KEYMAP_MAX = 256 };

struct keymap {
    struct binding bindings[KEYMAP_MAX];
    size_t count;
};

/* The keys of the list of requests. */
void keymap_init(struct keymap *keymap);

/* False with a sentence when the key is no key, or already means something
 * that is heard where this request is. */
bool keymap_bind(struct keymap *keymap, enum request request, const char *key,
                 struct error *err);

/* What a key asks for in the view of this scope, else NULL. */
const struct binding *keymap_find(const struct keymap *keymap, int32_t key,
                                  enum request_scope view);

/* The name of the request's first key; empty when it has none. */
void keymap_first(const struct keymap *keymap, enum request request,
                  char out[KEY_NAME_SIZE]);

/* All its keys, for the help: "Up k". */
void keymap_all(const struct keymap *keymap, enum request request, char *out,
                size_t size);

#endif
