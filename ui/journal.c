#include "ui/journal.h"

#include "base/alloc.h"

#include <stdlib.h>

void journal_add(struct journal *journal, int64_t time, enum message_kind kind,
                 const char *text)
{
    struct message *message;

    if (journal->count == JOURNAL_MAX) {
        free(journal->items[journal->first].text);
        journal->first = (journal->first + 1) % JOURNAL_MAX;
        journal->count--;
    }
    message = &journal->items[(journal->first + journal->count) % JOURNAL_MAX];
    journal->count++;
    message->time = time;
    message->kind = kind;
    message->text = xstrdup(text);
}

const struct message *journal_at(const struct journal *journal, size_t i)
{
    return &journal->items[(journal->first + i) % JOURNAL_MAX];
}

void journal_finish(struct journal *journal)
{
    for (size_t i = 0; i < journal->count; i++)
        free(journal_at(journal, i)->text);
    journal->count = 0;
}
