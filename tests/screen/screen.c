#include "tests/screen/screen.h"

#include "base/alloc.h"
#include "tests/screen/screen_look.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* No frame takes so long, not on a machine that does much else; sanitizers
 * slow programs down several times. */
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
enum { PATIENCE_MS = 240000 };
#else
enum { PATIENCE_MS = 60000 };
#endif

static const char mark_begin[] = "\033]7777;";
static const char fence[] = "\033]7777;fence\007";
enum { MARK_BEGIN_SIZE = sizeof(mark_begin) - 1, CHUNK_SIZE = 65536 };

/* Those not finished yet, for the teardown. */
static struct screen *living;

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- from the program to the emulator ------------------------------------- */

static int keep_property(VTermProp property, VTermValue *value, void *context)
{
    struct screen *screen = context;

    if (property == VTERM_PROP_ALTSCREEN)
        screen->alternate = value->boolean != 0;
    else if (property == VTERM_PROP_CURSORVISIBLE)
        screen->cursor_visible = value->boolean != 0;
    else if (property == VTERM_PROP_MOUSE)
        screen->mouse = value->number != VTERM_PROP_MOUSE_NONE;
    return 1;
}

static void answer(const char *bytes, size_t size, void *context)
{
    struct screen *screen = context;

    child_type(screen->child, bytes, size);
}

static const VTermScreenCallbacks callbacks = {.settermprop = keep_property};

static void buffer_add(struct buffer *buffer, const char *bytes, size_t size)
{
    if (size == 0)
        return;
    if (buffer->size + size > buffer->capacity) {
        buffer->capacity = 2 * (buffer->size + size);
        buffer->bytes = realloc(buffer->bytes, buffer->capacity);
        if (!buffer->bytes)
            abort();
    }
    memcpy(buffer->bytes + buffer->size, bytes, size);
    buffer->size += size;
}

static void buffer_drop(struct buffer *buffer, size_t size)
{
    buffer->size -= size;
    memmove(buffer->bytes, buffer->bytes + size, buffer->size);
}

/* Gives the first bytes of the inbox to the emulator. */
static void feed(struct screen *screen, size_t size)
{
    if (size == 0)
        return;
    buffer_add(&screen->output, screen->inbox.bytes, size);
    emulate(&screen->emulator, screen->inbox.bytes, size);
    buffer_drop(&screen->inbox, size);
    screen->at_frame = false;
}

/* How many bytes at the end of the inbox may be the begin of a mark, or of
 * another sequence that is only understood whole. */
static size_t half_sequence(const struct buffer *inbox)
{
    size_t size = MARK_BEGIN_SIZE - 1;

    while (size > 0 &&
           (size > inbox->size ||
            memcmp(inbox->bytes + inbox->size - size, mark_begin, size) != 0))
        size--;
    return size > 0 ? size : emulate_unfinished(inbox->bytes, inbox->size);
}

static void take_mark(struct screen *screen, const char *mark, size_t size)
{
    char *text = strndup(mark, size);

    if (!text)
        abort();
    if (strcmp(text, "fence") == 0) {
        screen->fences--;
    } else if (strncmp(text, "frame=", strlen("frame=")) == 0) {
        screen->frame = strtol(text + strlen("frame="), NULL, 10);
        screen->at_frame = true;
    }
    free(text);
}

/* Takes from the inbox up to the end of the next mark, or all there is. */
static void digest(struct screen *screen)
{
    struct buffer *inbox = &screen->inbox;
    const char *begin = inbox->size == 0 ? NULL
                                         : memmem(inbox->bytes, inbox->size,
                                                  mark_begin, MARK_BEGIN_SIZE);
    const char *end;
    size_t before, size;

    if (!begin) {
        feed(screen, inbox->size - half_sequence(inbox));
        return;
    }
    feed(screen, (size_t)(begin - inbox->bytes));
    before = MARK_BEGIN_SIZE;
    end = memchr(inbox->bytes, '\007', inbox->size);
    if (!end)
        return;
    size = (size_t)(end - inbox->bytes);
    take_mark(screen, inbox->bytes + before, size - before);
    buffer_add(&screen->output, inbox->bytes, size + 1);
    buffer_drop(inbox, size + 1);
}

