/* stats_importer.h - published features as tracks without audio. */
#ifndef SESSION_STATS_IMPORTER_H
#define SESSION_STATS_IMPORTER_H

#include "session/reporter.h"

/* See importer_run(). */
bool stats_importer_run(struct catalog *catalog, const char *path,
                        struct reporter *reporter, const atomic_bool *cancelled,
                        struct import_summary *summary, struct error *err);

#endif
