/* filter_node.h - a compiled filter, inside src/catalog only. */
#ifndef CATALOG_FILTER_NODE_H
#define CATALOG_FILTER_NODE_H

#include "catalog/filter.h"

enum filter_field_kind {
    FILTER_NAME,
    FILTER_PATH,
    FILTER_GENRE,
    FILTER_ORIGINAL,
    FILTER_PREDICTED,
    FILTER_ARTIST,
    FILTER_TITLE,
    FILTER_FORMAT,
    FILTER_REASON,
    FILTER_STATUS,
    FILTER_SPLIT,
    FILTER_CONF,
    FILTER_DURATION,
    FILTER_RATE,
    FILTER_CHANNELS,
    FILTER_MEAN,
    FILTER_RMS,
    FILTER_PEAK,
    FILTER_CLIPPED,
    FILTER_SILENT,
    FILTER_CONSTANT,
    FILTER_FIELD_COUNT
};

enum filter_field_type { FILTER_TEXT, FILTER_CHOICE, FILTER_NUMBER };

enum filter_field_type filter_field_type(enum filter_field_kind field);

enum filter_node_kind {
    FILTER_ALL,      /* everything */
    FILTER_OR,       /* left or right; a chain goes on in right */
    FILTER_AND,      /* left and right */
    FILTER_NOT,      /* not left */
    FILTER_ANYWHERE, /* text is in name, artist, title, genre or path */
    FILTER_CONTAINS, /* text is in the field */
    FILTER_EQUALS,   /* the field is the text; empty: there is none */
    FILTER_ONE_OF,   /* the field's value is one of choices */
    FILTER_COMPARES, /* low < field < high, or <= where inclusive */
    FILTER_WRONG     /* predicted differs from the genre */
};

struct filter_node {
    enum filter_node_kind kind;
    struct filter_node *left, *right;
    enum filter_field_kind field;
    char *text;       /* a to z in lower case */
    unsigned choices; /* bit 1u << value; "none" is after the last value */
    double low, high;
    bool inclusive;
    struct filter_node *older; /* made before this one */
};

struct filter {
    struct filter_node *root;
    struct filter_node *newest; /* owns all of them */
};

#endif
