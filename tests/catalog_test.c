#include "tests/catalog_rig.h"

/* Runs SQL on the database file as another program would. */
static void meddle(const char *folder, const char *sql)
{
    char *path = file_join(folder, "catalog.db");
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    free(path);
}

static void write_file(const char *folder, const char *bytes, size_t size)
{
    char *path = file_join(folder, "catalog.db");
    FILE *stream = fopen(path, "w");

    assert_non_null(stream);
    assert_int_equal(fwrite(bytes, 1, size, stream), size);
    fclose(stream);
    free(path);
}

static void check_refused(const char *folder, const char *part)
{
    struct catalog *catalog = NULL;
    struct error err = {0};

    assert_false(catalog_open(&catalog, folder, &err));
    assert_null(catalog);
    if (!strstr(err.text, part) || !strstr(err.text, folder))
        fail_msg("the sentence is: %s", err.text);
}

static void a_new_workspace_has_its_folders(void **state)
{
    struct error err = {0};
    struct catalog *catalog = NULL;
    char *scratch = scratch_create();
    char *folder = file_join(scratch, "deep/er");
    struct stat info;

    (void)state;
    check_ok(catalog_open(&catalog, folder, &err), err);
    assert_string_equal(catalog_folder(catalog), folder);
    assert_non_null(strstr(catalog_cache_folder(catalog), "/deep/er/cache"));
    assert_non_null(strstr(catalog_runs_folder(catalog), "/deep/er/runs"));
    assert_int_equal(stat(catalog_cache_folder(catalog), &info), 0);
    assert_true(S_ISDIR(info.st_mode));
    assert_int_equal(stat(catalog_runs_folder(catalog), &info), 0);
    assert_true(S_ISDIR(info.st_mode));
    check_ok(catalog_verify(catalog, &err), err);
    catalog_close(catalog);
    catalog_close(NULL);
    free(folder);
    scratch_remove(scratch);
}

static void a_relative_workspace_is_absolute(void **state)
{
    struct error err = {0};
    struct catalog *catalog = NULL;
    char *scratch = scratch_create();
    char *here = getcwd(NULL, 0);

    (void)state;
    assert_int_equal(chdir(scratch), 0);
    check_ok(catalog_open(&catalog, "w", &err), err);
    assert_int_equal(chdir(here), 0);
    assert_int_equal(catalog_folder(catalog)[0], '/');
    assert_non_null(strstr(catalog_runs_folder(catalog), "/w/runs"));
    catalog_close(catalog);
    free(here);
    scratch_remove(scratch);
}

static void what_was_stored_is_there_after_reopening(void **state)
{
    struct workspace workspace;
    struct error err = {0};

    (void)state;
    workspace_init(&workspace);
    workspace_add(&workspace, "blues.00000", "blues");
    catalog_close(workspace.catalog);
    check_ok(catalog_open(&workspace.catalog, workspace.folder, &err), err);
    assert_int_equal(count_tracks(workspace.catalog), 1);
    workspace_finish(&workspace);
}

static void the_file_says_whose_it_is(void **state)
{
    struct workspace workspace;
    char *path;
    sqlite3 *db;
    sqlite3_stmt *statement;

    (void)state;
    workspace_init(&workspace);
    path = file_join(workspace.folder, "catalog.db");
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db,
                                        "SELECT application_id, user_version,"
                                        " journal_mode"
                                        " FROM pragma_application_id,"
                                        " pragma_user_version,"
                                        " pragma_journal_mode",
                                        -1, &statement, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(statement, 0), 0x676E726C);
    assert_true(sqlite3_column_int(statement, 1) >= 1);
    assert_string_equal(sqlite3_column_text(statement, 2), "wal");
    sqlite3_finalize(statement);
    sqlite3_close(db);
    free(path);
    workspace_finish(&workspace);
}

static void a_newer_catalogue_is_refused(void **state)
{
    struct workspace workspace;
    struct error err = {0};

    (void)state;
    workspace_init(&workspace);
    catalog_close(workspace.catalog);
    meddle(workspace.folder, "PRAGMA user_version = 9999");
    check_refused(workspace.folder, "newer genrelab");
    meddle(workspace.folder, "PRAGMA user_version = 1");
    check_ok(catalog_open(&workspace.catalog, workspace.folder, &err), err);
    workspace_finish(&workspace);
}

