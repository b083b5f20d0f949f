#include "base/alloc.h"
#include "base/text.h"
#include "catalog/filter_parser.h"
#include "catalog/split.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct filter_node *filter_complain(struct filter_parser *parser,
                                    const char *where, const char *what)
{
    size_t column = 1;

    for (const char *at = parser->text; at < where; column++)
        (void)text_next(&at);
    if (parser->column)
        *parser->column = column;
    error_set(parser->err, "column %zu: %s", column, what);
    return NULL;
}

struct filter_node *filter_complain_of(struct filter_parser *parser,
                                       const char *where, const char *saying,
                                       const char *word)
{
    char *safe = text_safe(word);
    char *what = xformat("%s '%s'", saying, safe);

    filter_complain(parser, where, what);
    free(what);
    free(safe);
    return NULL;
}

struct filter_node *filter_make(struct filter_parser *parser,
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

void filter_skip_spaces(struct filter_parser *parser)
{
    while (is_space(*parser->at))
        parser->at++;
}

size_t filter_word_length(const char *at)
{
    return strcspn(at, " \t\n\r()");
}

bool filter_is_word(const char *at, size_t length, const char *word)
{
    return length == strlen(word) && strncasecmp(at, word, length) == 0;
}

/* Takes a quoted text, with the letters a to z in lower case. */
static char *take_quoted(struct filter_parser *parser)
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
        filter_complain(parser, open, "this quote is not closed");
        free(text);
        return NULL;
    }
    parser->at++;
    return text;
}

static char *take_bare(struct filter_parser *parser)
{
    size_t length = filter_word_length(parser->at);
    char *text = xformat("%.*s", (int)length, parser->at);

    parser->at += length;
    return text;
}

/* Takes a word or a quoted text; NULL when the quote is not closed. */
static char *take_text(struct filter_parser *parser)
{
    char *text = *parser->at == '"' ? take_quoted(parser) : take_bare(parser);

    for (char *byte = text; byte && *byte; byte++)
        if (*byte >= 'A' && *byte <= 'Z')
            *byte |= 0x20;
    return text;
}

static struct filter_node *parse_text_value(struct filter_parser *parser,
                                            struct filter_node *node,
                                            bool exact)
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
static struct filter_node *parse_choice(struct filter_parser *parser,
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
        filter_complain_of(
            parser, where,
            node->field == FILTER_STATUS
                ? "a status is ready, truncated, unreadable, missing or "
                  "features only, not"
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

static struct filter_node *parse_number(struct filter_parser *parser,
                                        struct filter_node *node,
                                        const char *operator)
{
    const char *where = parser->at;
    char *text = take_text(parser);
    double value = 0;
    bool valid = text && read_number(text, &value);

    if (text && !valid)
        filter_complain_of(parser, where, "a number is needed here, not", text);
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
static struct filter_node *parse_field(struct filter_parser *parser,
                                       enum filter_field_kind field,
                                       const char *operator)
{
    struct filter_node *node = filter_make(parser, FILTER_ALL);
    bool ordered = *operator== '<' || * operator== '>';

    node->field = field;
    if (ordered && filter_field_type(field) != FILTER_NUMBER)
        return filter_complain(parser, operator,
                               "only numbers can be compared by < and >");
    parser->at = operator+ 1 +(ordered &&operator[1] == '=');
    filter_skip_spaces(parser);
    if (filter_word_length(parser->at) == 0)
        return filter_complain(parser, parser->at, "a value is missing here");
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
        if (filter_is_word(name, length, fields[i].name)) {
            *field = (enum filter_field_kind)i;
            return true;
        }
    return false;
}

static struct filter_node *unknown_field(struct filter_parser *parser,
                                         size_t length)
{
    char *name = xformat("%.*s", (int)length, parser->at);

    filter_complain_of(parser, parser->at, "no field is named", name);
    free(name);
    return NULL;
}

static struct filter_node *parse_word(struct filter_parser *parser)
{
    struct filter_node *node;

    if (filter_is_word(parser->at, filter_word_length(parser->at), "wrong")) {
        parser->at += strlen("wrong");
        return filter_make(parser, FILTER_WRONG);
    }
    node = filter_make(parser, FILTER_ANYWHERE);
    node->text = take_text(parser);
    if (!node->text)
        return NULL;
    if (!*node->text)
        node->kind = FILTER_ALL;
    return node;
}

struct filter_node *filter_parse_term(struct filter_parser *parser)
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
