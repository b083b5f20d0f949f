/* query.h - the connection, and one statement at a time on it.
 *
 * Only files in src/catalog include this.  A query borrows a statement that
 * its catalog prepared once and keeps: the same SQL is never active twice at
 * once.  Failures while binding and reading are remembered and reported by the
 * next query_step(), so that only steps need checking.
 */
#ifndef CATALOG_QUERY_H
#define CATALOG_QUERY_H

#include "base/error.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct catalog {
    sqlite3 *db;
    char *folder; /* of the workspace */
    char *cache_folder;
    char *runs_folder;
    char *path; /* of the database */
    int depth;  /* transactions open: the outer one and savepoints in it */
    struct prepared *prepared;
    size_t prepared_count;
};

/* Turns an SQLite result code into a sentence; false. */
bool query_explain(const struct catalog *catalog, int code, struct error *err);

/* Runs SQL without parameters and rows. */
bool query_execute(struct catalog *catalog, const char *sql, struct error *err);

/* Finalises what was prepared. */
void query_forget(struct catalog *catalog);

/* A transaction, or a savepoint where one is open: everything up to
 * query_leave() is done, or, when `succeeded` is false or it cannot be
 * committed, undone.  Returns whether it was done. */
bool query_enter(struct catalog *catalog, struct error *err);
bool query_leave(struct catalog *catalog, bool succeeded, struct error *err);

/* The same for reads that must see one state of the catalogue. */
bool query_enter_read(struct catalog *catalog, struct error *err);
void query_leave_read(struct catalog *catalog);

struct query {
    struct catalog *catalog;
    sqlite3_stmt *statement;
    int code; /* the first failure; SQLITE_OK */
};

/* sql must live as long as the catalog (a literal).  After success call
 * query_finish(), or query_run(), which does. */
bool query_init(struct query *query, struct catalog *catalog, const char *sql,
                struct error *err);
void query_finish(struct query *query);

/* Parameters count from 1.  Text and blobs stay the caller's and must live
 * until the query is finished; NULL binds NULL. */
void query_bind_integer(struct query *query, int index, int64_t value);
void query_bind_real(struct query *query, int index, double value);
void query_bind_text(struct query *query, int index, const char *text);
void query_bind_blob(struct query *query, int index, const void *bytes,
                     size_t size);

/* Moves to the next row; *row tells whether there is one. */
bool query_step(struct query *query, bool *row, struct error *err);

/* One step that gives no row, and the end of the query. */
bool query_run(struct query *query, struct error *err);

/* One value of the first row, or `otherwise` when there is no row, and the
 * end of the query. */
bool query_single(struct query *query, int64_t otherwise, int64_t *value,
                  struct error *err);

/* Columns count from 0. */
int64_t query_integer(const struct query *query, int column);
double query_real(const struct query *query, int column); /* NULL: NaN */

/* A copy; NULL for NULL.  The caller frees it. */
char *query_text(struct query *query, int column);

/* The same for a column that is never NULL in a sound file. */
char *query_needed_text(struct query *query, int column);

/* NULL unless the column is a blob of just this size; the query's own until
 * the next step. */
const void *query_blob(const struct query *query, int column, size_t size);

#endif