static void a_foreign_database_is_refused_and_left_alone(void **state)
{
    char *folder = scratch_create();

    (void)state;
    meddle(folder, "CREATE TABLE bookmark (url)");
    check_refused(folder, "belongs to another program");
    meddle(folder, "INSERT INTO bookmark VALUES ('x'); DROP TABLE bookmark;"
                   "PRAGMA application_id = 77");
    check_refused(folder, "belongs to another program");
    scratch_remove(folder);
}

static void a_file_that_is_no_database_is_refused(void **state)
{
    char *folder = scratch_create();
    char noise[5000];

    (void)state;
    memset(noise, 'x', sizeof(noise));
    write_file(folder, noise, sizeof(noise));
    check_refused(folder, "damaged");
    scratch_remove(folder);
}

static void a_truncated_catalogue_is_refused_or_found_out(void **state)
{
    struct workspace workspace;
    struct error err = {0};
    char *path;
    bool opened;

    (void)state;
    workspace_init(&workspace);
    for (int i = 0; i < 300; i++) {
        char name[20];

        snprintf(name, sizeof(name), "t%d", i);
        workspace_add(&workspace, name, "blues");
    }
    catalog_close(workspace.catalog);
    path = file_join(workspace.folder, "catalog.db");
    assert_int_equal(truncate(path, 3L * 4096), 0);
    opened = catalog_open(&workspace.catalog, workspace.folder, &err);
    if (opened) {
        assert_false(catalog_verify(workspace.catalog, &err));
        catalog_close(workspace.catalog);
    }
    assert_non_null(strstr(err.text, "damaged"));
    assert_non_null(strstr(err.text, path));
    free(path);
    scratch_remove(workspace.folder);
}

static void rows_that_refer_to_nothing_are_found_out(void **state)
{
    struct workspace workspace;
    struct error err = {0};

    (void)state;
    workspace_init(&workspace);
    workspace_add(&workspace, "a", "blues");
    check_ok(catalog_verify(workspace.catalog, &err), err);
    meddle(workspace.folder, "DELETE FROM track");
    assert_false(catalog_verify(workspace.catalog, &err));
    assert_non_null(strstr(err.text, "refer to nothing"));
    meddle(workspace.folder, "DELETE FROM label");
    workspace_finish(&workspace);
}

static void a_file_where_the_workspace_should_be_is_named(void **state)
{
    char *folder = scratch_create();
    char *path = file_join(folder, "file");

    (void)state;
    fclose(fopen(path, "w"));
    check_refused(path, "cannot");
    free(path);
    scratch_remove(folder);
}

/* As somebody who may not write there; root may write anywhere. */
static int open_as_nobody(const char *folder)
{
    struct error err = {0};
    struct catalog *catalog;

    if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
        return 77;
    if (catalog_open(&catalog, folder, &err))
        return 1;
    return strstr(err.text, folder) && strstr(err.text, "cannot write in") ? 0
                                                                           : 2;
}

static void a_read_only_workspace_is_named(void **state)
{
    struct workspace workspace;
    int status = 0;
    pid_t child;

    (void)state;
    workspace_init(&workspace);
    assert_int_equal(chmod(workspace.folder, 0555), 0);
    child = fork();
    if (child == 0)
        _exit(open_as_nobody(workspace.folder));
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(chmod(workspace.folder, 0755), 0);
    workspace_finish(&workspace);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) {
        print_message("skipped: root here cannot become another user\n");
        skip();
    }
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_workspace_has_its_folders),
        cmocka_unit_test(a_relative_workspace_is_absolute),
        cmocka_unit_test(what_was_stored_is_there_after_reopening),
        cmocka_unit_test(the_file_says_whose_it_is),
        cmocka_unit_test(a_newer_catalogue_is_refused),
        cmocka_unit_test(a_foreign_database_is_refused_and_left_alone),
        cmocka_unit_test(a_file_that_is_no_database_is_refused),
        cmocka_unit_test(a_truncated_catalogue_is_refused_or_found_out),
        cmocka_unit_test(rows_that_refer_to_nothing_are_found_out),
        cmocka_unit_test(a_file_where_the_workspace_should_be_is_named),
        cmocka_unit_test(a_read_only_workspace_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
