#include "tests/screen/toy.h"

#include <curses.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { BAD_NAME = 2, LOST_TERMINAL = 5, BURST_LINES = 5000, TORN_FRAMES = 300 };

static long frame;

static void mark_frame(void)
{
    printf("\033]7777;frame=%ld\007", ++frame);
    fflush(stdout);
}

/* Resizing and stopping are let in only while nothing but waiting is done, so
 * that none can slip past the waiting. */
static void hold_signals(void)
{
    sigset_t held;

    sigemptyset(&held);
    sigaddset(&held, SIGWINCH);
    sigaddset(&held, SIGTSTP);
    sigprocmask(SIG_BLOCK, &held, NULL);
}

static void start_curses(void)
{
    hold_signals();
    setlocale(LC_ALL, "");
    initscr();
    set_escdelay(25);
    start_color();
    use_default_colors();
    init_pair(1, COLOR_RED, -1);
    cbreak();
    noecho();
    keypad(stdscr, TRUE);
    curs_set(0);
    mousemask(ALL_MOUSE_EVENTS, NULL);
    mouseinterval(0);
}

static void draw(int key, int keys)
{
    erase();
    mvprintw(0, 0, "size %dx%d key %s keys %d", COLS, LINES,
             key ? keyname(key) : "none", keys);
    attron(COLOR_PAIR(1) | A_BOLD);
    mvaddstr(1, 0, "bold red");
    attroff(COLOR_PAIR(1) | A_BOLD);
    attron(A_REVERSE);
    mvaddstr(1, 10, "reverse");
    attroff(A_REVERSE);
    mvaddstr(2, 0, "\u28ff\u2588 wide \u65e5 end");
    refresh();
    mark_frame();
}

/* The next key; ERR when the terminal is gone. */
static int next_key(void)
{
    struct pollfd keyboard = {.fd = STDIN_FILENO, .events = POLLIN};
    sigset_t none;
    int key;

    sigemptyset(&none);
    while ((key = getch()) == ERR && !(keyboard.revents & POLLHUP)) {
        if (ppoll(&keyboard, 1, NULL, &none) < 0)
            mark_frame(); /* curses has drawn again, after a stop */
    }
    return key;
}

static int show_keys(void)
{
    int key = 0;

    start_curses();
    timeout(0);
    for (int keys = 0; key != 'q'; keys++) {
        MEVENT event;

        draw(key, keys);
        key = next_key();
        if (key == ERR)
            return LOST_TERMINAL;
        if (key == KEY_MOUSE && getmouse(&event) == OK)
            key = event.y == 4 && event.x == 7 ? 'M' : KEY_MOUSE;
    }
    endwin();
    return 0;
}

static int leave_everything(void)
{
    start_curses();
    draw(0, 0);
    _exit(0);
}

static int leave_raw(void)
{
    struct termios modes;

    tcgetattr(STDIN_FILENO, &modes);
    modes.c_lflag &= ~(tcflag_t)ECHO;
    tcsetattr(STDIN_FILENO, TCSANOW, &modes);
    return 0;
}

static int leave(const char *sequence)
{
    fputs(sequence, stdout);
    return 0;
}

static int print_much(void)
{
    for (int line = 1; line < BURST_LINES; line++)
        printf("line %d\n", line);
    printf("the last line");
    return 3;
}

/* Each frame says its number at the top and at the bottom, in two writes. */
static int tear(void)
{
    for (int i = 1; i <= TORN_FRAMES; i++) {
        printf("\033[H%d.\033[K", i);
        fflush(stdout);
        printf("\033[3H%d.\033[K", i);
        mark_frame();
    }
    return 0;
}

/* Asks where the cursor is and shows the answer. */
static int ask(void)
{
    struct termios before, modes;
    char reply[32] = "";

    tcgetattr(STDIN_FILENO, &before);
    modes = before;
    cfmakeraw(&modes);
    tcsetattr(STDIN_FILENO, TCSANOW, &modes);
    printf("\033[4;9H\033[6n");
    fflush(stdout);
    if (read(STDIN_FILENO, reply, sizeof(reply) - 1) > 0)
        printf("\033[Hthe answer is %s", reply + 1);
    tcsetattr(STDIN_FILENO, TCSANOW, &before);
    return 0;
}

static int tell_surroundings(void)
{
    const char *term = getenv("TERM");
    const char *home = getenv("HOME");

    fprintf(stderr, "TERM %s HOME %s input %d output %d\n",
            term ? term : "unset", home ? home : "unset", isatty(STDIN_FILENO),
            isatty(STDOUT_FILENO));
    return 0;
}

static int work_and_rest(void)
{
    while (clock() < CLOCKS_PER_SEC / 5)
        continue;
    mark_frame();
    pause();
    return 0;
}

int toy_play(const char *name)
{
    if (strcmp(name, "keys") == 0)
        return show_keys();
    if (strcmp(name, "leaves-everything") == 0)
        return leave_everything();
    if (strcmp(name, "leaves-raw") == 0)
        return leave_raw();
    if (strcmp(name, "leaves-alternate") == 0)
        return leave("\033[?1049h");
    if (strcmp(name, "leaves-hidden") == 0)
        return leave("\033[?25l");
    if (strcmp(name, "leaves-mouse") == 0)
        return leave("\033[?1000h");
    if (strcmp(name, "prints-much") == 0)
        return print_much();
    if (strcmp(name, "tears") == 0)
        return tear();
    if (strcmp(name, "repeats") == 0)
        return leave("\033[2;1H-\033[78b+\033[4;1H=\033[79b");
    if (strcmp(name, "asks") == 0)
        return ask();
    if (strcmp(name, "tells") == 0)
        return tell_surroundings();
    if (strcmp(name, "works") == 0)
        return work_and_rest();
    return BAD_NAME;
}
