/* view.h - one screen: how it is drawn and what its keys do.
 *
 * A view keeps its own state (a cursor, a filter) behind the pointer that
 * create() returns; what several views show is in struct app.  A new view is
 * one file and one line in app.c.
 */
#ifndef UI_VIEW_H
#define UI_VIEW_H

#include "session/message.h"
#include "ui/canvas.h"
#include "ui/request.h"

struct app;

struct view {
    const char *title;
    enum request_scope scope;

    void *(*create)(void);
    void (*destroy)(void *state);

    /* State to cells, on a canvas of any size.  What scrolls may remember
     * the size of its page. */
    void (*draw)(const struct app *app, void *state, struct canvas *canvas);

    /* What the request does now, for the key line; "" when it works but is
     * not worth the room; NULL when it does nothing now. */
    const char *(*label)(const struct app *app, const void *state,
                         enum request request);

    /* False: not mine. */
    bool (*request)(struct app *app, void *state, enum request request);

    /* After app has taken from the event what all views share. */
    void (*event)(struct app *app, void *state, const struct event *event);

    /* A click on a cell of the canvas last drawn. */
    void (*click)(struct app *app, void *state, int x, int y);
};

#endif
