#include "ui/rescue.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

static char sequence[RESCUE_SIZE];
static size_t sequence_size;
static struct termios saved;
static volatile sig_atomic_t armed;

/* A stack overflow leaves no room for a handler on the usual stack. */
static char stack[64 * 1024];

static const int deadly[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
enum { DEADLY_COUNT = sizeof(deadly) / sizeof(deadly[0]) };

void rescue_now(void)
{
    ssize_t written;

    if (!armed)
        return;
    armed = 0;
    written = write(STDOUT_FILENO, sequence, sequence_size);
    (void)written;
    tcsetattr(STDIN_FILENO, TCSANOW, &saved);
}

static void crashed(int number)
{
    rescue_now();
    /* The handler was reset on entry, so this ends the program. */
    raise(number);
}

static void handle(void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};

    sigemptyset(&action.sa_mask);
    for (int i = 0; i < DEADLY_COUNT; i++)
        sigaction(deadly[i], &action, NULL);
}

void rescue_arm(const char *bytes, size_t size, const struct termios *modes)
{
    stack_t alternative = {.ss_sp = stack, .ss_size = sizeof(stack)};

    sequence_size = size < sizeof(sequence) ? size : sizeof(sequence);
    memcpy(sequence, bytes, sequence_size);
    saved = *modes;
    armed = 1;
    sigaltstack(&alternative, NULL);
    handle(crashed, (int)(SA_ONSTACK | SA_RESETHAND | SA_NODEFER));
}

void rescue_disarm(void)
{
    if (!armed)
        return;
    armed = 0;
    handle(SIG_DFL, 0);
}
