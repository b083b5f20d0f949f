/* text.h - text from outside, made safe to show.
 *
 * File names, tags and CSV fields may hold anything.  What reaches a terminal
 * is valid UTF-8 without control characters, so that no name can move the
 * cursor or change the terminal's state.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Reads one character at *cursor and moves past it.  Returns its code point;
 * or -1 and moves one byte when the bytes there are not valid UTF-8.  At the
 * end of the text it returns 0 and does not move. */
int32_t text_next(const char **cursor);

/* Appends the UTF-8 form of a code point to out (at least 5 bytes) and a
 * null; returns its length. */
size_t text_encode(int32_t code, char *out);

/* Whether a code point must not reach a terminal: C0 and C1 controls, DEL,
 * and the characters that reorder or hide text. */
bool text_is_control(int32_t code);

/* A copy with each control character and invalid byte as \xNN or \uNNNN; the
 * caller frees it. */
char *text_safe(const char *text);

/* Writes the safe form. */
void text_print(FILE *stream, const char *text);

#endif
