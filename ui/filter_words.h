/* filter_words.h - a filter as typed, taken apart into words.
 */
#ifndef UI_FILTER_WORDS_H
#define UI_FILTER_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum filter_field {
    FILTER_ANY,
    FILTER_TRACK,
    FILTER_GENRE,
    FILTER_PREDICTED,
    FILTER_SPLIT,
    FILTER_STATUS,
    FILTER_ARTIST,
    FILTER_TITLE,
    FILTER_PATH,
    FILTER_WRONG,
    FILTER_RIGHT
};

struct filter_word {
    enum filter_field field;
    bool excluded;
    char text[64]; /* in lower case */
};

enum { FILTER_WORDS_MAX = 16 };

struct filter_words {
    struct filter_word items[FILTER_WORDS_MAX];
    size_t count;
};

/* Words beyond FILTER_WORDS_MAX are ignored. */
void filter_words_parse(struct filter_words *words, const char *text);

/* ASCII letters in lower case, at most size - 1 bytes and a null. */
void filter_lower(char *out, size_t size, const char *text, size_t length);

#endif
