/* catalog.h - the workspace's database.
 *
 * A workspace is a folder: catalog.db (SQLite, write-ahead log), cache/
 * (features), runs/ (checkpoints).  A catalog is one connection; it belongs
 * to the thread that opened it.  Several threads and programs may have one
 * open: writers wait for each other up to 10 s, then fail with a sentence.
 *
 * What was committed is on the disk (synchronous=FULL): it survives kill -9
 * and power loss.  Imports therefore commit many tracks at once; what a person
 * confirmed is committed by itself, before anybody is told that it is done.
 */
#ifndef CATALOG_CATALOG_H
#define CATALOG_CATALOG_H

#include "base/error.h"

struct catalog;

/* Opens, and where needed creates, the workspace in this folder and brings
 * its schema up to date.  A schema newer than this program, a damaged file
 * or a folder that cannot be written is an error that names it. */
bool catalog_open(struct catalog **out, const char *workspace,
                  struct error *err);
void catalog_close(struct catalog *catalog);

/* The workspace's folder and what is inside; owned by the catalog. */
const char *catalog_folder(const struct catalog *catalog);
const char *catalog_cache_folder(const struct catalog *catalog);
const char *catalog_runs_folder(const struct catalog *catalog);

/* What is written between begin and commit is there completely or not at
 * all.  Begin takes the write lock.  Do not nest.  A commit that fails undoes
 * everything since begin. */
bool catalog_begin(struct catalog *catalog, struct error *err);
bool catalog_commit(struct catalog *catalog, struct error *err);
void catalog_rollback(struct catalog *catalog);

/* Full check of the file (PRAGMA integrity_check, foreign keys). */
bool catalog_verify(struct catalog *catalog, struct error *err);

#endif
