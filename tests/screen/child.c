#include "tests/screen/child.h"

#include "base/alloc.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>
#include <utmp.h>

enum { ENVIRONMENT_MAX = 64, NEWS_FD = STDERR_FILENO + 1 };

struct child {
    int master; /* the test's end of the terminal; -1 once hung up */
    int slave;  /* the program's end, held open to look at its modes */
    int news;   /* from the leader, a struct news a change */
    pid_t leader;
    pid_t pid;
    struct termios before;
    char *outbox; /* what was typed and not yet taken */
    size_t outbox_size;
    enum child_state state;
    int status; /* as waitpid() gave it, once ended */
};

struct news {
    pid_t pid;
    int status; /* as waitpid() gave it; unused in the first, the start */
};

/* The program, for the leader's signal handler; 0 before and after it. */
static volatile sig_atomic_t led;

static void die(const char *what)
{
    perror(what);
    abort();
}

/* --- the program's side --------------------------------------------------- */

static void reset_signals(void)
{
    sigset_t none;

    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Becomes the program: in the foreground, with a shell's defaults. */
static void become(const struct child_options *options, char **environment)
{
    const struct rlimit no_core = {0, 0};
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    close(NEWS_FD);
    setpgid(0, 0);
    signal(SIGTTOU, SIG_IGN);
    tcsetpgrp(STDIN_FILENO, getpid());
    reset_signals();
    setrlimit(RLIMIT_CORE, &no_core);
    if (chdir(options->folder) != 0)
        _exit(126);
    if (options->input_elsewhere)
        dup2(nothing, STDIN_FILENO);
    if (options->output_elsewhere)
        dup2(nothing, STDOUT_FILENO);
    execve(options->argv[0], (char *const *)options->argv, environment);
    _exit(127);
}

static void pass_on_hang_up(int number)
{
    if (led == 0)
        return;
    kill(-led, number);
    kill(-led, SIGCONT);
}

static void report(pid_t pid, int status)
{
    const struct news item = {pid, status};

    if (write(NEWS_FD, &item, sizeof(item)) != (ssize_t)sizeof(item))
        _exit(1);
}

/* The leader.  When the program has ended it stays, because a session whose
 * leader ends loses its terminal before the test could look at it. */
static void lead(const struct child_options *options, char **environment,
                 int slave, int news)
{
    int status = 0;
    pid_t pid;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    reset_signals();
    signal(SIGHUP, options->silent_hang_up ? SIG_IGN : pass_on_hang_up);
    if (login_tty(slave) != 0 || dup2(news, NEWS_FD) < 0 ||
        close_range(NEWS_FD + 1, ~0U, 0) != 0)
        _exit(1);
    pid = fork();
    if (pid < 0)
        _exit(1);
    if (pid == 0)
        become(options, environment);
    setpgid(pid, pid);
    led = pid;
    report(pid, 0);
    for (;;) {
        pid_t changed = waitpid(pid, &status, WUNTRACED | WCONTINUED);

        if (changed < 0 && errno == EINTR)
            continue;
        report(pid, status);
        if (changed < 0 || WIFEXITED(status) || WIFSIGNALED(status))
            break;
    }
    led = 0;
    for (;;)
        pause();
}

/* --- its environment ------------------------------------------------------ */

static size_t name_length(const char *entry)
{
    return strcspn(entry, "=");
}

/* Sets NAME=value in the list, or removes NAME where there is no "=". */
static void put(char **list, const char *entry)
{
    size_t length = name_length(entry);
    size_t i = 0;

    while (list[i] && (name_length(list[i]) != length ||
                       strncmp(list[i], entry, length) != 0))
        i++;
    assert(i + 1 < ENVIRONMENT_MAX);
    free(list[i]);
    list[i] = xstrdup(entry);
    if (entry[length] == '=')
        return;
    free(list[i]);
    while (list[i + 1]) {
        list[i] = list[i + 1];
        i++;
    }
    list[i] = NULL;
}

static void put_pair(char **list, const char *name, const char *value,
                     const char *rest)
{
    char *entry = xformat("%s=%s%s", name, value, rest);

    put(list, entry);
    free(entry);
}

static char **environment_create(const struct child_options *options)
{
    static const char *const kept[] = {
        "PATH",         "TMPDIR",       "ASAN_OPTIONS",   "UBSAN_OPTIONS",
        "TSAN_OPTIONS", "LSAN_OPTIONS", "OMP_NUM_THREADS"};
    char **list = xcalloc(ENVIRONMENT_MAX, sizeof(*list));

    for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
        const char *value = getenv(kept[i]);

        if (value)
            put_pair(list, kept[i], value, "");
    }
    put(list, "TERM=xterm-256color");
    put(list, "LC_ALL=C.UTF-8");
    put(list, "GENRELAB_FRAME_MARK=1");
    /* On a console, curses would look for a mouse daemon of this machine. */
    put(list, "NCURSES_GPM_TERMS=");
    put_pair(list, "HOME", options->folder, "");
    put_pair(list, "XDG_DATA_HOME", options->folder, "/data");
    put_pair(list, "XDG_CONFIG_HOME", options->folder, "/config");
    put_pair(list, "XDG_CACHE_HOME", options->folder, "/cache");
    for (size_t i = 0; options->environment && options->environment[i]; i++)
        put(list, options->environment[i]);
    return list;
}

static void environment_destroy(char **list)
{
    for (size_t i = 0; list[i]; i++)
        free(list[i]);
    free(list);
}

/* --- the test's side ------------------------------------------------------ */

static struct winsize size_of(int rows, int columns)
{
    return (struct winsize){.ws_row = (unsigned short)rows,
                            .ws_col = (unsigned short)columns};
}

