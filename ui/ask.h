/* ask.h - the questions that any view can bring up. */
#ifndef UI_ASK_H
#define UI_ASK_H

struct app;

/* A sound file to classify. */
void ask_for_file(struct app *app);

/* A folder, or a label file (.csv), to import. */
void ask_for_folder(struct app *app);

#endif
