/* filter_parser.h - reads a filter's text, inside src/catalog only.
 *
 * filter.c knows how terms are combined, filter_term.c what a term is.
 */
#ifndef CATALOG_FILTER_PARSER_H
#define CATALOG_FILTER_PARSER_H

#include "catalog/filter_node.h"

struct filter_parser {
    struct filter *filter;
    const char *text;
    const char *at; /* the next token's first byte */
    int depth;
    size_t *column; /* NULL: the caller does not ask */
    struct error *err;
};

/* Says what is wrong at `where`, a place in the text; always NULL.  The second
 * adds a word of the user's in quotes. */
struct filter_node *filter_complain(struct filter_parser *parser,
                                    const char *where, const char *what);
struct filter_node *filter_complain_of(struct filter_parser *parser,
                                       const char *where, const char *saying,
                                       const char *word);

/* A new node, owned by the filter. */
struct filter_node *filter_make(struct filter_parser *parser,
                                enum filter_node_kind kind);

void filter_skip_spaces(struct filter_parser *parser);

/* How many bytes from here on are one word without quotes, and whether they
 * are this word, in any case. */
size_t filter_word_length(const char *at);
bool filter_is_word(const char *at, size_t length, const char *word);

/* Takes a word, a quoted text, or a field with its value; NULL when it makes
 * no sense. */
struct filter_node *filter_parse_term(struct filter_parser *parser);

#endif
