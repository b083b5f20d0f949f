/* clock.h - time for rates and pauses. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

/* Seconds on a clock that never steps back; only differences mean anything. */
double clock_seconds(void);

#endif
