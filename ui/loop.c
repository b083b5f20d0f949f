#include "ui/loop.h"

#include "ui/app.h"
#include "ui/signals.h"

#include <poll.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

/* How many events are taken before the screen is drawn again: a flood of
 * them cannot keep it from being seen. */
enum { EVENTS_A_FRAME = 256 };

struct loop {
    struct terminal *terminal;
    struct session *session;
    struct app app;
    struct keymap keymap;
    bool dirty; /* what is shown is not what is */
    bool mouse; /* as the terminal was told */
    int signal; /* that ended it; 0: none */
};

static bool send(void *context, struct command *command)
{
    return session_send(context, command);
}

static int64_t wall_clock(void)
{
    return time(NULL);
}

static void stop_and_continue(struct loop *loop)
{
    terminal_leave(loop->terminal);
    signals_stop();
    terminal_return(loop->terminal);
}

static void take_signals(struct loop *loop)
{
    int number;

    while ((number = signals_take()) != 0) {
        loop->dirty = true;
        if (number == SIGWINCH)
            terminal_resize(loop->terminal);
        else if (number == SIGTSTP)
            stop_and_continue(loop);
        else if (number == SIGCONT)
            terminal_return(loop->terminal);
        else
            loop->signal = number;
    }
}

static void take_keys(struct loop *loop)
{
    struct gesture gesture;

    while (!loop->app.ended && terminal_read(loop->terminal, &gesture)) {
        app_gesture(&loop->app, &gesture);
        loop->dirty = true;
    }
}

static void take_events(struct loop *loop)
{
    struct event event;

    for (int i = 0; i < EVENTS_A_FRAME; i++) {
        if (!queue_try_pop(session_events(loop->session), &event))
            return;
        app_event(&loop->app, &event);
        loop->dirty = true;
    }
}

static void show(struct loop *loop)
{
    struct canvas canvas;
    int width, height;

    if (loop->app.mouse != loop->mouse) {
        loop->mouse = loop->app.mouse;
        terminal_mouse(loop->terminal, loop->mouse);
    }
    if (loop->app.repaint)
        terminal_forget(loop->terminal);
    loop->app.repaint = false;
    terminal_size(loop->terminal, &width, &height);
    canvas_init(&canvas, width, height, terminal_look(loop->terminal));
    app_draw(&loop->app, &canvas);
    terminal_show(loop->terminal, &canvas);
    canvas_finish(&canvas);
    loop->dirty = false;
}

/* Waits without a limit: nothing happens on the screen unless a key, an event
 * or a signal comes.  The frame is marked when the wait is sure to begin. */
static void wait_for_news(struct loop *loop)
{
    struct pollfd sources[] = {
        {.fd = STDIN_FILENO, .events = POLLIN},
        {.fd = queue_fd(session_events(loop->session)), .events = POLLIN},
        {.fd = signals_fd(), .events = POLLIN},
    };

    if (poll(sources, 3, 0) == 0) {
        terminal_mark(loop->terminal);
        if (poll(sources, 3, -1) < 0)
            return;
    }
    if (sources[0].revents & (POLLHUP | POLLERR | POLLNVAL))
        loop->signal = SIGHUP;
}

int loop_run(struct terminal *terminal, struct session *session,
             const char *workspace)
{
    struct loop loop = {
        .terminal = terminal, .session = session, .dirty = true};
    struct app_options options = {.keymap = &loop.keymap,
                                  .send = send,
                                  .context = session,
                                  .workspace = workspace,
                                  .clock = wall_clock};

    keymap_init(&loop.keymap);
    app_init(&loop.app, &options);
    while (!loop.app.ended && !loop.signal) {
        if (loop.dirty)
            show(&loop);
        wait_for_news(&loop);
        take_signals(&loop);
        take_keys(&loop);
        take_events(&loop);
    }
    if (live_is_on(&loop.app.live)) {
        app_say(&loop.app, MESSAGE_NOTE, "saving the training ...");
        show(&loop);
    }
    app_finish(&loop.app);
    return loop.signal;
}
