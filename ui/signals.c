#include "ui/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const int watched[] = {SIGTERM,  SIGHUP,  SIGINT, SIGQUIT,
                              SIGWINCH, SIGTSTP, SIGCONT};
enum { WATCHED_COUNT = sizeof(watched) / sizeof(watched[0]) };

static int ends[2] = {-1, -1};
static struct sigaction before[WATCHED_COUNT];

static void note(int number)
{
    int kept = errno;
    unsigned char byte = (unsigned char)number;
    ssize_t written = write(ends[1], &byte, 1);

    (void)written;
    errno = kept;
}

static void watch(int number)
{
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};

    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

bool signals_open(struct error *err)
{
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0)
        return error_set(err, "cannot make a pipe: %s", strerror(errno));
    for (int i = 0; i < WATCHED_COUNT; i++) {
        sigaction(watched[i], NULL, &before[i]);
        if (before[i].sa_handler != SIG_IGN)
            watch(watched[i]);
    }
    return true;
}

void signals_close(void)
{
    if (ends[0] < 0)
        return;
    for (int i = 0; i < WATCHED_COUNT; i++)
        sigaction(watched[i], &before[i], NULL);
    close(ends[0]);
    close(ends[1]);
    ends[0] = ends[1] = -1;
}

int signals_fd(void)
{
    return ends[0];
}

int signals_take(void)
{
    unsigned char byte;

    return read(ends[0], &byte, 1) == 1 ? byte : 0;
}

void signals_block(bool block)
{
    sigset_t set;

    sigemptyset(&set);
    for (int i = 0; i < WATCHED_COUNT; i++)
        sigaddset(&set, watched[i]);
    pthread_sigmask(block ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

static void raise_default(int number)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigset_t set;

    sigemptyset(&action.sa_mask);
    sigaction(number, &action, NULL);
    sigemptyset(&set);
    sigaddset(&set, number);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    raise(number);
}

void signals_stop(void)
{
    raise_default(SIGTSTP);
    watch(SIGTSTP);
}

void signals_die(int number)
{
    raise_default(number);
}
