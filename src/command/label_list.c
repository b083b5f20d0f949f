#include "command/label_list.h"

#include "base/text.h"
#include "command/width.h"

#include <stdlib.h>

enum { LINE = 78 };

void label_list_add(struct output *output, const struct result *result)
{
    static const struct output_column columns[] = {
        {"track", "track", NULL, 0, false},
        {"genre", "genre", NULL, 0, false},
        {"predicted", "predicted", NULL, 0, false},
        {"probability", "probability", NULL, 3, true},
        {"genre_probability", "of the genre", NULL, 3, true},
        {"right", "right", NULL, 0, false},
    };
    char **classes = result->run.classes;

    output_table(output, "labels", "test tracks", columns,
                 sizeof(columns) / sizeof(columns[0]));
    for (size_t i = 0; i < result->predictions.count; i++) {
        const struct run_prediction *item = &result->predictions.items[i];

        if (item->part != SPLIT_TEST)
            continue;
        output_cell(output, output_text(item->track_name));
        output_cell(output, output_text(classes[item->label]));
        output_cell(output, output_text(classes[item->predicted]));
        output_cell(output,
                    output_number(item->probabilities[item->predicted]));
        output_cell(output, output_number(item->probabilities[item->label]));
        output_cell(output, output_flag(item->label == item->predicted));
    }
}

/* Writes a word behind the last one, or on the next line. */
static void write_word(const char *word, int *column, FILE *stream)
{
    char *safe = text_safe(word);
    int width = text_width(safe);

    if (*column > 2 && *column + 1 + width > LINE) {
        fputs("\n ", stream);
        *column = 1;
    }
    fprintf(stream, " %s", safe);
    *column += 1 + width;
    free(safe);
}

static void write_genres(const struct result *result, bool predicted,
                         FILE *stream)
{
    int column = 1;

    fputs(predicted ? "\npredicted genres:\n " : "\ntrue genres:\n ", stream);
    for (size_t i = 0; i < result->predictions.count; i++) {
        const struct run_prediction *item = &result->predictions.items[i];
        int class = predicted ? item->predicted : item->label;

        if (item->part == SPLIT_TEST)
            write_word(result->run.classes[class], &column, stream);
    }
    fputc('\n', stream);
}

void label_list_print(const struct result *result, FILE *stream)
{
    write_genres(result, false, stream);
    write_genres(result, true, stream);
}
