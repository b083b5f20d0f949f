#include "catalog/catalog.h"

#include "base/alloc.h"
#include "base/file.h"
#include "catalog/query.h"
#include "catalog/schema.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* "gnrl" as a big-endian number: marks the file as ours (`file` shows it). */
#define APPLICATION_ID 0x676E726C

enum { WAIT_MS = 10000 };

/* What the header of a database file says. */
struct origin {
    int64_t application_id;
    int64_t version;
    int64_t objects; /* tables, indexes, ... */
};

static bool read_number(struct catalog *catalog, const char *sql,
                        int64_t *value, struct error *err)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(catalog->db, sql, -1, &statement, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *value = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return code == SQLITE_ROW || query_explain(catalog, code, err);
}

/* At one moment: another program may just be making its tables. */
static bool read_origin(struct catalog *catalog, struct origin *origin,
                        struct error *err)
{
    bool done;

    *origin = (struct origin){0};
    if (!query_enter_read(catalog, err))
        return false;
    done = read_number(catalog, "PRAGMA application_id",
                       &origin->application_id, err) &&
           read_number(catalog, "PRAGMA user_version", &origin->version, err) &&
           read_number(catalog, "SELECT count(*) FROM sqlite_schema",
                       &origin->objects, err);
    query_leave_read(catalog);
    return done;
}

/* The version that this program's migrations lead to. */
static int64_t newest_version(void)
{
    int64_t newest = 0;

    while (schema_migrations[newest])
        newest++;
    return newest;
}

/* Refuses what another program or a newer version of this one made. */
static bool check_origin(struct catalog *catalog, struct origin *origin,
                         struct error *err)
{
    int64_t newest = newest_version();

    if (!read_origin(catalog, origin, err))
        return false;
    if (origin->application_id == 0 && origin->version == 0 &&
        origin->objects == 0)
        return true;
    if (origin->application_id != APPLICATION_ID)
        return error_set(err, "'%s' belongs to another program", catalog->path);
    if (origin->version > newest)
        return error_set(err,
                         "'%s' was made by a newer genrelab (catalogue "
                         "version %lld, this one knows %lld)",
                         catalog->path, (long long)origin->version,
                         (long long)newest);
    if (origin->version < 1)
        return query_explain(catalog, SQLITE_CORRUPT, err);
    return true;
}

/* Inside a transaction: one step from the version that is there now. */
static bool migrate_step(struct catalog *catalog, bool *finished,
                         struct error *err)
{
    struct origin origin = {0};
    char *mark;
    bool done;

    /* Another program may have been faster. */
    if (!check_origin(catalog, &origin, err))
        return false;
    *finished = origin.version == newest_version();
    if (*finished)
        return true;
    mark = xformat("PRAGMA application_id = %d; PRAGMA user_version = %lld",
                   APPLICATION_ID, (long long)origin.version + 1);
    done = query_execute(catalog, schema_migrations[origin.version], err) &&
           query_execute(catalog, mark, err);
    free(mark);
    return done;
}

static bool migrate(struct catalog *catalog, struct error *err)
{
    struct origin origin = {0};
    bool finished;

    if (!check_origin(catalog, &origin, err))
        return false;
    finished = origin.version == newest_version();
    while (!finished) {
        bool stepped;

        if (!query_enter(catalog, err))
            return false;
        stepped = migrate_step(catalog, &finished, err);
        if (!query_leave(catalog, stepped, err))
            return false;
    }
    return true;
}

/* SQLite does not wait by itself when two programs turn on the write-ahead
 * log at once. */
static bool use_log(struct catalog *catalog, struct error *err)
{
    const struct timespec pause = {.tv_nsec = 20L * 1000 * 1000};
    int code = SQLITE_BUSY;

    for (int waited = 0; waited <= WAIT_MS; waited += 20) {
        code = sqlite3_exec(catalog->db, "PRAGMA journal_mode = WAL", NULL,
                            NULL, NULL);
        if ((code & 0xFF) != SQLITE_BUSY)
            break;
        nanosleep(&pause, NULL);
    }
    return code == SQLITE_OK || query_explain(catalog, code, err);
}

