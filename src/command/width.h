/* width.h - how many columns of a terminal a text takes. */
#ifndef COMMAND_WIDTH_H
#define COMMAND_WIDTH_H

/* Of a text that is safe to show (base/text.h), in the current locale. */
int text_width(const char *text);

#endif
