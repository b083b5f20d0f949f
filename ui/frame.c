#include "ui/frame.h"

#include "ui/app.h"
#include "ui/format.h"
#include "ui/help.h"

#include <stdio.h>
#include <string.h>

/* The border takes a cell on each side; below the view are two lines. */
enum { BORDER = 1, LINES_BELOW = 2, STATUS_WIDTH_LEAST = 30 };

static struct canvas body_of(const struct canvas *canvas)
{
    return canvas_part(canvas, BORDER, BORDER, canvas->width - 2 * BORDER,
                       canvas->height - BORDER - LINES_BELOW);
}

/* Where the tab begins; its width is that of its number and title. */
static int tab_start(size_t index, int *width)
{
    size_t count;
    const struct view *const *views = app_views(&count);
    int x = 2;

    for (size_t i = 0; i < index; i++)
        x += (int)strlen(views[i]->title) + 5;
    *width = (int)strlen(views[index]->title) + 2;
    return x;
}

static void draw_border(struct canvas *canvas)
{
    int right = canvas->width - 1, bottom = canvas->height - 1;

    canvas_line(canvas, 0, 0, canvas->width, STYLE_FRAME);
    canvas_line(canvas, 0, bottom, canvas->width, STYLE_FRAME);
    for (int y = 1; y < bottom; y++) {
        canvas_glyph(canvas, 0, y, GLYPH_VERTICAL, STYLE_FRAME);
        canvas_glyph(canvas, right, y, GLYPH_VERTICAL, STYLE_FRAME);
    }
    canvas_glyph(canvas, 0, 0, GLYPH_TOP_LEFT, STYLE_FRAME);
    canvas_glyph(canvas, right, 0, GLYPH_TOP_RIGHT, STYLE_FRAME);
    canvas_glyph(canvas, 0, bottom, GLYPH_BOTTOM_LEFT, STYLE_FRAME);
    canvas_glyph(canvas, right, bottom, GLYPH_BOTTOM_RIGHT, STYLE_FRAME);
}

static void draw_tabs(const struct app *app, struct canvas *canvas)
{
    size_t count;
    const struct view *const *views = app_views(&count);
    char name[128];
    int end = 0;
    int width;

    for (size_t i = 0; i < count; i++) {
        int x = tab_start(i, &width);

        if (x + width + 2 > canvas->width)
            break;
        canvas_print(canvas, x - 1, 0,
                     i == app->view ? STYLE_TAB_ACTIVE : STYLE_TAB, " %zu %s ",
                     i + 1, views[i]->title);
        end = x + width + 1;
    }
    if (app->library)
        snprintf(name, sizeof(name), " %.60s  %zu tracks ", app->workspace,
                 app->library->count);
    else
        snprintf(name, sizeof(name), " %.60s ", app->workspace);
    width = canvas_text_width(canvas, name);
    if (end + width + 2 < canvas->width)
        canvas_text(canvas, canvas->width - width - 1, 0, STYLE_STRONG, name);
}

/* What goes on in the background, in a few words. */
static void describe_work(const struct app *app, char *out, size_t size)
{
    const struct live *live = &app->live;
    char left[FORMAT_SIZE];

    out[0] = '\0';
    for (int i = 0; i < JOB_COUNT; i++) {
        const struct job *job = &app->jobs[i];
        size_t used = strlen(out);

        if (!job->running || (i == JOB_TRAIN && live->stepping))
            continue;
        if (job->measured && job->total > 0)
            snprintf(out + used, size - used, "  %s %zu/%zu",
                     job_name((enum job_kind)i), job->done, job->total);
        else
            snprintf(out + used, size - used, "  %s",
                     job_name((enum job_kind)i));
    }
    if (live_is_on(live) && live->stepping && live->run) {
        size_t used = strlen(out);

        format_time(live->left_s, left);
        snprintf(out + used, size - used, "  %s %d/%d %s",
                 live->state == LIVE_PAUSED ? "paused" : "train",
                 live->progress.epoch, live->run->epochs_planned, left);
    }
}

static uint16_t status_style(enum message_kind kind)
{
    switch (kind) {
    case MESSAGE_NOTE:
        return STYLE_TEXT;
    case MESSAGE_WARNING:
        return STYLE_WARNING;
    case MESSAGE_ERROR:
        return STYLE_BAD;
    }
    return STYLE_TEXT;
}

static void draw_status(const struct app *app, struct canvas *line)
{
    char work[256];
    int width;

    if (app->prompt.open) {
        prompt_draw(&app->prompt, line);
        return;
    }
    describe_work(app, work, sizeof(work));
    width = canvas_text_width(line, work);
    if (width + STATUS_WIDTH_LEAST > line->width && app->status[0])
        width = 0;
    else
        canvas_text(line, line->width - width, 0, STYLE_DIM, work);
    canvas_field(line, 0, 0, line->width - width,
                 status_style(app->status_kind), app->status);
}

static void draw_key(struct canvas *line, int *x, const char *key,
                     const char *label)
{
    *x = canvas_print(line, *x, 0, STYLE_KEY, " %s", key);
    *x = canvas_print(line, *x, 0, STYLE_DIM, " %s ", label);
}

