/* gtzan_reader.h - fills a struct gtzan, inside src/catalog only. */
#ifndef CATALOG_GTZAN_READER_H
#define CATALOG_GTZAN_READER_H

#include "catalog/gtzan.h"

/* The text of one table. */
struct gtzan_text {
    struct gtzan_text *next;
    char *bytes;
};

/* Reads the tables of the folder into *gtzan, which starts zeroed; what was
 * read before a failure stays in it. */
bool gtzan_reader_run(struct gtzan *gtzan, const char *folder,
                      struct error *err);

#endif
