/* journal.h - the messages of this session, the newest last. */
#ifndef UI_JOURNAL_H
#define UI_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

enum message_kind { MESSAGE_NOTE, MESSAGE_WARNING, MESSAGE_ERROR };

struct message {
    int64_t time; /* seconds since 1970 */
    enum message_kind kind;
    char *text;
};

/* The oldest are dropped beyond so many. */
enum { JOURNAL_MAX = 1000 };

struct journal {
    struct message items[JOURNAL_MAX]; /* a ring */
    size_t first, count;
};

void journal_add(struct journal *journal, int64_t time, enum message_kind kind,
                 const char *text);

/* The i-th oldest. */
const struct message *journal_at(const struct journal *journal, size_t i);

void journal_finish(struct journal *journal);

#endif
