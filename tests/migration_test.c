#include "tests/check.h"

#include "base/alloc.h"
#include "base/file.h"
#include "catalog/catalog.h"
#include "catalog/schema.h"

#include <sqlite3.h>
#include <string.h>

/* In place of the program's own: the third step needs a table that none of
 * them makes. */
const char *const schema_migrations[] = {
    "CREATE TABLE one (x); INSERT INTO one VALUES (1)",
    "CREATE TABLE two (x); INSERT INTO two SELECT x + 1 FROM one",
    "CREATE TABLE three (x); INSERT INTO three SELECT x FROM outside",
    NULL,
};

/* Runs SQL as another program would, and returns its first number. */
static int ask(const char *folder, const char *sql)
{
    char *path = file_join(folder, "catalog.db");
    sqlite3_stmt *statement;
    sqlite3 *db;
    int number = -1;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL),
                     SQLITE_OK);
    if (sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int(statement, 0);
    assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
    sqlite3_close(db);
    free(path);
    return number;
}

static void check_opens(const char *folder)
{
    struct catalog *catalog = NULL;
    struct error err = {0};

    check_ok(catalog_open(&catalog, folder, &err), err);
    check_ok(catalog_verify(catalog, &err), err);
    catalog_close(catalog);
}

static void a_step_that_fails_leaves_the_version_before_it(void **state)
{
    static const char count_three[] =
        "SELECT count(*) FROM sqlite_schema WHERE name = 'three'";
    struct catalog *catalog = NULL;
    struct error err = {0};
    char *folder = scratch_create();

    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_false(catalog_open(&catalog, folder, &err));
        assert_non_null(strstr(err.text, folder));
        assert_int_equal(ask(folder, "PRAGMA user_version"), 2);
        assert_int_equal(ask(folder, "SELECT x FROM two"), 2);
        assert_int_equal(ask(folder, count_three), 0);
    }
    /* Once it can be done, it goes on from there. */
    ask(folder, "CREATE TABLE outside AS SELECT 7 AS x");
    check_opens(folder);
    assert_int_equal(ask(folder, "PRAGMA user_version"), 3);
    assert_int_equal(ask(folder, "SELECT x FROM three"), 7);
    assert_int_equal(ask(folder, "SELECT count(*) FROM two"), 1);
    check_opens(folder);
    assert_int_equal(ask(folder, "SELECT count(*) FROM three"), 1);
    scratch_remove(folder);
}

static void an_old_catalogue_is_brought_up_to_date(void **state)
{
    char *folder = scratch_create();

    (void)state;
    ask(folder, "CREATE TABLE one (x)");
    ask(folder, "INSERT INTO one VALUES (10)");
    ask(folder, "CREATE TABLE outside (x)");
    ask(folder, "PRAGMA user_version = 1");
    ask(folder, "PRAGMA application_id = 0x676E726C");
    check_opens(folder);
    assert_int_equal(ask(folder, "PRAGMA user_version"), 3);
    assert_int_equal(ask(folder, "SELECT x FROM two"), 11);
    assert_int_equal(ask(folder, "SELECT count(*) FROM one"), 1);
    scratch_remove(folder);
}

static void a_version_of_nothing_is_damage(void **state)
{
    struct catalog *catalog = NULL;
    struct error err = {0};
    char *folder = scratch_create();

    (void)state;
    ask(folder, "CREATE TABLE one (x)");
    ask(folder, "PRAGMA user_version = -1");
    ask(folder, "PRAGMA application_id = 0x676E726C");
    assert_false(catalog_open(&catalog, folder, &err));
    assert_non_null(strstr(err.text, "damaged"));
    scratch_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_that_fails_leaves_the_version_before_it),
        cmocka_unit_test(an_old_catalogue_is_brought_up_to_date),
        cmocka_unit_test(a_version_of_nothing_is_damage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
