#include "catalog/query.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct prepared {
    const char *sql;
    sqlite3_stmt *statement;
};

/* What the system said of a failed read or write. */
static const char *system_reason(const struct catalog *catalog)
{
    int reason = catalog->db ? sqlite3_system_errno(catalog->db) : errno;

    return reason ? strerror(reason) : "the disk reports an error";
}

bool query_explain(const struct catalog *catalog, int code, struct error *err)
{
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return error_set(err,
                         "cannot use '%s': another program has been writing "
                         "to it for 10 s",
                         catalog->path);
    case SQLITE_FULL:
        return error_set(err, "cannot write '%s': the disk is full",
                         catalog->path);
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return error_set(err, "cannot write in the workspace '%s'",
                         catalog->folder);
    case SQLITE_CANTOPEN:
        return error_set(err, "cannot open '%s': %s", catalog->path,
                         system_reason(catalog));
    case SQLITE_IOERR:
        return error_set(err, "cannot read or write '%s': %s", catalog->path,
                         system_reason(catalog));
    case SQLITE_CORRUPT:
        return error_set(err, "the catalogue '%s' is damaged", catalog->path);
    case SQLITE_NOTADB:
        return error_set(err, "'%s' is damaged, or not a catalogue",
                         catalog->path);
    case SQLITE_NOMEM:
        return error_set(err, "not enough memory to use '%s'", catalog->path);
    case SQLITE_TOOBIG:
        return error_set(err, "cannot store in '%s': a text is too long",
                         catalog->path);
    default:
        return error_set(err, "cannot use '%s': %s", catalog->path,
                         catalog->db ? sqlite3_errmsg(catalog->db)
                                     : sqlite3_errstr(code));
    }
}

bool query_execute(struct catalog *catalog, const char *sql, struct error *err)
{
    int code = sqlite3_exec(catalog->db, sql, NULL, NULL, NULL);

    return code == SQLITE_OK || query_explain(catalog, code, err);
}

void query_forget(struct catalog *catalog)
{
    for (size_t i = 0; i < catalog->prepared_count; i++)
        sqlite3_finalize(catalog->prepared[i].statement);
    free(catalog->prepared);
    catalog->prepared = NULL;
    catalog->prepared_count = 0;
}

/* SQLite undoes a whole transaction by itself when the disk is full or
 * fails; what follows must not then be written piece by piece. */
static bool still_open(struct catalog *catalog, struct error *err)
{
    if (!sqlite3_get_autocommit(catalog->db))
        return true;
    return error_set(err,
                     "the changes to '%s' were undone after an earlier "
                     "failure",
                     catalog->path);
}

bool query_enter(struct catalog *catalog, struct error *err)
{
    bool nested = catalog->depth > 0;

    if (nested && !still_open(catalog, err))
        return false;
    if (!query_execute(catalog, nested ? "SAVEPOINT inner" : "BEGIN IMMEDIATE",
                       err))
        return false;
    catalog->depth++;
    return true;
}

bool query_leave(struct catalog *catalog, bool succeeded, struct error *err)
{
    bool nested = --catalog->depth > 0;

    assert(catalog->depth >= 0);
    if (succeeded)
        succeeded =
            still_open(catalog, err) &&
            query_execute(catalog, nested ? "RELEASE inner" : "COMMIT", err);
    if (!succeeded && !sqlite3_get_autocommit(catalog->db))
        (void)sqlite3_exec(catalog->db,
                           nested ? "ROLLBACK TO inner; RELEASE inner"
                                  : "ROLLBACK",
                           NULL, NULL, NULL);
    return succeeded;
}

bool query_enter_read(struct catalog *catalog, struct error *err)
{
    if (catalog->depth == 0 && !query_execute(catalog, "BEGIN", err))
        return false;
    catalog->depth++;
    return true;
}

void query_leave_read(struct catalog *catalog)
{
    if (--catalog->depth == 0)
        (void)sqlite3_exec(catalog->db, "COMMIT", NULL, NULL, NULL);
}