struct key_line {
    struct canvas canvas;
    const struct app *app;
    int x;
};

static void add_key(struct key_line *line, enum request request,
                    const char *label)
{
    char key[KEY_NAME_SIZE];
    int needed;

    keymap_first(line->app->options.keymap, request, key);
    needed = (int)strlen(key) + 1 + canvas_text_width(&line->canvas, label);
    if (!key[0] || line->x + needed + 3 > line->canvas.width)
        return;
    draw_key(&line->canvas, &line->x, key, label);
}

/* First the view's own keys, then those of all views, as far as they fit. */
static void draw_keys(const struct app *app, struct canvas *canvas)
{
    static const struct {
        enum request request;
        const char *label;
    } common[] = {{REQUEST_TRAIN, "train"},
                  {REQUEST_CLASSIFY_FILE, "classify a file"},
                  {REQUEST_IMPORT, "import"},
                  {REQUEST_NEXT_VIEW, "next view"}};
    const struct view *view = app_view(app);
    struct key_line line = {*canvas, app, 1};
    enum request request;

    line.canvas = canvas_part(canvas, 0, canvas->height - 1, canvas->width, 1);
    add_key(&line, REQUEST_HELP, "help");
    add_key(&line, REQUEST_QUIT, "quit");
    for (int i = 0; i < REQUEST_COUNT; i++) {
        const char *label;

        request = (enum request)i;
        label = view->label(app, app->states[app->view], request);
        if (label && *label)
            add_key(&line, request, label);
    }
    for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++) {
        request = common[i].request;
        if (request == REQUEST_TRAIN && view->scope == SCOPE_TRAIN)
            continue;
        if (request == REQUEST_CLASSIFY_FILE && !app->result)
            continue;
        if (request == REQUEST_IMPORT && app->jobs[JOB_IMPORT].running)
            continue;
        add_key(&line, request, common[i].label);
    }
}

/* The keys of an open prompt or of the help. */
static void draw_fixed_keys(struct canvas *canvas, const char *const *pairs)
{
    struct canvas line =
        canvas_part(canvas, 0, canvas->height - 1, canvas->width, 1);
    int x = 1;

    for (; pairs[0]; pairs += 2) {
        int needed = (int)(strlen(pairs[0]) + strlen(pairs[1])) + 3;

        if (x + needed + 1 > line.width)
            break;
        draw_key(&line, &x, pairs[0], pairs[1]);
    }
}

static void draw_key_line(const struct app *app, struct canvas *canvas)
{
    static const char *const text_keys[] = {"Enter", "accept",    "Esc",
                                            "leave", "^U",        "clear",
                                            "^W",    "word back", NULL};
    static const char *const confirm_keys[] = {"y", "yes", "n", "no", NULL};
    static const char *const help_keys[] = {"Esc", "back", "j",    "down",
                                            "k",   "up",   "PgDn", "page down",
                                            "q",   "quit", NULL};

    if (app->prompt.open)
        draw_fixed_keys(canvas, app->prompt.confirm ? confirm_keys : text_keys);
    else if (app->help)
        draw_fixed_keys(canvas, help_keys);
    else
        draw_keys(app, canvas);
}

/* A line that a view draws from side to side is joined to the border. */
static void join_lines(struct canvas *canvas)
{
    int32_t line = glyph_code(GLYPH_HORIZONTAL, canvas->look.utf8);
    int right = canvas->width - 1;

    for (int y = 1; y < canvas->height - LINES_BELOW; y++) {
        const struct cell *row = canvas->cells + (ptrdiff_t)y * canvas->stride;

        if (canvas->width < 4 || row[1].code != line ||
            row[1].style != STYLE_FRAME)
            continue;
        canvas_glyph(canvas, 0, y, GLYPH_TEE_LEFT, STYLE_FRAME);
        canvas_glyph(canvas, right, y, GLYPH_TEE_RIGHT, STYLE_FRAME);
    }
}

void frame_draw(struct app *app, struct canvas *canvas)
{
    struct canvas body = body_of(canvas);
    struct canvas status = canvas_part(canvas, 2 * BORDER, canvas->height - 2,
                                       canvas->width - 4 * BORDER, 1);

    draw_border(canvas);
    draw_tabs(app, canvas);
    if (app->help)
        help_draw(app, &body);
    else
        app_view(app)->draw(app, app->states[app->view], &body);
    join_lines(canvas);
    draw_status(app, &status);
    draw_key_line(app, canvas);
}

void frame_click(struct app *app, int x, int y)
{
    size_t count;
    const struct view *const *views = app_views(&count);

    app->status[0] = '\0';
    for (size_t i = 0; i < count && y == 0; i++) {
        int width;
        int start = tab_start(i, &width);

        if (x >= start - 1 && x <= start + width)
            app_show(app, views[i]);
    }
    if (y >= BORDER && !app->help)
        app_view(app)->click(app, app->states[app->view], x - BORDER,
                             y - BORDER);
}
