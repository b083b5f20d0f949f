/* train_settings.h - the list of settings for the next run.
 *
 * Made from the table in learn/settings.h; each feature is a row of its own,
 * and the last rows choose the split, whether an unfinished run is continued,
 * and start.
 */
#ifndef UI_TRAIN_SETTINGS_H
#define UI_TRAIN_SETTINGS_H

#include "base/error.h"
#include "learn/settings.h"
#include "session/message.h"
#include "ui/canvas.h"
#include "ui/table.h"

enum { SPLIT_NAME_SIZE = 64 };

struct train_settings {
    struct settings settings;
    char split[SPLIT_NAME_SIZE]; /* empty: the usual stratified one */
    bool fresh; /* begin anew although an unfinished run is there */
    struct table table;
};

enum train_row_kind {
    TRAIN_ROW_SETTING, /* setting */
    TRAIN_ROW_FEATURE, /* feature */
    TRAIN_ROW_SPLIT,
    TRAIN_ROW_FRESH,
    TRAIN_ROW_START
};

struct train_row {
    enum train_row_kind kind;
    const struct setting *setting;
    enum feature_kind feature;
};

void train_settings_init(struct train_settings *settings);

/* The row the cursor is on. */
struct train_row train_settings_row(const struct train_settings *settings);

/* The row's value as text that train_settings_put() reads. */
void train_settings_value(const struct train_settings *settings,
                          struct train_row row, char *out, size_t size);
bool train_settings_put(struct train_settings *settings, struct train_row row,
                        const char *text, struct error *err);

/* One step up or down, or the next choice. */
bool train_settings_step(struct train_settings *settings, struct train_row row,
                         int direction, struct error *err);

/* The order these settings come to; train_order_destroy(). */
struct train_order *train_settings_order(const struct train_settings *settings);

void train_settings_draw(struct train_settings *settings, bool focused,
                         struct canvas *canvas);

/* What the row is for, in a sentence. */
const char *train_row_help(struct train_row row);

#endif