static bool prepare(struct catalog *catalog, const char *sql,
                    sqlite3_stmt **out, struct error *err)
{
    size_t count = catalog->prepared_count;
    struct prepared *grown;
    int code;

    for (size_t i = 0; i < count; i++)
        if (catalog->prepared[i].sql == sql) {
            *out = catalog->prepared[i].statement;
            return true;
        }
    grown = realloc(catalog->prepared, (count + 1) * sizeof(*grown));
    if (!grown)
        return query_explain(catalog, SQLITE_NOMEM, err);
    catalog->prepared = grown;
    code = sqlite3_prepare_v3(catalog->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
                              out, NULL);
    if (code != SQLITE_OK)
        return query_explain(catalog, code, err);
    grown[count] = (struct prepared){sql, *out};
    catalog->prepared_count++;
    return true;
}

bool query_init(struct query *query, struct catalog *catalog, const char *sql,
                struct error *err)
{
    *query = (struct query){.catalog = catalog};
    if (!prepare(catalog, sql, &query->statement, err))
        return false;
    assert(!sqlite3_stmt_busy(query->statement));
    return true;
}

void query_finish(struct query *query)
{
    sqlite3_reset(query->statement);
    sqlite3_clear_bindings(query->statement);
}

static void note(struct query *query, int code)
{
    if (query->code == SQLITE_OK)
        query->code = code;
}

void query_bind_integer(struct query *query, int index, int64_t value)
{
    note(query, sqlite3_bind_int64(query->statement, index, value));
}

void query_bind_real(struct query *query, int index, double value)
{
    note(query, sqlite3_bind_double(query->statement, index, value));
}

void query_bind_text(struct query *query, int index, const char *text)
{
    note(query, sqlite3_bind_text64(query->statement, index, text,
                                    text ? strlen(text) : 0, SQLITE_STATIC,
                                    SQLITE_UTF8));
}

void query_bind_blob(struct query *query, int index, const void *bytes,
                     size_t size)
{
    note(query, sqlite3_bind_blob64(query->statement, index, bytes, size,
                                    SQLITE_STATIC));
}

bool query_step(struct query *query, bool *row, struct error *err)
{
    if (query->code == SQLITE_OK) {
        int code = sqlite3_step(query->statement);

        *row = code == SQLITE_ROW;
        if (code == SQLITE_ROW || code == SQLITE_DONE)
            return true;
        query->code = code;
    }
    *row = false;
    return query_explain(query->catalog, query->code, err);
}

bool query_run(struct query *query, struct error *err)
{
    bool row;
    bool done = query_step(query, &row, err);

    assert(!done || !row);
    query_finish(query);
    return done;
}

bool query_single(struct query *query, int64_t otherwise, int64_t *value,
                  struct error *err)
{
    bool row;
    bool done = query_step(query, &row, err);

    *value = done && row ? query_integer(query, 0) : otherwise;
    query_finish(query);
    return done;
}

int64_t query_integer(const struct query *query, int column)
{
    return sqlite3_column_int64(query->statement, column);
}

double query_real(const struct query *query, int column)
{
    double value = sqlite3_column_double(query->statement, column);

    /* SQLite reads NULL as 0. */
    if (value == 0 &&
        sqlite3_column_type(query->statement, column) == SQLITE_NULL)
        return NAN;
    return value;
}

char *query_text(struct query *query, int column)
{
    const unsigned char *text = sqlite3_column_text(query->statement, column);
    char *copy;

    if (!text) {
        if (sqlite3_column_type(query->statement, column) != SQLITE_NULL)
            note(query, SQLITE_NOMEM);
        return NULL;
    }
    copy = strdup((const char *)text);
    if (!copy)
        note(query, SQLITE_NOMEM);
    return copy;
}

char *query_needed_text(struct query *query, int column)
{
    char *text = query_text(query, column);

    if (!text)
        note(query, SQLITE_CORRUPT);
    return text;
}

const void *query_blob(const struct query *query, int column, size_t size)
{
    if (sqlite3_column_type(query->statement, column) != SQLITE_BLOB ||
        (size_t)sqlite3_column_bytes(query->statement, column) != size)
        return NULL;
    return sqlite3_column_blob(query->statement, column);
}
