#include "ui/train_settings.h"

#include "base/alloc.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_COLUMN = 2, VALUE_COLUMN = 20, VALUE_SIZE = 128 };

static const enum train_row_kind last_rows[] = {
    TRAIN_ROW_SPLIT, TRAIN_ROW_FRESH, TRAIN_ROW_START};
enum { LAST_ROWS = sizeof(last_rows) / sizeof(last_rows[0]) };

/* A setting that is a list of features takes a row for each of them; one that
 * the model does not use takes none. */
static size_t rows_of(const struct setting *setting, const char *model)
{
    if (!settings_applies(setting->name, model))
        return 0;
    return setting->type == SETTING_FEATURES ? FEATURE_COUNT : 1;
}

static size_t row_count(const char *model)
{
    size_t settings, rows = LAST_ROWS;
    const struct setting *table = settings_table(&settings);

    for (size_t i = 0; i < settings; i++)
        rows += rows_of(&table[i], model);
    return rows;
}

static struct train_row row_at(const char *model, size_t index)
{
    size_t settings;
    const struct setting *table = settings_table(&settings);

    for (size_t i = 0; i < settings; i++) {
        size_t rows = rows_of(&table[i], model);

        if (index < rows && table[i].type == SETTING_FEATURES)
            return (struct train_row){TRAIN_ROW_FEATURE, &table[i],
                                      (enum feature_kind)index};
        if (index < rows)
            return (struct train_row){TRAIN_ROW_SETTING, &table[i],
                                      FEATURE_COUNT};
        index -= rows;
    }
    return (struct train_row){last_rows[index], NULL, FEATURE_COUNT};
}

void train_settings_init(struct train_settings *settings)
{
    struct error err;
    size_t cursor = settings->table.cursor;

    *settings = (struct train_settings){0};
    /* The first model is there by definition. */
    settings_init(&settings->settings, settings_models()[0], &err);
    settings->table.count = row_count(settings->settings.model);
    table_select(&settings->table, cursor ? cursor : settings->table.count - 1);
}

struct train_row train_settings_row(const struct train_settings *settings)
{
    return row_at(settings->settings.model, settings->table.cursor);
}

void train_settings_value(const struct train_settings *settings,
                          struct train_row row, char *out, size_t size)
{
    out[0] = '\0';
    switch (row.kind) {
    case TRAIN_ROW_SETTING:
        assert(row.setting);
        settings_get(&settings->settings, row.setting->name, out, size);
        break;
    case TRAIN_ROW_FEATURE:
        snprintf(out, size, "%s",
                 settings->settings.features & 1u << row.feature ? "yes"
                                                                 : "no");
        break;
    case TRAIN_ROW_SPLIT:
        snprintf(out, size, "%s", settings->split);
        break;
    case TRAIN_ROW_FRESH:
        snprintf(out, size, "%s", settings->fresh ? "begin anew" : "continue");
        break;
    case TRAIN_ROW_START:
        break;
    }
}

/* Another model comes with its own defaults, as on the command line. */
static bool put_setting(struct train_settings *settings,
                        const struct setting *setting, const char *text,
                        struct error *err)
{
    struct settings other;

    assert(setting);
    if (strcmp(setting->name, "model") != 0)
        return settings_set(&settings->settings, setting->name, text, err);
    if (!settings_init(&other, text, err))
        return false;
    settings->settings = other;
    settings->table.count = row_count(other.model);
    return true;
}

bool train_settings_put(struct train_settings *settings, struct train_row row,
                        const char *text, struct error *err)
{
    switch (row.kind) {
    case TRAIN_ROW_SETTING:
        return put_setting(settings, row.setting, text, err);
    case TRAIN_ROW_SPLIT:
        snprintf(settings->split, sizeof(settings->split), "%s", text);
        return true;
    case TRAIN_ROW_FEATURE:
    case TRAIN_ROW_FRESH:
        return train_settings_step(settings, row, 1, err);
    case TRAIN_ROW_START:
        break;
    }
    return true;
}

static bool next_choice(struct train_settings *settings,
                        const struct setting *setting, int direction,
                        struct error *err)
{
    const char *const *choices = settings_choices(setting->name);
    char now[VALUE_SIZE];
    size_t count = 0, at = 0;

    settings_get(&settings->settings, setting->name, now, sizeof(now));
    for (; choices[count]; count++)
        if (strcmp(choices[count], now) == 0)
            at = count;
    assert(count > 0);
    at = (at + (direction > 0 ? 1 : count - 1)) % count;
    return put_setting(settings, setting, choices[at], err);
}

static bool step_number(struct train_settings *settings,
                        const struct setting *setting, int direction,
                        struct error *err)
{
    char text[VALUE_SIZE];
    double value, factor = -setting->step;

