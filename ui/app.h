/* app.h - what all views share: the collection, the run, jobs, messages.
 *
 * The app belongs to the screen's thread.  It reaches the session only
 * through the send function and the events it is given, so that tests drive
 * it without either.
 */
#ifndef UI_APP_H
#define UI_APP_H

#include "session/message.h"
#include "ui/canvas.h"
#include "ui/journal.h"
#include "ui/key.h"
#include "ui/keymap.h"
#include "ui/live.h"
#include "ui/prompt.h"
#include "ui/table.h"
#include "ui/view.h"

/* Takes over what the command points to; false when it was refused. */
typedef bool app_send(void *context, struct command *command);

struct app_options {
    const struct keymap *keymap; /* lent for the app's life */
    app_send *send;
    void *context;
    const char *workspace;  /* its folder */
    int64_t (*clock)(void); /* seconds since 1970 */
};

/* One kind of background work. */
struct job {
    bool running;
    char *title;   /* what it works on; NULL before the first */
    char *outcome; /* how the last one ended; NULL before */
    bool failed;
    bool measured; /* done and total are known */
    size_t done, total;
    double per_second;
    double left_s; /* negative: not known */
};

enum { APP_VIEWS_MAX = 9 };

struct app {
    struct app_options options;
    char *workspace;

    struct library *library; /* NULL until it has come */
    bool library_failed;     /* something went wrong before it came */
    struct preview *preview; /* of the track selected last; or NULL */
    int64_t preview_failed;  /* the track of which none can be had; or 0 */
    struct verdict *verdict; /* the newest; or NULL */
    struct result *result;   /* NULL: no finished run, or not come yet */
    struct live live;
    struct job jobs[JOB_COUNT];
    struct journal journal;

    char status[1024]; /* the status line; empty after the next key */
    enum message_kind status_kind;
    struct prompt prompt;

    size_t view; /* shown now */
    void *states[APP_VIEWS_MAX];
    bool help;
    struct table help_table;
    bool mouse;
    bool repaint; /* the terminal is to be drawn from nothing */
    bool ended;
};

void app_init(struct app *app, const struct app_options *options);
void app_finish(struct app *app);

/* Takes over what the event points to. */
void app_event(struct app *app, struct event *event);

void app_gesture(struct app *app, const struct gesture *gesture);
void app_key(struct app *app, int32_t key);
void app_request(struct app *app, enum request request);
void app_draw(struct app *app, struct canvas *canvas);

/* The views, in the order of their numbers. */
const struct view *const *app_views(size_t *count);
const struct view *app_view(const struct app *app);
void app_show(struct app *app, const struct view *view);

/* The state of a view, for what it lets others do. */
void *app_state(const struct app *app, const struct view *view);

/* Puts a sentence on the status line; errors and warnings go to the journal
 * as well. */
void app_say(struct app *app, enum message_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Sends an order; when the session has too much to do, says so. */
bool app_order(struct app *app, struct command command);

/* Whether background work other than a training is going on. */
bool app_is_busy(const struct app *app);

#endif
