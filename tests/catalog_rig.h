/* catalog_rig.h - what the tests of the catalogue share.
 */
#ifndef TESTS_CATALOG_RIG_H
#define TESTS_CATALOG_RIG_H

#include "tests/workspace.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static inline size_t count_tracks(struct catalog *catalog)
{
    struct error err = {0};
    size_t total, ready;

    check_ok(track_count(catalog, &total, &ready, &err), err);
    return total;
}

#endif
