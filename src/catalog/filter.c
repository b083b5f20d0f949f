#include "catalog/filter.h"

#include "base/alloc.h"
#include "base/text.h"
#include "catalog/filter_node.h"
#include "catalog/split.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

struct parser {
    struct filter *filter;
    const char *text;
    const char *at; /* the next token's first byte */
    int depth;
    size_t *column; /* NULL: the caller does not ask */
    struct error *err;
};

static struct filter_node *parse_or(struct parser *parser);

/* Always NULL. */
static struct filter_node *complain(struct parser *parser, const char *where,
                                    const char *what)
{
    size_t column = 1;

    for (const char *at = parser->text; at < where; column++)
        (void)text_next(&at);
    if (parser->column)
        *parser->column = column;
    error_set(parser->err, "column %zu: %s", column, what);
    return NULL;
}

static struct filter_node *complain_of(struct parser *parser, const char *where,
                                       const char *saying, const char *word)
{
    char *safe = text_safe(word);
    char *what = xformat("%s '%s'", saying, safe);

    complain(parser, where, what);
    free(what);
    free(safe);
    return NULL;
}

static struct filter_node *make(struct parser *parser,
                                enum filter_node_kind kind)
{
    struct filter_node *node = xcalloc(1, sizeof(*node));

    node->kind = kind;
    node->older = parser->filter->newest;
    parser->filter->newest = node;
    return node;
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void skip_spaces(struct parser *parser)
{
    while (is_space(*parser->at))
        parser->at++;
}

/* How many bytes from here on are one word without quotes. */
static size_t word_length(const char *at)
{
    return strcspn(at, " \t\n\r()");
}

static bool is_word(const char *at, size_t length, const char *word)
{
    return length == strlen(word) && strncasecmp(at, word, length) == 0;
}

static enum token peek(struct parser *parser)
{
    size_t length;

    skip_spaces(parser);
    if (*parser->at == '\0')
        return TOKEN_END;
    if (*parser->at == '(')
        return TOKEN_OPEN;
    if (*parser->at == ')')
        return TOKEN_CLOSE;
    length = word_length(parser->at);
    if (is_word(parser->at, length, "and"))
        return TOKEN_AND;
    if (is_word(parser->at, length, "or"))
        return TOKEN_OR;
    if (is_word(parser->at, length, "not"))
        return TOKEN_NOT;
    return TOKEN_TERM;
}

/* Takes a quoted text, with the letters a to z in lower case. */
static char *take_quoted(struct parser *parser)
{
    const char *open = parser->at++;
    char *text = xcalloc(strlen(open), 1);
    char *end = text;

    while (*parser->at && *parser->at != '"') {
        if (*parser->at == '\\' &&
            (parser->at[1] == '"' || parser->at[1] == '\\'))
            parser->at++;
        *end++ = *parser->at++;
    }
    if (*parser->at != '"') {
        complain(parser, open, "this quote is not closed");
        free(text);
        return NULL;
    }
    parser->at++;
    return text;
}

static char *take_bare(struct parser *parser)
{
    size_t length = word_length(parser->at);
    char *text = xformat("%.*s", (int)length, parser->at);

    parser->at += length;
    return text;
}

/* Takes a word or a quoted text; NULL when the quote is not closed. */
static char *take_text(struct parser *parser)
{
    char *text = *parser->at == '"' ? take_quoted(parser) : take_bare(parser);

    for (char *byte = text; byte && *byte; byte++)
        if (*byte >= 'A' && *byte <= 'Z')
            *byte |= 0x20;
    return text;
}

static struct filter_node *
parse_text_value(struct parser *parser, struct filter_node *node, bool exact)
{
    node->text = take_text(parser);
    if (!node->text)
        return NULL;
    node->kind = exact || !*node->text ? FILTER_EQUALS : FILTER_CONTAINS;
    return node;
}

/* The names of a field's values; NULL past the last. */
static const char *choice_name(enum filter_field_kind field, int value)
{
    if (field == FILTER_STATUS)
        return value < TRACK_STATUS_COUNT
                   ? track_status_name((enum track_status)value)
                   : NULL;
    if (value == SPLIT_PART_COUNT)
        return "none";
    return value < SPLIT_PART_COUNT ? split_part_name((enum split_part)value)
                                    : NULL;
}

/* The beginning of a name is enough, so that rows come while one types. */
static struct filter_node *parse_choice(struct parser *parser,
                                        struct filter_node *node)
{
    const char *where = parser->at;
    char *text = take_text(parser);

