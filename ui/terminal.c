#include "ui/terminal.h"

#include "base/alloc.h"
#include "ui/rescue.h"

#include <curses.h>
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

enum { ESCAPE_DELAY_MS = 25, WHEEL_LINES = 3 };

struct terminal {
    SCREEN *screen;
    struct look look;
    attr_t attributes[STYLE_COUNT];
    int pairs[STYLE_COUNT]; /* 0: the terminal's own colours */
    cchar_t *row;           /* CANVAS_WIDTH_MAX */
    bool marks;
    unsigned frames, marked;
};

/* A string of the terminal's description; NULL when it has none. */
static const char *capability(const char *name)
{
    const char *text = tigetstr(name);

    return (intptr_t)text == -1 ? NULL : text;
}

bool terminal_probe(struct error *err)
{
    const char *name = getenv("TERM");
    bool moves;
    int status;

    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return error_set(err, "the workbench needs a terminal; 'genrelab "
                              "--help' lists what works without one");
    if (!name || !*name)
        return error_set(err, "TERM is not set, so the workbench cannot draw");
    if (setupterm(name, STDOUT_FILENO, &status) == ERR)
        return error_set(err, "terminal type '%s' is not known here", name);
    moves = capability("cup") != NULL;
    del_curterm(cur_term);
    if (!moves)
        return error_set(err, "a terminal of type '%s' cannot be drawn on",
                         name);
    return true;
}

static attr_t attributes_of(struct paint paint)
{
    attr_t attributes = A_NORMAL;

    if (paint.attributes & STYLE_BOLD)
        attributes |= A_BOLD;
    if (paint.attributes & STYLE_FAINT)
        attributes |= A_DIM;
    if (paint.attributes & STYLE_REVERSE)
        attributes |= A_REVERSE;
    if (paint.attributes & STYLE_UNDERLINE)
        attributes |= A_UNDERLINE;
    return attributes;
}

static enum look_depth find_depth(void)
{
    const char *no_color = getenv("NO_COLOR");

    if ((no_color && *no_color) || !has_colors() || start_color() == ERR ||
        use_default_colors() == ERR)
        return LOOK_MONO;
    /* A terminal with direct colours has its palette in the first 8 only. */
    if (COLORS > 256 || tigetflag("RGB") > 0)
        return LOOK_8;
    if (COLORS == 256 && COLOR_PAIRS > STYLE_COUNT)
        return LOOK_256;
    return COLORS >= 16 ? LOOK_16 : COLORS >= 8 ? LOOK_8 : LOOK_MONO;
}

static void prepare_styles(struct terminal *terminal)
{
    int pairs = 0;

    for (int i = 0; i < STYLE_COUNT; i++) {
        struct paint paint = style_paint((uint16_t)i, terminal->look.depth);

        terminal->attributes[i] = attributes_of(paint);
        if (paint.ink < 0 && paint.ground < 0)
            continue;
        if (init_extended_pair(pairs + 1, paint.ink, paint.ground) == OK)
            terminal->pairs[i] = ++pairs;
    }
}

static char rescue_bytes[RESCUE_SIZE];
static size_t rescue_size;

static int add_rescue_byte(int byte)
{
    if (rescue_size < sizeof(rescue_bytes))
        rescue_bytes[rescue_size++] = (char)byte;
    return byte;
}

static void add_rescue(const char *name)
{
    const char *text = capability(name);

    if (text)
        tputs(text, 1, add_rescue_byte);
}

static void prepare_rescue(const struct termios *modes)
{
    static const char mouse_off[] = "\033[?1006l\033[?1000l";

    rescue_size = 0;
    add_rescue("sgr0");
    add_rescue("op");
    add_rescue("rmkx");
    add_rescue("cnorm");
    if (capability("kmous"))
        for (size_t i = 0; mouse_off[i]; i++)
            add_rescue_byte(mouse_off[i]);
    add_rescue("rmcup");
    rescue_arm(rescue_bytes, rescue_size, modes);
    alloc_on_exhaustion(rescue_now);
}

static void prepare_input(void)
{
    cbreak();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    curs_set(0);
    mouseinterval(0);
}

bool terminal_open(struct terminal **out, struct error *err)
{
    struct terminal *terminal;
    struct termios modes;

    if (tcgetattr(STDIN_FILENO, &modes) < 0)
        return error_set(err, "cannot read the terminal's modes");
    set_escdelay(ESCAPE_DELAY_MS);
    terminal = xcalloc(1, sizeof(*terminal));
    terminal->screen = newterm(NULL, stdout, stdin);
    if (!terminal->screen) {
        free(terminal);
        return error_set(err, "cannot draw on this terminal");
    }
    prepare_input();
    terminal->look.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    terminal->look.depth = find_depth();
    terminal->row = xcalloc(CANVAS_WIDTH_MAX, sizeof(*terminal->row));
    terminal->marks = getenv("GENRELAB_FRAME_MARK") != NULL;
    prepare_styles(terminal);
    prepare_rescue(&modes);
    *out = terminal;
    return true;
}