struct child *child_start(const struct child_options *options)
{
    struct child *child = xcalloc(1, sizeof(*child));
    struct winsize size = size_of(options->rows, options->columns);
    char **environment = environment_create(options);
    struct news first = {0};
    int pipes[2];

    if (openpty(&child->master, &child->slave, NULL, NULL, &size) != 0)
        die("openpty");
    if (pipe2(pipes, O_CLOEXEC) != 0)
        die("pipe2");
    if (tcgetattr(child->slave, &child->before) != 0)
        die("tcgetattr");
    fcntl(child->master, F_SETFD, FD_CLOEXEC);
    fcntl(child->master, F_SETFL, O_NONBLOCK);
    fflush(NULL);
    child->leader = fork();
    if (child->leader < 0)
        die("fork");
    if (child->leader == 0) {
        close(child->master);
        lead(options, environment, child->slave, pipes[1]);
    }
    fcntl(child->slave, F_SETFD, FD_CLOEXEC);
    environment_destroy(environment);
    close(pipes[1]);
    child->news = pipes[0];
    if (read(child->news, &first, sizeof(first)) != (ssize_t)sizeof(first))
        die("the leader");
    child->pid = first.pid;
    return child;
}

void child_destroy(struct child *child)
{
    if (!child)
        return;
    if (child->state != CHILD_ENDED)
        kill(child->pid, SIGKILL);
    kill(child->leader, SIGKILL);
    waitpid(child->leader, NULL, 0);
    if (child->master >= 0)
        close(child->master);
    if (child->slave >= 0)
        close(child->slave);
    close(child->news);
    free(child->outbox);
    free(child);
}

static void flush_outbox(struct child *child)
{
    ssize_t sent = write(child->master, child->outbox, child->outbox_size);

    if (sent <= 0)
        return;
    child->outbox_size -= (size_t)sent;
    memmove(child->outbox, child->outbox + sent, child->outbox_size);
}

static void take_news(struct child *child)
{
    struct news item;

    if (read(child->news, &item, sizeof(item)) != (ssize_t)sizeof(item))
        die("the leader's news");
    if (WIFSTOPPED(item.status)) {
        child->state = CHILD_STOPPED;
    } else if (WIFCONTINUED(item.status)) {
        child->state = CHILD_RUNS;
    } else {
        child->state = CHILD_ENDED;
        child->status = item.status;
    }
}

size_t child_read(struct child *child, char *buffer, size_t size,
                  int timeout_ms)
{
    struct pollfd watched[2] = {{.fd = child->master, .events = POLLIN},
                                {.fd = child->news, .events = POLLIN}};
    ssize_t got = 0;

    if (child->outbox_size > 0)
        watched[0].events |= POLLOUT;
    if (child->state == CHILD_ENDED)
        watched[1].fd = -1;
    if (poll(watched, 2, timeout_ms) < 0 && errno != EINTR)
        die("poll");
    if (watched[0].revents & POLLOUT)
        flush_outbox(child);
    if (watched[0].revents & POLLIN)
        got = read(child->master, buffer, size);
    else if (watched[1].revents & (POLLIN | POLLHUP))
        take_news(child);
    return got > 0 ? (size_t)got : 0;
}

void child_type(struct child *child, const char *bytes, size_t size)
{
    char *larger = realloc(child->outbox, child->outbox_size + size + 1);

    if (!larger)
        die("realloc");
    memcpy(larger + child->outbox_size, bytes, size);
    child->outbox = larger;
    child->outbox_size += size;
}

void child_write_behind(struct child *child, const char *bytes, size_t size)
{
    if (child->master >= 0 && write(child->slave, bytes, size) < 0)
        die("the terminal");
}

void child_resize(struct child *child, int rows, int columns)
{
    struct winsize size = size_of(rows, columns);

    if (ioctl(child->master, TIOCSWINSZ, &size) != 0)
        die("TIOCSWINSZ");
}

void child_signal(struct child *child, int signal)
{
    if (child->state != CHILD_ENDED)
        kill(child->pid, signal);
}

void child_hang_up(struct child *child)
{
    close(child->master);
    child->master = -1;
}

enum child_state child_state(const struct child *child)
{
    return child->state;
}

int child_exit_status(const struct child *child)
{
    return WIFEXITED(child->status) ? WEXITSTATUS(child->status) : -1;
}

int child_exit_signal(const struct child *child)
{
    return WIFSIGNALED(child->status) ? WTERMSIG(child->status) : 0;
}

double child_cpu_ms(const struct child *child)
{
    struct timespec used = {0};
    clockid_t clock;

    if (clock_getcpuclockid(child->pid, &clock) != 0 ||
        clock_gettime(clock, &used) != 0)
        die("the program's clock");
    return (double)used.tv_sec * 1e3 + (double)used.tv_nsec / 1e6;
}

bool child_modes_restored(const struct child *child, const char **why)
{
    struct termios now;
    tcflag_t local;

    if (tcgetattr(child->slave, &now) != 0)
        die("tcgetattr");
    local = now.c_lflag ^ child->before.c_lflag;
    *why = (local & ICANON)                             ? "ICANON"
           : (local & ECHO)                             ? "ECHO"
           : (local & ISIG)                             ? "ISIG"
           : local                                      ? "c_lflag"
           : (now.c_oflag ^ child->before.c_oflag)      ? "c_oflag (OPOST)"
           : (now.c_iflag ^ child->before.c_iflag)      ? "c_iflag (ICRNL)"
           : (now.c_cflag ^ child->before.c_cflag)      ? "c_cflag"
           : memcmp(now.c_cc, child->before.c_cc, NCCS) ? "c_cc"
                                                        : NULL;
    return !*why;
}
