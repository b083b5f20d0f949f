#include "ui/library_list.h"

#include "base/alloc.h"
#include "ui/filter_words.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The searched text of a row: its fields in lower case, one after the other,
 * each with a line feed behind it, which no filter can contain. */
struct haystack {
    char *text;
    size_t *starts; /* count + 1 of them */
};

struct library_list {
    const struct library *library; /* lent; NULL: none */
    struct haystack haystack;
    uint32_t *order; /* rows shown, by index into the library */
    size_t count;
    char *filter;
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

/* --- what is searched ----------------------------------------------------- */

static void haystack_finish(struct haystack *haystack)
{
    free(haystack->text);
    free(haystack->starts);
    *haystack = (struct haystack){0};
}

enum { SEARCHED_FIELDS = 6 };

static void searched_fields(const struct library_row *row,
                            const char *out[SEARCHED_FIELDS])
{
    const struct track *track = &row->track;

    out[0] = track->name;
    out[1] = track->genre;
    out[2] = track->artist;
    out[3] = track->title;
    out[4] = track->path;
    out[5] = track_status_name(track->status);
}

static char *append(char *end, const char *text)
{
    size_t length = text ? strlen(text) : 0;

    if (text)
        filter_lower(end, length + 1, text, length);
    end += length;
    *end = '\n';
    return end + 1;
}

static bool haystack_init(struct haystack *haystack,
                          const struct library *library)
{
    const char *fields[SEARCHED_FIELDS];
    size_t size = 0;
    char *end;

    for (size_t i = 0; i < library->count; i++) {
        searched_fields(&library->rows[i], fields);
        for (int f = 0; f < SEARCHED_FIELDS; f++)
            size += (fields[f] ? strlen(fields[f]) : 0) + 1;
        size++;
    }
    haystack->text = malloc(size + 1);
    haystack->starts = malloc(library->count * sizeof(size_t) + 1);
    if (!haystack->text || !haystack->starts) {
        haystack_finish(haystack);
        return false;
    }
    end = haystack->text;
    for (size_t i = 0; i < library->count; i++) {
        haystack->starts[i] = (size_t)(end - haystack->text);
        searched_fields(&library->rows[i], fields);
        for (int f = 0; f < SEARCHED_FIELDS; f++)
            end = append(end, fields[f]);
        *end++ = '\0';
    }
    return true;
}

static const char *searched(const struct library_list *list, size_t row)
{
    return list->haystack.text + list->haystack.starts[row];
}

/* --- filter --------------------------------------------------------------- */

static bool equals(const char *field, const char *text)
{
    return field && strcasecmp(field, text) == 0;
}

static bool contains(const char *field, const char *text)
{
    return field && strcasestr(field, text);
}

static bool word_holds(const struct library_list *list, size_t index,
                       const struct filter_word *word)
{
    const struct library_row *row = &list->library->rows[index];
    const struct track *track = &row->track;

    switch (word->field) {
    case FILTER_ANY:
        return strstr(searched(list, index), word->text) != NULL;
    case FILTER_TRACK:
        return contains(track->name, word->text);
    case FILTER_GENRE:
        return equals(track->genre ? track->genre : "", word->text);
    case FILTER_PREDICTED:
        return equals(library_predicted(list->library, row), word->text);
    case FILTER_SPLIT:
        return row->part >= 0 &&
               equals(split_part_name((enum split_part)row->part), word->text);
    case FILTER_STATUS:
        return equals(track_status_name(track->status), word->text);
    case FILTER_ARTIST:
        return contains(track->artist, word->text);
    case FILTER_TITLE:
        return contains(track->title, word->text);
    case FILTER_PATH:
        return contains(track->path, word->text);
    case FILTER_WRONG:
        return library_is_wrong(list->library, row);
    case FILTER_RIGHT:
        return library_predicted(list->library, row) &&
               !library_is_wrong(list->library, row);
    }
    return false;
}

static void select_rows(struct library_list *list)
{
    struct filter_words words;

    filter_words_parse(&words, list->filter);
    list->count = 0;
    for (size_t i = 0; i < list->library->count; i++) {
        bool shown = true;

        for (size_t w = 0; shown && w < words.count; w++)
            shown =
                word_holds(list, i, &words.items[w]) != words.items[w].excluded;
        if (shown)
            list->order[list->count++] = (uint32_t)i;
    }
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

    list->filter = xstrdup("");
    return list;
}

void library_list_destroy(struct library_list *list)
{
    if (!list)
        return;
    haystack_finish(&list->haystack);
    free(list->order);
    free(list->filter);
    free(list);
}

void library_list_set(struct library_list *list, const struct library *library)
{
    haystack_finish(&list->haystack);
    free(list->order);
    list->order = NULL;
    list->count = 0;
    list->library = library;
    if (!library)
        return;
    list->order = malloc(library->count * sizeof(*list->order) + 1);
    if (!list->order || !haystack_init(&list->haystack, library))
        list->library = NULL;
    arrange(list);
}

void library_list_filter(struct library_list *list, const char *text)
{
    char *copy = xstrdup(text);

    free(list->filter);
    list->filter = copy;
    arrange(list);
}

const char *library_list_filter_text(const struct library_list *list)
{
    return list->filter;
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

size_t library_list_search(const struct library_list *list, const char *text,
                           size_t from, bool backwards)
{
    char lower[256];

    filter_lower(lower, sizeof(lower), text, strlen(text));
    for (size_t step = 0; step < list->count; step++) {
        size_t distance = backwards ? list->count - step : step;
        size_t i = (from + distance) % list->count;

        if (strstr(searched(list, list->order[i]), lower))
            return i;
    }
    return list->count;
}
