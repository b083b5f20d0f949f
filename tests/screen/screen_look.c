#include "tests/screen/screen_look.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "tests/check.h"

#include <string.h>

int screen_rows(const struct screen *screen)
{
    return screen->rows;
}

int screen_columns(const struct screen *screen)
{
    return screen->columns;
}

long screen_frame(const struct screen *screen)
{
    return screen->frame;
}

bool screen_cursor_is_visible(const struct screen *screen)
{
    return screen->cursor_visible;
}

bool screen_is_alternate(const struct screen *screen)
{
    return screen->alternate;
}

bool screen_takes_mouse(const struct screen *screen)
{
    return screen->mouse;
}

const char *screen_output(const struct screen *screen, size_t *size)
{
    *size = screen->output.size;
    return screen->output.bytes;
}

/* --- cells ---------------------------------------------------------------- */

/* Whether the cell is the right half of a wide character. */
static bool cell_is_half(const VTermScreenCell *cell)
{
    return cell->chars[0] == (uint32_t)-1;
}

/* Appends the cell's characters; returns how many bytes. */
static size_t cell_text(const VTermScreenCell *cell, char *out)
{
    size_t size = 0;

    if (cell_is_half(cell))
        return 0;
    if (cell->chars[0] == 0) {
        out[0] = ' ';
        out[1] = '\0';
        return 1;
    }
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell->chars[i]; i++)
        size += text_encode((int32_t)cell->chars[i], out + size);
    return size;
}

static VTermScreenCell cell_at(struct screen *screen, int row, int column)
{
    const VTermPos place = {.row = row, .col = column};
    VTermScreenCell cell = {0};

    vterm_screen_get_cell(screen->cells, place, &cell);
    return cell;
}

static int colour_number(const VTermColor *colour, bool is_default)
{
    if (is_default)
        return SCREEN_COLOUR_DEFAULT;
    if (VTERM_COLOR_IS_INDEXED(colour))
        return colour->indexed.idx;
    return SCREEN_COLOUR_RGB | colour->rgb.red << 16 | colour->rgb.green << 8 |
           colour->rgb.blue;
}

struct screen_cell screen_cell(struct screen *screen, int row, int column)
{
    VTermScreenCell cell = cell_at(screen, row, column);
    struct screen_cell out = {
        .bold = cell.attrs.bold,
        .underline = cell.attrs.underline != VTERM_UNDERLINE_OFF,
        .blink = cell.attrs.blink,
        .reverse = cell.attrs.reverse,
        .foreground =
            colour_number(&cell.fg, VTERM_COLOR_IS_DEFAULT_FG(&cell.fg)),
        .background =
            colour_number(&cell.bg, VTERM_COLOR_IS_DEFAULT_BG(&cell.bg)),
    };

    cell_text(&cell, out.text);
    return out;
}

const char *screen_row(struct screen *screen, int row)
{
    const size_t most = (size_t)screen->columns * VTERM_MAX_CHARS_PER_CELL * 5;
    size_t size = 0;

    if (screen->row.capacity < most + 1) {
        free(screen->row.bytes);
        screen->row.bytes = xcalloc(most + 1, 1);
        screen->row.capacity = most + 1;
    }
    for (int column = 0; column < screen->columns; column++) {
        VTermScreenCell cell = cell_at(screen, row, column);

        size += cell_text(&cell, screen->row.bytes + size);
    }
    while (size > 0 && screen->row.bytes[size - 1] == ' ')
        size--;
    screen->row.bytes[size] = '\0';
    return screen->row.bytes;
}

/* The column in which the byte of that offset in the row's text stands. */
static int column_of(struct screen *screen, int row, size_t offset)
{
    char text[sizeof(((struct screen_cell *)0)->text)];
    size_t size = 0;
    int column = 0;

    while (column < screen->columns) {
        VTermScreenCell cell = cell_at(screen, row, column);

        size += cell_text(&cell, text);
        if (size > offset)
            break;
        column++;
    }
    return column;
}