/* When the program has ended or stopped, what it wrote before may still be on
 * its way through the kernel; a fence behind it tells when all has arrived. */
static void notice_state(struct screen *screen)
{
    enum child_state state = child_state(screen->child);

    if (state == screen->state)
        return;
    screen->state = state;
    if (state == CHILD_RUNS || screen->hung_up)
        return;
    child_write_behind(screen->child, fence, sizeof(fence) - 1);
    screen->fences++;
}

/* Goes on by at most one mark; waits for output when there is none. */
static void advance(struct screen *screen, int timeout_ms)
{
    size_t before = screen->inbox.size;
    char chunk[CHUNK_SIZE];

    digest(screen);
    if (screen->inbox.size != before)
        return;
    before = child_read(screen->child, chunk, sizeof(chunk), timeout_ms);
    buffer_add(&screen->inbox, chunk, before);
    notice_state(screen);
    if (before > 0)
        digest(screen);
}

/* --- starting and finishing ----------------------------------------------- */

struct screen *screen_start(const struct child_options *options)
{
    struct screen *screen = xcalloc(1, sizeof(*screen));

    screen->rows = options->rows;
    screen->columns = options->columns;
    screen->cursor_visible = true;
    screen->emulator.terminal = vterm_new(options->rows, options->columns);
    vterm_set_utf8(screen->emulator.terminal, 1);
    vterm_output_set_callback(screen->emulator.terminal, answer, screen);
    screen->cells = vterm_obtain_screen(screen->emulator.terminal);
    vterm_screen_set_callbacks(screen->cells, &callbacks, screen);
    vterm_screen_enable_altscreen(screen->cells, 1);
    vterm_screen_reset(screen->cells, 1);
    screen->child = child_start(options);
    screen->next = living;
    living = screen;
    return screen;
}

void screen_finish(struct screen *screen)
{
    struct screen **link = &living;

    if (!screen)
        return;
    while (*link != screen)
        link = &(*link)->next;
    *link = screen->next;
    child_destroy(screen->child);
    vterm_free(screen->emulator.terminal);
    free(screen->inbox.bytes);
    free(screen->output.bytes);
    free(screen->row.bytes);
    free(screen);
}

int screen_teardown(void **state)
{
    (void)state;
    while (living)
        screen_finish(living);
    return 0;
}

struct child *screen_child(struct screen *screen)
{
    return screen->child;
}

/* --- doing ---------------------------------------------------------------- */

void screen_type(struct screen *screen, const char *text)
{
    child_type(screen->child, text, strlen(text));
}

void screen_press(struct screen *screen, enum screen_key key)
{
    static const VTermKey keys[] = {
        [SCREEN_ENTER] = VTERM_KEY_ENTER,
        [SCREEN_ESCAPE] = VTERM_KEY_ESCAPE,
        [SCREEN_TAB] = VTERM_KEY_TAB,
        [SCREEN_BACK_TAB] = VTERM_KEY_TAB,
        [SCREEN_BACKSPACE] = VTERM_KEY_BACKSPACE,
        [SCREEN_DELETE] = VTERM_KEY_DEL,
        [SCREEN_UP] = VTERM_KEY_UP,
        [SCREEN_DOWN] = VTERM_KEY_DOWN,
        [SCREEN_LEFT] = VTERM_KEY_LEFT,
        [SCREEN_RIGHT] = VTERM_KEY_RIGHT,
        [SCREEN_HOME] = VTERM_KEY_HOME,
        [SCREEN_END] = VTERM_KEY_END,
        [SCREEN_PAGE_UP] = VTERM_KEY_PAGEUP,
        [SCREEN_PAGE_DOWN] = VTERM_KEY_PAGEDOWN,
        [SCREEN_F1] = VTERM_KEY_FUNCTION(1),
    };

    vterm_keyboard_key(screen->emulator.terminal, keys[key],
                       key == SCREEN_BACK_TAB ? VTERM_MOD_SHIFT
                                              : VTERM_MOD_NONE);
}

