#include "ui/library_list.h"

#include "base/alloc.h"
#include "catalog/filter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct library_list {
    const struct library *library; /* lent; NULL: none */
    uint32_t *order;               /* rows shown, by index into the library */
    size_t count;
    char *text;            /* of the filter, as typed */
    struct filter *filter; /* the last text that made one; NULL: all */
    struct error fault;
    enum library_column column;
    bool reverse;
};

const char *library_predicted(const struct library *library,
                              const struct library_row *row)
{
    if (row->predicted < 0 || (size_t)row->predicted >= library->class_count)
        return NULL;
    return library->classes[row->predicted];
}

bool library_is_wrong(const struct library *library,
                      const struct library_row *row)
{
    const char *predicted = library_predicted(library, row);

    return predicted && row->track.genre &&
           strcmp(predicted, row->track.genre) != 0;
}

const char *library_column_title(enum library_column column)
{
    static const char *const titles[LIBRARY_COLUMN_COUNT] = {
        [LIBRARY_TRACK] = "track",         [LIBRARY_GIVEN] = "given",
        [LIBRARY_PREDICTED] = "predicted", [LIBRARY_CONFIDENCE] = "confidence",
        [LIBRARY_SPLIT] = "split",         [LIBRARY_STATUS] = "status",
        [LIBRARY_LENGTH] = "length",       [LIBRARY_ARTIST] = "artist",
        [LIBRARY_TITLE] = "title",
    };

    return titles[column];
}

/* --- filter --------------------------------------------------------------- */

static bool row_matches(const struct library_list *list, size_t index,
                        const struct filter *filter)
{
    const struct library_row *row = &list->library->rows[index];
    struct filter_row seen = {
        .track = &row->track,
        .predicted = library_predicted(list->library, row),
        .confidence = row->predicted < 0 ? NAN : (double)row->confidence,
        .part = row->part};

    return filter_match(filter, &seen);
}

static void select_rows(struct library_list *list)
{
    list->count = 0;
    for (size_t i = 0; i < list->library->count; i++)
        if (!list->filter || row_matches(list, i, list->filter))
            list->order[list->count++] = (uint32_t)i;
}

/* --- order ---------------------------------------------------------------- */

/* Most comparisons end at the number; the text decides between equal ones,
 * and the row, which is the order of the names, between those. */
struct sort_key {
    uint64_t number;
    const char *text;
    uint32_t row;
};

static uint64_t number_of_text(const char *text)
{
    uint64_t number = 0;

    for (int i = 0; i < 8; i++) {
        unsigned char byte = (unsigned char)*text;

        if (byte >= 'A' && byte <= 'Z')
            byte += 32;
        number = number << 8 | byte;
        text += *text != 0;
    }
    return number;
}

static const char *text_of(const struct library_list *list,
                           const struct library_row *row)
{
    const char *text = NULL;

    if (list->column == LIBRARY_GIVEN)
        text = row->track.genre;
    else if (list->column == LIBRARY_PREDICTED)
        text = library_predicted(list->library, row);
    else if (list->column == LIBRARY_ARTIST)
        text = row->track.artist;
    else if (list->column == LIBRARY_TITLE)
        text = row->track.title;
    return text;
}

static struct sort_key key_of(const struct library_list *list, uint32_t index)
{
    const struct library_row *row = &list->library->rows[index];
    struct sort_key key = {0, "", index};
    const char *text = text_of(list, row);

    if (list->column == LIBRARY_CONFIDENCE)
        key.number = row->predicted < 0
                         ? UINT64_MAX
                         : (uint64_t)((double)row->confidence * 1e9);
    else if (list->column == LIBRARY_SPLIT)
        key.number = row->part < 0 ? UINT64_MAX : (uint64_t)row->part;
    else if (list->column == LIBRARY_STATUS)
        key.number = (uint64_t)row->track.status;
    else if (list->column == LIBRARY_LENGTH)
        key.number = (uint64_t)(row->track.duration_s * 1e3);
    else if (!text || !*text)
        key.number = UINT64_MAX; /* what is not known comes last */
    else
        key.number = number_of_text(text);
    if (text)
        key.text = text;
    return key;
}

static int compare(const void *a, const void *b)
{
    const struct sort_key *x = a, *y = b;
    int order = (x->number > y->number) - (x->number < y->number);

    if (order == 0)
        order = strcasecmp(x->text, y->text);
    if (order == 0)
        order = (x->row > y->row) - (x->row < y->row);
    return order;
}

