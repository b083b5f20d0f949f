/* library_list.h - which tracks the Library shows, in which order.
 *
 * The filter's language is catalog/filter.h's.  Sorting compares numbers made
 * from the first bytes before it compares texts, so that 100,000 tracks take
 * milliseconds.
 */
#ifndef UI_LIBRARY_LIST_H
#define UI_LIBRARY_LIST_H

#include "session/message.h"

enum library_column {
    LIBRARY_TRACK,
    LIBRARY_GIVEN,
    LIBRARY_PREDICTED,
    LIBRARY_CONFIDENCE,
    LIBRARY_SPLIT,
    LIBRARY_STATUS,
    LIBRARY_LENGTH,
    LIBRARY_ARTIST,
    LIBRARY_TITLE,
    LIBRARY_COLUMN_COUNT
};

struct library_list;

struct library_list *library_list_create(void);
void library_list_destroy(struct library_list *list);

/* Shows another collection under the same filter and order; lent until the
 * next call.  NULL: none. */
void library_list_set(struct library_list *list, const struct library *library);

/* False while the text makes no filter; what was shown stays until it does,
 * and library_list_fault() says what is wrong. */
bool library_list_filter(struct library_list *list, const char *text);
const char *library_list_filter_text(const struct library_list *list);

/* A sentence about the filter's text; empty when there is nothing to say. */
const char *library_list_fault(const struct library_list *list);

void library_list_sort(struct library_list *list, enum library_column column,
                       bool reverse);
enum library_column library_list_column(const struct library_list *list);
bool library_list_reversed(const struct library_list *list);
const char *library_column_title(enum library_column column);

/* What is shown: how many, and the i-th. */
size_t library_list_count(const struct library_list *list);
const struct library_row *library_list_at(const struct library_list *list,
                                          size_t i);

/* Where the track of this id is shown; count when it is not. */
size_t library_list_find(const struct library_list *list, int64_t track_id);

/* The next shown track, from `from` on and around the end, in which the words
 * occur; count when there is none. */
size_t library_list_search(const struct library_list *list, const char *text,
                           size_t from, bool backwards);

/* The text in quotes, as a filter wants it; free() it. */
char *library_quote(const char *text);

/* The same, but without quotes where a value can do without them. */
char *library_value(const char *text);

/* The predicted class, or NULL. */
const char *library_predicted(const struct library *library,
                              const struct library_row *row);

/* Whether there is a prediction and it is not the given genre. */
bool library_is_wrong(const struct library *library,
                      const struct library_row *row);

#endif