static bool connect(struct catalog *catalog, struct error *err)
{
    int code =
        sqlite3_open_v2(catalog->path, &catalog->db,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
                            SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
                        NULL);

    if (code != SQLITE_OK)
        return query_explain(catalog, code, err);
    sqlite3_extended_result_codes(catalog->db, 1);
    sqlite3_busy_timeout(catalog->db, WAIT_MS);
    sqlite3_db_config(catalog->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(catalog->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    return query_execute(catalog,
                         "PRAGMA foreign_keys = ON;"
                         "PRAGMA synchronous = FULL;"
                         "PRAGMA cell_size_check = ON;"
                         "PRAGMA cache_size = -65536;"
                         "PRAGMA journal_size_limit = 16777216",
                         err);
}

/* Says so early and by name: SQLite would only fail at the first write. */
static bool check_writable(const struct catalog *catalog, struct error *err)
{
    if (access(catalog->folder, W_OK | X_OK) < 0)
        return error_set(err, "cannot write in the workspace '%s': %s",
                         catalog->folder, strerror(errno));
    if (access(catalog->path, W_OK) < 0 && errno != ENOENT)
        return error_set(err, "cannot write '%s': %s", catalog->path,
                         strerror(errno));
    return true;
}

bool catalog_open(struct catalog **out, const char *workspace,
                  struct error *err)
{
    struct catalog *catalog = xcalloc(1, sizeof(*catalog));
    struct origin origin;

    if (!file_absolute(workspace, &catalog->folder, err))
        goto fail;
    catalog->path = file_join(catalog->folder, "catalog.db");
    catalog->cache_folder = file_join(catalog->folder, "cache");
    catalog->runs_folder = file_join(catalog->folder, "runs");
    if (!file_make_folder(catalog->folder, err) ||
        !check_writable(catalog, err) || !connect(catalog, err))
        goto fail;
    /* Before anything is written into a file that may not be ours. */
    if (!check_origin(catalog, &origin, err) || !use_log(catalog, err) ||
        !migrate(catalog, err))
        goto fail;
    if (!file_make_folder(catalog->cache_folder, err) ||
        !file_make_folder(catalog->runs_folder, err))
        goto fail;
    *out = catalog;
    return true;

fail:
    catalog_close(catalog);
    return false;
}

void catalog_close(struct catalog *catalog)
{
    if (!catalog)
        return;
    query_forget(catalog);
    sqlite3_close(catalog->db);
    free(catalog->folder);
    free(catalog->cache_folder);
    free(catalog->runs_folder);
    free(catalog->path);
    free(catalog);
}

const char *catalog_folder(const struct catalog *catalog)
{
    return catalog->folder;
}

const char *catalog_cache_folder(const struct catalog *catalog)
{
    return catalog->cache_folder;
}

const char *catalog_runs_folder(const struct catalog *catalog)
{
    return catalog->runs_folder;
}

bool catalog_begin(struct catalog *catalog, struct error *err)
{
    assert(catalog->depth == 0);
    return query_enter(catalog, err);
}

bool catalog_commit(struct catalog *catalog, struct error *err)
{
    assert(catalog->depth == 1);
    return query_leave(catalog, true, err);
}

void catalog_rollback(struct catalog *catalog)
{
    struct error ignored;

    assert(catalog->depth == 1);
    (void)query_leave(catalog, false, &ignored);
}

bool catalog_verify(struct catalog *catalog, struct error *err)
{
    struct query query;
    int64_t orphans = 0;
    bool row;
    char *found = NULL;

    if (!query_init(&query, catalog, "PRAGMA integrity_check(1)", err))
        return false;
    if (query_step(&query, &row, err) && row)
        found = query_needed_text(&query, 0);
    query_finish(&query);
    if (!found)
        return query_explain(catalog, SQLITE_CORRUPT, err);
    if (strcmp(found, "ok") != 0)
        error_set(err, "the catalogue '%s' is damaged: %s", catalog->path,
                  found);
    row = strcmp(found, "ok") == 0;
    free(found);
    if (!row ||
        !read_number(catalog, "SELECT count(*) FROM pragma_foreign_key_check",
                     &orphans, err))
        return false;
    if (orphans > 0)
        return error_set(err,
                         "the catalogue '%s' is damaged: %lld rows refer to "
                         "nothing",
                         catalog->path, (long long)orphans);
    return true;
}
