#include "catalog/filter.h"

#include "base/alloc.h"
#include "catalog/filter_parser.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_LIMIT = 4096, DEPTH_LIMIT = 64 };

enum token {
    TOKEN_END,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_AND,
    TOKEN_OR,
    TOKEN_NOT,
    TOKEN_TERM /* anything else */
};

static struct filter_node *parse_or(struct filter_parser *parser);

static enum token peek(struct filter_parser *parser)
{
    size_t length;

    filter_skip_spaces(parser);
    if (*parser->at == '\0')
        return TOKEN_END;
    if (*parser->at == '(')
        return TOKEN_OPEN;
    if (*parser->at == ')')
        return TOKEN_CLOSE;
    length = filter_word_length(parser->at);
    if (filter_is_word(parser->at, length, "and"))
        return TOKEN_AND;
    if (filter_is_word(parser->at, length, "or"))
        return TOKEN_OR;
    if (filter_is_word(parser->at, length, "not"))
        return TOKEN_NOT;
    return TOKEN_TERM;
}

static struct filter_node *parse_group(struct filter_parser *parser)
{
    const char *open = parser->at++;
    struct filter_node *node = parse_or(parser);

    if (!node)
        return NULL;
    if (peek(parser) != TOKEN_CLOSE)
        return filter_complain(parser, open, "this parenthesis is not closed");
    parser->at++;
    return node;
}

static struct filter_node *parse_negation(struct filter_parser *parser);

/* What stands between and/or/not. */
static struct filter_node *parse_operand(struct filter_parser *parser)
{
    switch (peek(parser)) {
    case TOKEN_TERM:
        return filter_parse_term(parser);
    case TOKEN_OPEN:
        return parse_group(parser);
    case TOKEN_NOT:
        return parse_negation(parser);
    case TOKEN_END:
        return filter_complain(parser, parser->at, "something is missing here");
    case TOKEN_CLOSE:
    case TOKEN_AND:
    case TOKEN_OR:
        break;
    }
    return filter_complain(parser, parser->at,
                           "something is missing before this");
}

static struct filter_node *parse_nested(struct filter_parser *parser)
{
    struct filter_node *node;

    filter_skip_spaces(parser);
    if (++parser->depth > DEPTH_LIMIT)
        return filter_complain(parser, parser->at, "this is nested too deeply");
    node = parse_operand(parser);
    parser->depth--;
    return node;
}

static struct filter_node *parse_negation(struct filter_parser *parser)
{
    struct filter_node *node = filter_make(parser, FILTER_NOT);

    parser->at += strlen("not");
    node->left = parse_nested(parser);
    return node->left ? node : NULL;
}

/* A chain of operands: the last one, or a node whose left is the first and
 * whose right is the rest. */
static struct filter_node *parse_and(struct filter_parser *parser)
{
    struct filter_node *first = NULL;
    struct filter_node **last = &first;

    for (;;) {
        struct filter_node *node = parse_nested(parser);
        enum token next;

        if (!node)
            return NULL;
        next = peek(parser);
        if (next != TOKEN_AND && next != TOKEN_TERM && next != TOKEN_OPEN &&
            next != TOKEN_NOT) {
            *last = node;
            return first;
        }
        if (next == TOKEN_AND)
            parser->at += strlen("and");
        *last = filter_make(parser, FILTER_AND);
        (*last)->left = node;
        last = &(*last)->right;
    }
}

static struct filter_node *parse_or(struct filter_parser *parser)
{
    struct filter_node *first = NULL;
    struct filter_node **last = &first;

    for (;;) {
        struct filter_node *node = parse_and(parser);

        if (!node)
            return NULL;
        if (peek(parser) != TOKEN_OR) {
            *last = node;
            return first;
        }
        parser->at += strlen("or");
        *last = filter_make(parser, FILTER_OR);
        (*last)->left = node;
        last = &(*last)->right;
    }
}

static struct filter_node *parse(struct filter_parser *parser)
{
    struct filter_node *node;

    if (strlen(parser->text) > TEXT_LIMIT)
        return filter_complain(parser, parser->text, "this filter is too long");
    if (peek(parser) == TOKEN_END)
        return filter_make(parser, FILTER_ALL);
    node = parse_or(parser);
    /* Everything else would have gone on with the chain. */
    if (node && peek(parser) == TOKEN_CLOSE)
        return filter_complain(parser, parser->at, "this closes nothing");
    return node;
}

bool filter_compile(struct filter **out, const char *text, size_t *column,
                    struct error *err)
{
    struct filter *filter = xcalloc(1, sizeof(*filter));
    struct filter_parser parser = {.filter = filter,
                                   .text = text,
                                   .at = text,
                                   .column = column,
                                   .err = err};

    filter->root = parse(&parser);
    if (!filter->root) {
        filter_destroy(filter);
        return false;
    }
    *out = filter;
    return true;
}

void filter_destroy(struct filter *filter)
{
    struct filter_node *node = filter ? filter->newest : NULL;

    while (node) {
        struct filter_node *older = node->older;

        free(node->text);
        free(node);
        node = older;
    }
    free(filter);
}