    if (!text)
        return NULL;
    node->kind = FILTER_ONE_OF;
    for (int i = 0; *text && choice_name(node->field, i); i++)
        if (strncmp(choice_name(node->field, i), text, strlen(text)) == 0)
            node->choices |= 1U << i;
    if (node->choices == 0)
        complain_of(parser, where,
                    node->field == FILTER_STATUS
                        ? "a status is ready, truncated, unreadable or "
                          "missing, not"
                        : "a split's part is train, valid, test or none, not",
                    text);
    free(text);
    return node->choices ? node : NULL;
}

/* Digits with one point and perhaps a percent sign, whatever the locale. */
static bool read_number(const char *text, double *value)
{
    bool negative = *text == '-';
    double unit = 1;
    int digits = 0;

    *value = 0;
    for (text += negative; *text >= '0' && *text <= '9'; text++, digits++)
        *value = *value * 10 + (*text - '0');
    if (*text == '.')
        for (text++; *text >= '0' && *text <= '9'; text++, digits++) {
            *value = *value * 10 + (*text - '0');
            unit *= 10;
        }
    if (*text == '%') {
        text++;
        unit *= 100;
    }
    *value /= negative ? -unit : unit;
    return digits > 0 && *text == '\0' && isfinite(*value);
}

static struct filter_node *parse_number(struct parser *parser,
                                        struct filter_node *node,
                                        const char *operator)
{
    const char *where = parser->at;
    char *text = take_text(parser);
    double value = 0;
    bool valid = text && read_number(text, &value);

    if (text && !valid)
        complain_of(parser, where, "a number is needed here, not", text);
    free(text);
    if (!valid)
        return NULL;
    node->kind = FILTER_COMPARES;
    node->low = *operator== '<' ? -INFINITY : value;
    node->high = *operator== '>' ? INFINITY : value;
    node->inclusive =
        (*operator!= '<' && * operator!= '>') || operator[1] == '=';
    return node;
}

/* A field's name, an operator and its value.  operator points behind the
 * name. */
static struct filter_node *parse_field(struct parser *parser,
                                       enum filter_field_kind field,
                                       const char *operator)
{
    struct filter_node *node = make(parser, FILTER_ALL);
    bool ordered = *operator== '<' || * operator== '>';

    node->field = field;
    if (ordered && filter_field_type(field) != FILTER_NUMBER)
        return complain(parser, operator,
                        "only numbers can be compared by < and >");
    parser->at = operator+ 1 +(ordered &&operator[1] == '=');
    skip_spaces(parser);
    if (word_length(parser->at) == 0)
        return complain(parser, parser->at, "a value is missing here");
    switch (filter_field_type(field)) {
    case FILTER_TEXT:
        return parse_text_value(parser, node, *operator== '=');
    case FILTER_CHOICE:
        return parse_choice(parser, node);
    case FILTER_NUMBER:
        return parse_number(parser, node, operator);
    }
    return NULL;
}

static bool find_field(const char *name, size_t length,
                       enum filter_field_kind *field)
{
    size_t count;
    const struct filter_field *fields = filter_fields(&count);

    for (size_t i = 0; i < count; i++)
        if (is_word(name, length, fields[i].name)) {
            *field = (enum filter_field_kind)i;
            return true;
        }
    return false;
}

static struct filter_node *unknown_field(struct parser *parser, size_t length)
{
    char *name = xformat("%.*s", (int)length, parser->at);

