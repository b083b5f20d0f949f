/* run_row.h - a run as a row of the database, inside src/catalog only. */
#ifndef CATALOG_RUN_ROW_H
#define CATALOG_RUN_ROW_H

#include "catalog/run.h"

/* How many classes the run tells apart, and its best epoch; false with a
 * sentence when there is no such run. */
bool run_row_facts(struct catalog *catalog, int64_t run_id, size_t *classes,
                   int *best_epoch, struct error *err);

#endif
