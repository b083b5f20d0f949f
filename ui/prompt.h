/* prompt.h - a question on the status line: a text, or yes or no. */
#ifndef UI_PROMPT_H
#define UI_PROMPT_H

#include "ui/line.h"

#include <stdbool.h>

struct app;

/* What the asker does with the answer; state is the asker's own. */
struct prompt_asker {
    void *state;
    void (*changed)(struct app *app, void *state, const char *text);
    void (*accepted)(struct app *app, void *state, const char *text);
    void (*abandoned)(struct app *app, void *state);
};

struct prompt {
    bool open;
    bool confirm; /* wants y or n only */
    char label[128];
    struct line line;
    struct prompt_asker asker;
};

/* Asks for a text, which begins as given.  changed is told of every key. */
void prompt_ask(struct prompt *prompt, const char *label, const char *text,
                const struct prompt_asker *asker);

/* Asks for y or n; accepted is called on y only. */
void prompt_confirm(struct prompt *prompt, const char *question,
                    const struct prompt_asker *asker);

/* Every key belongs to an open prompt. */
void prompt_key(struct prompt *prompt, struct app *app, int32_t key);

void prompt_draw(const struct prompt *prompt, struct canvas *canvas);

#endif