    complain_of(parser, parser->at, "no field is named", name);
    free(name);
    return NULL;
}

static struct filter_node *parse_word(struct parser *parser)
{
    struct filter_node *node;

    if (is_word(parser->at, word_length(parser->at), "wrong")) {
        parser->at += strlen("wrong");
        return make(parser, FILTER_WRONG);
    }
    node = make(parser, FILTER_ANYWHERE);
    node->text = take_text(parser);
    if (!node->text)
        return NULL;
    if (!*node->text)
        node->kind = FILTER_ALL;
    return node;
}

static struct filter_node *parse_term(struct parser *parser)
{
    const char *start = parser->at;
    size_t length = strspn(start, "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    const char *operator= start + length;
    enum filter_field_kind field;
    bool known = find_field(start, length, &field);

    /* "conf < .5" is a comparison, "name" alone is a word. */
    while (known && is_space(*operator))
        operator++;
    if (known && *operator&&
                 strchr(operator== start + length ? ":=<>" : "=<>", *operator))
        return parse_field(parser, field, operator);
    if (length > 0 && start[length] && strchr(":=<>", start[length]))
        return unknown_field(parser, length);
    return parse_word(parser);
}

static struct filter_node *parse_group(struct parser *parser)
{
    const char *open = parser->at++;
    struct filter_node *node = parse_or(parser);

    if (!node)
        return NULL;
    if (peek(parser) != TOKEN_CLOSE)
        return complain(parser, open, "this parenthesis is not closed");
    parser->at++;
    return node;
}

static struct filter_node *parse_negation(struct parser *parser);

/* What stands between and/or/not. */
static struct filter_node *parse_operand(struct parser *parser)
{
    switch (peek(parser)) {
    case TOKEN_TERM:
        return parse_term(parser);
    case TOKEN_OPEN:
        return parse_group(parser);
    case TOKEN_NOT:
        return parse_negation(parser);
    case TOKEN_END:
        return complain(parser, parser->at, "something is missing here");
    case TOKEN_CLOSE:
    case TOKEN_AND:
    case TOKEN_OR:
        break;
    }
    return complain(parser, parser->at, "something is missing before this");
}

static struct filter_node *parse_nested(struct parser *parser)
{
    struct filter_node *node;

    skip_spaces(parser);
    if (++parser->depth > DEPTH_LIMIT)
        return complain(parser, parser->at, "this is nested too deeply");
    node = parse_operand(parser);
    parser->depth--;
    return node;
}

static struct filter_node *parse_negation(struct parser *parser)
{
    struct filter_node *node = make(parser, FILTER_NOT);

    parser->at += strlen("not");
    node->left = parse_nested(parser);
    return node->left ? node : NULL;
}

/* A chain of operands: the last one, or a node whose left is the first and
 * whose right is the rest. */
static struct filter_node *parse_and(struct parser *parser)
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
        *last = make(parser, FILTER_AND);
        (*last)->left = node;
        last = &(*last)->right;
    }
}

static struct filter_node *parse_or(struct parser *parser)
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
        *last = make(parser, FILTER_OR);
        (*last)->left = node;
        last = &(*last)->right;
    }
}

static struct filter_node *parse(struct parser *parser)
{
    struct filter_node *node;

    if (strlen(parser->text) > TEXT_LIMIT)
        return complain(parser, parser->text, "this filter is too long");
    if (peek(parser) == TOKEN_END)
        return make(parser, FILTER_ALL);
    node = parse_or(parser);
    /* Everything else would have gone on with the chain. */
    if (node && peek(parser) == TOKEN_CLOSE)
        return complain(parser, parser->at, "this closes nothing");
    return node;
}

bool filter_compile(struct filter **out, const char *text, size_t *column,
                    struct error *err)
{
    struct filter *filter = xcalloc(1, sizeof(*filter));
    struct parser parser = {.filter = filter,
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
