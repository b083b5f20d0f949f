/* names.h - invented artists and titles. */
#ifndef DEMO_NAMES_H
#define DEMO_NAMES_H

#include <stdint.h>

/* Names that differ for different numbers from 0 to 1599 under one seed; the
 * caller frees them. */
char *names_artist(uint64_t seed, int number);
char *names_title(uint64_t seed, int number);

#endif