void screen_press_control(struct screen *screen, char letter)
{
    const char byte = (char)(letter & 0x1f);

    child_type(screen->child, &byte, 1);
}

static void press_button(struct screen *screen, int row, int column, int button)
{
    vterm_mouse_move(screen->emulator.terminal, row, column, VTERM_MOD_NONE);
    vterm_mouse_button(screen->emulator.terminal, button, true, VTERM_MOD_NONE);
    vterm_mouse_button(screen->emulator.terminal, button, false,
                       VTERM_MOD_NONE);
}

void screen_click(struct screen *screen, int row, int column)
{
    press_button(screen, row, column, 1);
}

void screen_wheel(struct screen *screen, int row, int column, bool down)
{
    press_button(screen, row, column, down ? 5 : 4);
}

void screen_resize(struct screen *screen, int rows, int columns)
{
    screen->rows = rows;
    screen->columns = columns;
    vterm_set_size(screen->emulator.terminal, rows, columns);
    child_resize(screen->child, rows, columns);
}

void screen_hang_up(struct screen *screen)
{
    screen->hung_up = true;
    screen->fences = 0;
    child_hang_up(screen->child);
}

/* --- waiting -------------------------------------------------------------- */

/* Nothing more will come. */
static bool is_over(const struct screen *screen)
{
    return screen->state == CHILD_ENDED && screen->fences == 0;
}

bool screen_comes_true(struct screen *screen, screen_condition *condition,
                       const void *context)
{
    int64_t deadline = now_ms() + PATIENCE_MS;

    for (;;) {
        int64_t left = deadline - now_ms();

        if (is_over(screen))
            return condition(screen, context);
        if (screen->at_frame && condition(screen, context))
            return true;
        if (left <= 0)
            return false;
        advance(screen, (int)left);
    }
}

void screen_await_that_at(struct screen *screen, screen_condition *condition,
                          const void *context, const char *what,
                          const char *file, int line)
{
    if (!screen_comes_true(screen, condition, context))
        screen_fail(screen, file, line, "it never came true that %s", what);
}

static bool is_shown(struct screen *screen, const void *context)
{
    return screen_find(screen, context, NULL, NULL);
}

static bool is_gone(struct screen *screen, const void *context)
{
    return !screen_find(screen, context, NULL, NULL);
}

static bool is_later_frame(struct screen *screen, const void *context)
{
    return screen->frame > *(const long *)context;
}

void screen_await_at(struct screen *screen, const char *text, const char *file,
                     int line)
{
    if (!screen_comes_true(screen, is_shown, text))
        screen_fail(screen, file, line, "\"%s\" never appeared", text);
}

void screen_await_gone_at(struct screen *screen, const char *text,
                          const char *file, int line)
{
    if (!screen_comes_true(screen, is_gone, text))
        screen_fail(screen, file, line, "\"%s\" stayed", text);
}

void screen_await_frame_at(struct screen *screen, const char *file, int line)
{
    const long before = screen->frame;

    if (!screen_comes_true(screen, is_later_frame, &before))
        screen_fail(screen, file, line, "no further frame came");
}

void screen_await_state_at(struct screen *screen, enum child_state state,
                           const char *file, int line)
{
    int64_t deadline = now_ms() + PATIENCE_MS;

    while (screen->state != state || screen->fences > 0) {
        int64_t left = deadline - now_ms();

        if (left <= 0 || (state != CHILD_ENDED && is_over(screen)))
            screen_fail(screen, file, line, "the program did not %s",
                        state == CHILD_RUNS      ? "go on"
                        : state == CHILD_STOPPED ? "stop"
                                                 : "end");
        advance(screen, (int)left);
    }
}

void screen_let_pass(struct screen *screen, int milliseconds)
{
    int64_t until = now_ms() + milliseconds;

    for (int64_t left = milliseconds; left > 0; left = until - now_ms())
        advance(screen, (int)left);
}
