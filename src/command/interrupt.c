#include "command/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { SIGNALS = sizeof(signals) / sizeof(signals[0]) };

/* A signal handler can reach nothing but globals. */
static struct {
    atomic_bool flag;
    atomic_int which;
    int fd;
    struct sigaction old[SIGNALS];
} state = {.fd = -1};

_Static_assert(ATOMIC_BOOL_LOCK_FREE == 2 && ATOMIC_INT_LOCK_FREE == 2,
               "a signal handler may use atomics without locks only");

static void remember(int which)
{
    int saved = errno;
    const uint64_t one = 1;

    atomic_store(&state.which, which);
    atomic_store(&state.flag, true);
    if (write(state.fd, &one, sizeof(one)) < 0) {
        /* It is readable already. */
    }
    errno = saved;
}

bool interrupt_catch(struct error *err)
{
    /* SA_RESETHAND: who presses the key again does not want to wait. */
    struct sigaction action = {.sa_handler = remember,
                               .sa_flags = SA_RESTART | SA_RESETHAND};

    sigemptyset(&action.sa_mask);
    state.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (state.fd < 0)
        return error_set(err, "cannot wait for signals: %s", strerror(errno));
    for (int i = 0; i < SIGNALS; i++) {
        sigaction(signals[i], NULL, &state.old[i]);
        if (state.old[i].sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
    return true;
}

const atomic_bool *interrupt_flag(void)
{
    return &state.flag;
}

int interrupt_fd(void)
{
    return state.fd;
}

void interrupt_release(void)
{
    for (int i = 0; i < SIGNALS; i++)
        sigaction(signals[i], &state.old[i], NULL);
    if (atomic_load(&state.flag)) {
        fflush(NULL);
        raise(atomic_load(&state.which));
    }
    close(state.fd);
    state.fd = -1;
}