void terminal_close(struct terminal *terminal)
{
    if (!terminal)
        return;
    terminal_mouse(terminal, false);
    endwin();
    rescue_disarm();
    alloc_on_exhaustion(NULL);
    delscreen(terminal->screen);
    free(terminal->row);
    free(terminal);
}

struct look terminal_look(const struct terminal *terminal)
{
    return terminal->look;
}

void terminal_size(const struct terminal *terminal, int *width, int *height)
{
    (void)terminal;
    getmaxyx(stdscr, *height, *width);
}

static void show_row(struct terminal *terminal, const struct canvas *canvas,
                     int y)
{
    const struct cell *cells = canvas->cells + (ptrdiff_t)y * canvas->stride;
    int count = 0;

    for (int x = 0; x < canvas->width; x++) {
        wchar_t text[3] = {(wchar_t)cells[x].code, (wchar_t)cells[x].mark, 0};
        int pair = terminal->pairs[cells[x].style];

        /* The second half of a wide character comes with the first. */
        if (cells[x].code == 0)
            continue;
        setcchar(&terminal->row[count], text,
                 terminal->attributes[cells[x].style], 0, &pair);
        count++;
    }
    mvadd_wchnstr(y, 0, terminal->row, count);
}

void terminal_show(struct terminal *terminal, const struct canvas *canvas)
{
    for (int y = 0; y < canvas->height; y++)
        show_row(terminal, canvas, y);
    refresh();
    terminal->frames++;
}

void terminal_mark(struct terminal *terminal)
{
    char mark[40];
    int length;
    ssize_t written;

    if (!terminal->marks || terminal->marked == terminal->frames)
        return;
    terminal->marked = terminal->frames;
    length =
        snprintf(mark, sizeof(mark), "\033]7777;frame=%u\a", terminal->frames);
    written = write(STDOUT_FILENO, mark, (size_t)length);
    (void)written;
}

static int32_t named_key(wint_t code)
{
    switch (code) {
    case KEY_UP:
        return NAMED_UP;
    case KEY_DOWN:
        return NAMED_DOWN;
    case KEY_LEFT:
        return NAMED_LEFT;
    case KEY_RIGHT:
        return NAMED_RIGHT;
    case KEY_PPAGE:
        return NAMED_PAGE_UP;
    case KEY_NPAGE:
        return NAMED_PAGE_DOWN;
    case KEY_HOME:
        return NAMED_HOME;
    case KEY_END:
        return NAMED_END;
    case KEY_BACKSPACE:
        return NAMED_BACKSPACE;
    case KEY_DC:
        return NAMED_DELETE;
    case KEY_BTAB:
        return NAMED_BACK_TAB;
    case KEY_ENTER:
        return NAMED_ENTER;
    case KEY_F(1):
        return NAMED_F1;
    default:
        return 0;
    }
}

static void read_mouse(struct gesture *gesture)
{
    MEVENT event;

    if (getmouse(&event) != OK)
        return;
    gesture->x = event.x;
    gesture->y = event.y;
    if (event.bstate & BUTTON1_PRESSED) {
        gesture->kind = GESTURE_CLICK;
    } else if (event.bstate & (BUTTON4_PRESSED | BUTTON5_PRESSED)) {
        gesture->kind = GESTURE_WHEEL;
        gesture->steps =
            event.bstate & BUTTON4_PRESSED ? -WHEEL_LINES : WHEEL_LINES;
    }
}

bool terminal_read(struct terminal *terminal, struct gesture *gesture)
{
    wint_t code;
    int status = get_wch(&code);

    (void)terminal;
    *gesture = (struct gesture){.kind = GESTURE_NONE};
    if (status == ERR)
        return false;
    if (status == KEY_CODE_YES && code == KEY_MOUSE)
        read_mouse(gesture);
    else if (status == KEY_CODE_YES)
        gesture->key = named_key(code);
    else if (code == '\n')
        gesture->key = NAMED_ENTER;
    else if (code == 0x7F || code == 8)
        gesture->key = NAMED_BACKSPACE;
    else
        gesture->key = (int32_t)code;
    if (gesture->kind == GESTURE_NONE && gesture->key)
        gesture->kind = GESTURE_KEY;
    return true;
}

void terminal_mouse(struct terminal *terminal, bool on)
{
    (void)terminal;
    mousemask(on ? BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0,
              NULL);
}

void terminal_resize(struct terminal *terminal)
{
    struct winsize size;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_row == 0 ||
        size.ws_col == 0)
        return;
    resizeterm(size.ws_row, size.ws_col);
    terminal_forget(terminal);
}

void terminal_forget(struct terminal *terminal)
{
    (void)terminal;
    clearok(curscr, TRUE);
}

void terminal_leave(struct terminal *terminal)
{
    (void)terminal;
    def_prog_mode();
    endwin();
}

void terminal_return(struct terminal *terminal)
{
    reset_prog_mode();
    terminal_resize(terminal);
    terminal_forget(terminal);
    refresh();
}
