#include "ui/filter_words.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    enum filter_field field;
} fields[] = {
    {"track:", FILTER_TRACK},   {"genre:", FILTER_GENRE},
    {"given:", FILTER_GENRE},   {"predicted:", FILTER_PREDICTED},
    {"split:", FILTER_SPLIT},   {"status:", FILTER_STATUS},
    {"artist:", FILTER_ARTIST}, {"title:", FILTER_TITLE},
    {"path:", FILTER_PATH},
};

enum { FIELD_COUNT = sizeof(fields) / sizeof(fields[0]) };

void filter_lower(char *out, size_t size, const char *text, size_t length)
{
    size_t count = length < size - 1 ? length : size - 1;

    for (size_t i = 0; i < count; i++)
        out[i] =
            text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] + 32) : text[i];
    out[count] = '\0';
}

/* Removes `"` from the text, in place. */
static void unquote(char *text)
{
    char *end = text;

    for (; *text; text++)
        if (*text != '"')
            *end++ = *text;
    *end = '\0';
}

static void parse_word(struct filter_word *word, const char *text,
                       size_t length)
{
    char lower[96];
    const char *rest = lower;

    filter_lower(lower, sizeof(lower), text, length);
    unquote(lower);
    *word = (struct filter_word){.field = FILTER_ANY};
    if (rest[0] == '-' && rest[1]) {
        word->excluded = true;
        rest++;
    }
    for (int i = 0; i < FIELD_COUNT; i++) {
        size_t name = strlen(fields[i].name);

        if (strncmp(rest, fields[i].name, name) == 0) {
            word->field = fields[i].field;
            rest += name;
            break;
        }
    }
    if (word->field == FILTER_ANY && strcmp(rest, "wrong") == 0)
        word->field = FILTER_WRONG;
    else if (word->field == FILTER_ANY && strcmp(rest, "right") == 0)
        word->field = FILTER_RIGHT;
    snprintf(word->text, sizeof(word->text), "%.63s", rest);
}

/* The length of the word at text; blanks between `"` do not end it. */
static size_t word_length(const char *text)
{
    bool quoted = false;
    size_t i = 0;

    for (; text[i] && (quoted || text[i] != ' '); i++)
        if (text[i] == '"')
            quoted = !quoted;
    return i;
}

void filter_words_parse(struct filter_words *words, const char *text)
{
    words->count = 0;
    while (*text && words->count < FILTER_WORDS_MAX) {
        size_t length;

        text += strspn(text, " ");
        length = word_length(text);
        if (length)
            parse_word(&words->items[words->count++], text, length);
        text += length;
    }
}
