/* check.h - what every test program includes: cmocka and its headers in the
 * order it wants them, and a scratch folder.
 */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

/* cmocka.h needs these four before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Fails with both values in the message. */
#define check_near(actual, expected, tolerance)                                \
    check_near_at((actual), (expected), (tolerance), #actual, __FILE__,        \
                  __LINE__)

static inline void check_near_at(double actual, double expected,
                                 double tolerance, const char *what,
                                 const char *file, int line)
{
    if (fabs(actual - expected) <= tolerance)
        return;
    print_error("%s is %.9g, not %.9g +- %.3g\n", what, actual, expected,
                tolerance);
    _fail(file, line);
}

/* Fails with the error's sentence when what should succeed did not. */
#define check_ok(succeeded, err)                                               \
    check_ok_at((succeeded), (err).text, __FILE__, __LINE__)

static inline void check_ok_at(bool succeeded, const char *text,
                               const char *file, int line)
{
    if (succeeded)
        return;
    print_error("failed: %s\n", text);
    _fail(file, line);
}

/* A new empty folder under $TMPDIR; remove it with scratch_remove(). */
static inline char *scratch_create(void)
{
    const char *where = getenv("TMPDIR");
    char *folder = NULL;

    if (asprintf(&folder, "%s/genrelab-test-XXXXXX", where ? where : "/tmp") <
            0 ||
        !mkdtemp(folder))
        abort();
    return folder;
}

static inline int scratch_remove_one(const char *path, const struct stat *info,
                                     int type, struct FTW *position)
{
    (void)info;
    (void)type;
    (void)position;
    return remove(path);
}

static inline void scratch_remove(char *folder)
{
    nftw(folder, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(folder);
}

#endif
