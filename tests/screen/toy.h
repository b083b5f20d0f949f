/* toy.h - small programs with and without manners, to test the harness on.
 */
#ifndef TESTS_SCREEN_TOY_H
#define TESTS_SCREEN_TOY_H

/* Plays the program of this name and returns its exit status. */
int toy_play(const char *name);

#endif
