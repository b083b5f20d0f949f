#include "ui/help.h"

#include "catalog/filter.h"
#include "ui/app.h"

#include <stdio.h>

enum { KEY_COLUMN = 2, TEXT_COLUMN = 22, LINES_MAX = REQUEST_COUNT + 96 };

struct help_line {
    char keys[48];
    const char *text; /* with no keys: a heading, or empty */
};

struct help_text {
    struct help_line lines[LINES_MAX];
    size_t count;
};

static void add(struct help_text *text, const char *keys, const char *words)
{
    struct help_line *line = &text->lines[text->count];

    if (text->count == LINES_MAX)
        return;
    snprintf(line->keys, sizeof(line->keys), "%s", keys);
    line->text = words;
    text->count++;
}

/* Digits are bound to more views than there are. */
static void name_digits(char *out, size_t size)
{
    size_t count;

    app_views(&count);
    snprintf(out, size, "1 to %zu", count);
}

static void add_scope(struct help_text *text, const struct keymap *keymap,
                      enum request_scope scope, const char *heading)
{
    char keys[48];

    if (text->count)
        add(text, "", "");
    add(text, "", heading);
    for (int i = 0; i < REQUEST_COUNT; i++) {
        const struct request_info *info = request_info((enum request)i);

        if (info->scope != scope)
            continue;
        if (i == REQUEST_VIEW)
            name_digits(keys, sizeof(keys));
        else
            keymap_all(keymap, (enum request)i, keys, sizeof(keys));
        add(text, keys, info->help);
    }
}

static void add_filter(struct help_text *text)
{
    size_t count;
    const struct filter_field *fields = filter_fields(&count);

    add(text, "", "");
    add(text, "", "What a filter can say");
    add(text, "blues", "a word in name, artist, title, genre or path");
    add(text, "genre:rock", "the field has it; genre=rock: is just it");
    add(text, "conf<.5", "also > <= >= =, and per cent: 50%");
    add(text, "wrong", "not predicted as the given genre");
    add(text, "a b  a or b  not a", "both, one of them, all without it");
    add(text, "", "");
    add(text, "", "Fields of a filter");
    for (size_t i = 0; i < count; i++)
        add(text, fields[i].name, fields[i].help);
}

static void compose(const struct app *app, struct help_text *text)
{
    const struct keymap *keymap = app->options.keymap;
    const struct view *view = app_view(app);

    text->count = 0;
    add_scope(text, keymap, view->scope, view->title);
    add_scope(text, keymap, SCOPE_PROGRAM, "Everywhere");
    add_scope(text, keymap, SCOPE_MOVE, "Moving");
    add(text, "", "");
    add(text, "", "While typing");
    add(text, "Enter Esc", "accept, or leave it as it was");
    add(text, "Left Right", "move by a character");
    add(text, "^A ^E Home End", "to the beginning, to the end");
    add(text, "Bksp Del", "erase a character");
    add(text, "^W ^U ^K", "erase a word, all before, all behind the cursor");
    if (view->scope == SCOPE_LIBRARY)
        add_filter(text);
}

void help_open(struct app *app)
{
    app->help = true;
    app->help_table = (struct table){0};
}

void help_draw(struct app *app, struct canvas *canvas)
{
    struct help_text text;
    struct table *table = &app->help_table;
    size_t page = canvas->height > 0 ? (size_t)canvas->height : 0;

    compose(app, &text);
    /* The cursor is the first line shown: there is nothing to select. */
    table_resize(table, text.count > page ? text.count - page + 1 : 1);
    table->page = page;
    for (size_t i = 0; i < page && table->cursor + i < text.count; i++) {
        const struct help_line *line = &text.lines[table->cursor + i];

        if (!line->keys[0]) {
            canvas_text(canvas, 1, (int)i, STYLE_HEADER, line->text);
            continue;
        }
        canvas_text(canvas, KEY_COLUMN, (int)i, STYLE_KEY, line->keys);
        canvas_field(canvas, TEXT_COLUMN, (int)i, canvas->width - TEXT_COLUMN,
                     STYLE_TEXT, line->text);
    }
    if (text.count > page) {
        struct table shown = {text.count, 0, table->cursor, page};

        table_draw_position(&shown, canvas, canvas->width - 1, 0);
    }
}

bool help_request(struct app *app, enum request request)
{
    if (request == REQUEST_HELP || request == REQUEST_BACK ||
        request == REQUEST_LEFT) {
        app->help = false;
        return true;
    }
    if (table_move(&app->help_table, request))
        return true;
    /* Keys of the view behind the help do nothing while it is open. */
    return request_info(request)->scope != SCOPE_PROGRAM;
}
