/* job.h - what a long piece of work is given to work with. */
#ifndef SESSION_JOB_H
#define SESSION_JOB_H

#include "session/reporter.h"

struct job {
    struct catalog *catalog; /* of the thread that does the job */
    struct reporter *reporter;
    const atomic_bool *cancelled; /* ends it early; what is done is kept */
    int threads;                  /* at least 1 */
};

#endif
