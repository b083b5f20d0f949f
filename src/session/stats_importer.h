/* stats_importer.h - published features as tracks without audio. */
#ifndef SESSION_STATS_IMPORTER_H
#define SESSION_STATS_IMPORTER_H

#include "session/job.h"

/* See importer_run(). */
bool stats_importer_run(const struct job *job, const char *path,
                        struct import_summary *summary, struct error *err);

#endif