bool screen_find(struct screen *screen, const char *text, int *row, int *column)
{
    for (int i = 0; i < screen->rows; i++) {
        const char *line = screen_row(screen, i);
        const char *place = strstr(line, text);

        if (!place)
            continue;
        if (row)
            *row = i;
        if (column)
            *column = column_of(screen, i, (size_t)(place - line));
        return true;
    }
    return false;
}

char *screen_dump(struct screen *screen)
{
    char *dump = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&dump, &size);

    if (!stream)
        abort();
    for (int row = 0; row < screen->rows; row++)
        fprintf(stream, "%s\n", screen_row(screen, row));
    if (fclose(stream) != 0)
        abort();
    return dump;
}

/* --- judging -------------------------------------------------------------- */

static const char *state_text(const struct screen *screen)
{
    switch (screen->state) {
    case CHILD_RUNS:
        return "runs";
    case CHILD_STOPPED:
        return "is stopped";
    case CHILD_ENDED:
        return "has ended";
    }
    return "?";
}

void screen_fail(struct screen *screen, const char *file, int line,
                 const char *format, ...)
{
    char *dump = screen_dump(screen);
    char sentence[1024];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(sentence, sizeof(sentence), format, arguments);
    va_end(arguments);
    print_error("%s\n", sentence);
    print_error("%d x %d, frame %ld, %s screen, cursor %s; the program %s",
                screen->columns, screen->rows, screen->frame,
                screen->alternate ? "alternate" : "main",
                screen->cursor_visible ? "visible" : "hidden",
                state_text(screen));
    if (screen->state == CHILD_ENDED)
        print_error(" (exit status %d, signal %d)",
                    child_exit_status(screen->child),
                    child_exit_signal(screen->child));
    print_error("\n------------------------------------------------\n");
    for (char *row = dump; *row;) {
        char *end = strchr(row, '\n');

        print_error("|%.*s\n", (int)(end - row), row);
        row = end + 1;
    }
    print_error("------------------------------------------------\n");
    free(dump);
    _fail(file, line);
    abort();
}

bool screen_is_sane(const struct screen *screen, const char **why)
{
    if (screen->alternate)
        *why = "it is on the alternate screen";
    else if (!screen->cursor_visible)
        *why = "its cursor is hidden";
    else if (screen->mouse)
        *why = "it reports the mouse";
    else
        return child_modes_restored(screen->child, why);
    return false;
}

void screen_check_end_at(struct screen *screen, int status, int signal,
                         const char *file, int line)
{
    const char *why = NULL;

    screen_await_state_at(screen, CHILD_ENDED, file, line);
    if (child_exit_status(screen->child) != status ||
        child_exit_signal(screen->child) != signal)
        screen_fail(screen, file, line, "expected exit status %d and signal %d",
                    status, signal);
    if (!screen_is_sane(screen, &why))
        screen_fail(screen, file, line, "the terminal is left wrong: %s", why);
}

static char *read_text(const char *path)
{
    FILE *stream = fopen(path, "r");
    char *text = NULL;
    size_t size = 0;

    if (!stream || getdelim(&text, &size, '\0', stream) < 0) {
        free(text);
        text = xstrdup("");
    }
    if (stream)
        fclose(stream);
    return text;
}

static void write_text(const char *path, const char *text)
{
    struct new_file *golden = NULL;
    struct error err = {0};

    check_ok(new_file_create(&golden, path, &err), err);
    fputs(text, new_file_stream(golden));
    check_ok(new_file_commit(golden, &err), err);
}

void screen_check_golden_at(struct screen *screen, const char *name,
                            const char *file, int line)
{
    const char *top = getenv("TOP_SRCDIR");
    char *path = xformat("%s/tests/golden/%s.screen", top ? top : ".", name);
    char *shown = screen_dump(screen);
    char *golden;
    bool equal;

    if (getenv("GENRELAB_WRITE_GOLDEN"))
        write_text(path, shown);
    golden = read_text(path);
    equal = strcmp(golden, shown) == 0;
    if (!equal)
        print_error("%s has:\n%s", path, golden);
    free(golden);
    free(shown);
    free(path);
    if (!equal)
        screen_fail(screen, file, line, "the screen is not as in %s.screen",
                    name);
}
