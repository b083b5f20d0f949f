#include "command/heatmap.h"

#include "base/text.h"
#include "command/plot.h"
#include "command/width.h"

#include <math.h>
#include <stdlib.h>

/* Columns of a cell: a space, a number, its shade. */
enum { CELL = 6, NUMBER = 4 };

/* The mark of a share of a row, the darker the larger. */
static const char *shade_of(double share)
{
    static const char *const blocks[] = {" ", "\u2591", "\u2592", "\u2593",
                                         "\u2588"};
    static const char *const letters[] = {" ", ".", "+", "%", "#"};
    int step = (int)ceil(share * 4);

    return plot_can_braille() ? blocks[step] : letters[step];
}

/* A name cut to `limit` columns, then spaces up to `width`. */
static void print_name(const char *name, int limit, int width, FILE *stream)
{
    char *safe = text_safe(name);
    int used = 0;

    for (const char *c = safe; *c;) {
        const char *start = c;
        char one[8];
        int32_t code = text_next(&c);
        int columns;

        if (code < 0)
            continue;
        text_encode(code, one);
        columns = text_width(one);
        if (used + columns > limit)
            break;
        fprintf(stream, "%.*s", (int)(c - start), start);
        used += columns;
    }
    fprintf(stream, "%*s", width - used, "");
    free(safe);
}

static void print_counts(const struct score *score, size_t row, FILE *stream)
{
    for (size_t i = 0; i < score->classes; i++) {
        size_t count = score->confusion[row * score->classes + i];
        size_t support = score->by_class[row].support;
        double share = support ? (double)count / (double)support : 0;

        if (count)
            fprintf(stream, " %*zu%s", NUMBER, count, shade_of(share));
        else
            fprintf(stream, " %*s ", NUMBER, ".");
    }
    fprintf(stream, " %6zu\n", score->by_class[row].support);
}

static void print_shares(const struct score *score, size_t row, int indent,
                         FILE *stream)
{
    for (size_t i = 0; i < score->classes; i++) {
        size_t count = score->confusion[row * score->classes + i];
        size_t support = score->by_class[row].support;

        indent += CELL;
        if (!count)
            continue;
        fprintf(stream, "%*.0f%%", indent - 1,
                100.0 * (double)count / (double)support);
        indent = 0;
    }
    putc('\n', stream);
}

void heatmap_print(const struct score *score, char *const *names, FILE *stream)
{
    int width = 5;

    for (size_t i = 0; i < score->classes; i++) {
        char *safe = text_safe(names[i]);

        if (text_width(safe) > width)
            width = text_width(safe);
        free(safe);
    }
    width = width < 14 ? width : 14;
    fprintf(stream, "\n%*s predicted\n%-*s", width, "", width, "genre");
    for (size_t i = 0; i < score->classes; i++) {
        putc(' ', stream);
        print_name(names[i], CELL - 1, CELL - 1, stream);
    }
    fputs(" tracks\n", stream);
    for (size_t i = 0; i < score->classes; i++) {
        print_name(names[i], width, width, stream);
        print_counts(score, i, stream);
        print_shares(score, i, width, stream);
    }
}