static void sort_rows(struct library_list *list)
{
    struct sort_key *keys = malloc(list->count * sizeof(*keys) + 1);

    if (!keys)
        return;
    for (size_t i = 0; i < list->count; i++)
        keys[i] = key_of(list, list->order[i]);
    qsort(keys, list->count, sizeof(*keys), compare);
    for (size_t i = 0; i < list->count; i++)
        list->order[i] = keys[i].row;
    free(keys);
}

static void reverse_rows(struct library_list *list)
{
    for (size_t i = 0; i < list->count / 2; i++) {
        uint32_t kept = list->order[i];

        list->order[i] = list->order[list->count - 1 - i];
        list->order[list->count - 1 - i] = kept;
    }
}

static void arrange(struct library_list *list)
{
    if (!list->library)
        return;
    select_rows(list);
    /* The library comes sorted by name. */
    if (list->column != LIBRARY_TRACK)
        sort_rows(list);
    if (list->reverse)
        reverse_rows(list);
}

/* -------------------------------------------------------------------------- */

struct library_list *library_list_create(void)
{
    struct library_list *list = xcalloc(1, sizeof(*list));

    list->text = xstrdup("");
    return list;
}

void library_list_destroy(struct library_list *list)
{
    if (!list)
        return;
    free(list->order);
    free(list->text);
    filter_destroy(list->filter);
    free(list);
}

void library_list_set(struct library_list *list, const struct library *library)
{
    free(list->order);
    list->order = NULL;
    list->count = 0;
    list->library = library;
    if (!library)
        return;
    list->order = malloc(library->count * sizeof(*list->order) + 1);
    if (!list->order)
        list->library = NULL;
    arrange(list);
}

bool library_list_filter(struct library_list *list, const char *text)
{
    char *copy = xstrdup(text);
    struct filter *filter = NULL;

    free(list->text);
    list->text = copy;
    list->fault.text[0] = '\0';
    if (!filter_compile(&filter, text, NULL, &list->fault))
        return false;
    filter_destroy(list->filter);
    list->filter = filter;
    arrange(list);
    return true;
}

const char *library_list_filter_text(const struct library_list *list)
{
    return list->text;
}

const char *library_list_fault(const struct library_list *list)
{
    return list->fault.text;
}

void library_list_sort(struct library_list *list, enum library_column column,
                       bool reverse)
{
    list->column = column;
    list->reverse = reverse;
    arrange(list);
}

enum library_column library_list_column(const struct library_list *list)
{
    return list->column;
}

bool library_list_reversed(const struct library_list *list)
{
    return list->reverse;
}

size_t library_list_count(const struct library_list *list)
{
    return list->count;
}

const struct library_row *library_list_at(const struct library_list *list,
                                          size_t i)
{
    return &list->library->rows[list->order[i]];
}

size_t library_list_find(const struct library_list *list, int64_t track_id)
{
    size_t i = 0;

    while (i < list->count && library_list_at(list, i)->track.id != track_id)
        i++;
    return i;
}

static bool is_plain(const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

    return *text && text[strspn(text, plain)] == '\0';
}

char *library_value(const char *text)
{
    return is_plain(text) ? xstrdup(text) : library_quote(text);
}

/* The text as one quoted word of the filter's language. */
static bool compile_word(struct filter **out, const char *text)
{
    char *quoted = library_quote(text);
    struct error err;
    bool good = filter_compile(out, quoted, NULL, &err);

    free(quoted);
    return good;
}

char *library_quote(const char *text)
{
    char *quoted = xcalloc(2 * strlen(text) + 3, 1);
    char *end = quoted;

    *end++ = '"';
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            *end++ = '\\';
        *end++ = *text;
    }
    *end = '"';
    return quoted;
}

size_t library_list_search(const struct library_list *list, const char *text,
                           size_t from, bool backwards)
{
    struct filter *filter = NULL;
    size_t found = list->count;

    if (!*text || !compile_word(&filter, text))
        return found;
    for (size_t step = 0; step < list->count && found == list->count; step++) {
        size_t distance = backwards ? list->count - step : step;
        size_t i = (from + distance) % list->count;

        if (row_matches(list, list->order[i], filter))
            found = i;
    }
    filter_destroy(filter);
    return found;
}
