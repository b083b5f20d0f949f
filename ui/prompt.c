#include "ui/prompt.h"

#include <stdio.h>

static void open_with(struct prompt *prompt, const char *label,
                      const char *text, const struct prompt_asker *asker)
{
    prompt->open = true;
    snprintf(prompt->label, sizeof(prompt->label), "%s", label);
    line_set(&prompt->line, text);
    prompt->asker = *asker;
}

void prompt_ask(struct prompt *prompt, const char *label, const char *text,
                const struct prompt_asker *asker)
{
    open_with(prompt, label, text, asker);
    prompt->confirm = false;
}

void prompt_confirm(struct prompt *prompt, const char *question,
                    const struct prompt_asker *asker)
{
    open_with(prompt, question, "", asker);
    prompt->confirm = true;
}

static void accept(struct prompt *prompt, struct app *app)
{
    /* The asker may open the next prompt, so this one is closed before. */
    struct prompt answered = *prompt;

    prompt->open = false;
    answered.asker.accepted(app, answered.asker.state, answered.line.text);
}

static void abandon(struct prompt *prompt, struct app *app)
{
    prompt->open = false;
    if (prompt->asker.abandoned)
        prompt->asker.abandoned(app, prompt->asker.state);
}

/* Escape leaves a prompt, and so does erasing where nothing is left. */
static bool leaves(const struct prompt *prompt, int32_t key)
{
    return key == NAMED_ESCAPE ||
           (key == NAMED_BACKSPACE && prompt->line.length == 0);
}

void prompt_key(struct prompt *prompt, struct app *app, int32_t key)
{
    if (prompt->confirm) {
        if (key == 'y' || key == 'Y')
            accept(prompt, app);
        else
            abandon(prompt, app);
    } else if (key == NAMED_ENTER) {
        accept(prompt, app);
    } else if (leaves(prompt, key)) {
        abandon(prompt, app);
    } else if (line_key(&prompt->line, key) && prompt->asker.changed) {
        prompt->asker.changed(app, prompt->asker.state, prompt->line.text);
    }
}

void prompt_draw(const struct prompt *prompt, struct canvas *canvas)
{
    int x = canvas_print(canvas, 0, 0, STYLE_KEY, "%s ", prompt->label);

    if (prompt->confirm)
        canvas_text(canvas, x, 0, STYLE_STRONG, "y/n");
    else
        line_draw(&prompt->line, canvas, x, 0, canvas->width - x);
}
