/* gtzan.h - what is published about the GTZAN collection.
 *
 * The tables in share/gtzan, read into memory: who plays what, which excerpts
 * repeat others, which are damaged, and the fault-filtered split.  The README
 * there names the sources.  A fact belongs to a track only when the track's
 * name and its audio agree with it: ask gtzan_match() first.
 *
 * Once loaded nothing changes: any thread may read.
 */
#ifndef CATALOG_GTZAN_H
#define CATALOG_GTZAN_H

#include "catalog/split.h"
#include "catalog/track.h"

enum { GTZAN_EXCERPTS = 1000 };

/* Strings are owned by the struct gtzan; excerpts are named by their index in
 * gtzan.excerpts. */
struct gtzan_excerpt {
    const char *name; /* "blues.00000" */
    double duration_s;
    const char *artist;   /* several: separated by "; "; NULL: not known */
    const char *title;    /* NULL: not known */
    int part;             /* enum split_part of the filtered split; -1: none */
    const char *left_out; /* why it is in none; NULL: it is in one */
};

enum gtzan_relation {
    GTZAN_EXACT,     /* the same sound */
    GTZAN_RECORDING, /* the same recording, another part or copy of it */
    GTZAN_VERSION,   /* the same music, recorded again */
    GTZAN_RELATION_COUNT
};

struct gtzan_group {
    enum gtzan_relation relation;
    const char *name;    /* "E07" */
    const char *kind;    /* of versions: "remix"; NULL otherwise */
    const char *sources; /* codes that share/gtzan/README explains */
    int *excerpts;
    int count;
    bool suspected; /* not found by everybody who looked */
};

enum gtzan_fault_kind {
    GTZAN_MISLABELED, /* the kind says how, `suggested` another genre */
    GTZAN_DISTORTED,
    GTZAN_FAULT_KIND_COUNT
};

struct gtzan_fault {
    enum gtzan_fault_kind fault;
    int excerpt;
    const char *kind;      /* "cross-class", "unusable", ... */
    const char *suggested; /* NULL: none */
    const char *what;      /* a few words for people */
    const char *sources;
    double from_s, to_s; /* NaN: not told */
    bool mirror;         /* only copies have it, not the original */
};

struct gtzan {
    struct gtzan_excerpt excerpts[GTZAN_EXCERPTS]; /* by name */
    struct gtzan_group *groups;
    size_t group_count;
    struct gtzan_fault *faults;
    size_t fault_count;
    struct gtzan_text *texts; /* what the strings point into */
};

/* Finds the tables as catalog/data_folder.h says; what is wrong with one is
 * told with its file and line. */
bool gtzan_load(struct gtzan **out, struct error *err);
void gtzan_destroy(struct gtzan *gtzan);

/* The index of an excerpt by its name; -1 when GTZAN has none of that name. */
int gtzan_find(const char *name);

/* The excerpt that a track is: it has the excerpt's name (that of its file),
 * came with the excerpt's genre, and is as long, within a tenth of a second.
 * -1: none. */
int gtzan_match(const struct gtzan *gtzan, const struct track *track);

/* Gives tracks that are excerpts the artist and the title of the index where
 * their import brought none, and tells how many; their source says so. */
bool gtzan_fill_credits(struct catalog *catalog, size_t *filled,
                        struct error *err);

/* As gtzan_load() where one of the tracks has the name of an excerpt, so that
 * it may be needed; otherwise *out is NULL and all is well. */
bool gtzan_load_for(const struct track *const *tracks, size_t count,
                    struct gtzan **out, struct error *err);

#endif