    settings_get(&settings->settings, setting->name, text, sizeof(text));
    value = strtod(text, NULL);
    if (setting->step < 0)
        value = direction > 0 ? value * factor : value / factor;
    else
        value += direction * setting->step;
    if (setting->type == SETTING_INTEGER)
        value = round(value);
    value = fmin(fmax(value, setting->minimum), setting->maximum);
    /* Six digits, so that steps there and back meet. */
    snprintf(text, sizeof(text),
             setting->type == SETTING_INTEGER ? "%.0f" : "%.6g", value);
    return settings_set(&settings->settings, setting->name, text, err);
}

bool train_settings_step(struct train_settings *settings, struct train_row row,
                         int direction, struct error *err)
{
    switch (row.kind) {
    case TRAIN_ROW_SETTING:
        if (settings_choices(row.setting->name))
            return next_choice(settings, row.setting, direction, err);
        return step_number(settings, row.setting, direction, err);
    case TRAIN_ROW_FEATURE:
        settings->settings.features ^= 1u << row.feature;
        return true;
    case TRAIN_ROW_FRESH:
        settings->fresh = !settings->fresh;
        return true;
    case TRAIN_ROW_SPLIT:
        return error_set(err, "Enter takes the name of a split");
    case TRAIN_ROW_START:
        return error_set(err, "Enter starts the training");
    }
    return true;
}

struct train_order *train_settings_order(const struct train_settings *settings)
{
    struct train_order *order = xcalloc(1, sizeof(*order));

    order->settings = settings->settings;
    order->split_name = settings->split[0] ? xstrdup(settings->split) : NULL;
    order->backend = xstrdup("auto");
    order->fresh = settings->fresh;
    return order;
}

const char *train_row_help(struct train_row row)
{
    switch (row.kind) {
    case TRAIN_ROW_SETTING:
        return row.setting->help;
    case TRAIN_ROW_FEATURE:
        return feature_of(row.feature)->title;
    case TRAIN_ROW_SPLIT:
        return "which tracks are for training, validation and test; none "
               "named: a stratified one, 60/20/20, drawn once and kept";
    case TRAIN_ROW_FRESH:
        return "when a run of these very settings was cut off: go on with "
               "it, or begin anew";
    case TRAIN_ROW_START:
        return "start the training; it runs in the background";
    }
    return "";
}

static void name_of(struct train_row row, char *out, size_t size)
{
    const char *name = "";

    switch (row.kind) {
    case TRAIN_ROW_SETTING:
        assert(row.setting);
        name = row.setting->name;
        break;
    case TRAIN_ROW_FEATURE:
        snprintf(out, size, "feature %s", feature_of(row.feature)->name);
        return;
    case TRAIN_ROW_SPLIT:
        name = "split";
        break;
    case TRAIN_ROW_FRESH:
        name = "unfinished run";
        break;
    case TRAIN_ROW_START:
        name = "start";
        break;
    }
    snprintf(out, size, "%s", name);
}

static void shown_value(const struct train_settings *settings,
                        struct train_row row, char *out, size_t size)
{
    if (row.kind == TRAIN_ROW_FEATURE) {
        bool on = settings->settings.features & 1u << row.feature;

        snprintf(out, size, "[%c]", on ? 'x' : ' ');
        return;
    }
    train_settings_value(settings, row, out, size);
    if (row.kind == TRAIN_ROW_SPLIT && !out[0])
        snprintf(out, size, "stratified");
}

/* Whether the value is not the default; then it is shown in bold. */
static bool is_changed(const struct train_settings *settings,
                       struct train_row row)
{
    struct train_settings usual = {0};
    char value[VALUE_SIZE], default_value[VALUE_SIZE];
    struct error err;

    settings_init(&usual.settings, settings->settings.model, &err);
    train_settings_value(settings, row, value, sizeof(value));
    train_settings_value(&usual, row, default_value, sizeof(default_value));
    return strcmp(value, default_value) != 0;
}

void train_settings_draw(struct train_settings *settings, bool focused,
                         struct canvas *canvas)
{
    struct table *table = &settings->table;

    table_fit(table, canvas->height);
    for (size_t i = 0; i < table->page && table->top + i < table->count; i++) {
        struct train_row row = row_at(settings->settings.model, table->top + i);
        bool here = table->top + i == table->cursor;
        bool changed = is_changed(settings, row);
        char name[48], value[VALUE_SIZE];
        int y = (int)i;

        name_of(row, name, sizeof(name));
        shown_value(settings, row, value, sizeof(value));
        canvas_text(canvas, NAME_COLUMN, y,
                    row.kind == TRAIN_ROW_START ? STYLE_KEY : STYLE_TEXT, name);
        canvas_field(canvas, VALUE_COLUMN, y, canvas->width - VALUE_COLUMN - 3,
                     changed ? STYLE_STRONG : STYLE_TEXT, value);
        if (changed)
            canvas_text(canvas, canvas->width - 3, y, STYLE_STRONG, "*");
        if (here && focused)
            canvas_paint(canvas, 0, y, canvas->width - 1, STYLE_SELECTED);
        if (here)
            canvas_glyph(canvas, 0, y, GLYPH_CURSOR,
                         focused ? STYLE_SELECTED : STYLE_DIM);
    }
    table_draw_position(table, canvas, canvas->width - 1, 0);
}
