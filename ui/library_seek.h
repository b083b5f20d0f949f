/* library_seek.h - the Library's cursor: filter, search and preview.
 */
#ifndef UI_LIBRARY_SEEK_H
#define UI_LIBRARY_SEEK_H

#include "ui/app.h"
#include "ui/library_list.h"

struct library_state {
    struct library_list *list;
    struct table table;
    int64_t selected;          /* track id the cursor is on; 0: none */
    enum feature_kind feature; /* the picture that is chosen */
    int64_t asked; /* track id whose preview is on its way; 0: none */
    enum feature_kind asked_feature; /* and of which feature */
    bool large;                      /* the detail takes most of the view */
    bool file_shown;                 /* the detail is a file just classified */
    char *search;                    /* the last text searched for; or NULL */
    size_t search_from;        /* where the cursor was when the search began */
    char *filter_before;       /* while a filter is typed: what it was, */
    int64_t track_before;      /* and the track the cursor was on */
    const struct view *origin; /* the view that opened this filter; or NULL */
    int list_top;              /* the first row of tracks when last drawn */
};

/* The row the cursor is on; NULL when the list is empty. */
const struct library_row *library_seek_row(const struct library_state *state);

/* The feature shown of a track: the chosen one, or for a track without audio
 * the values that were imported. */
enum feature_kind library_seek_feature(const struct library_state *state,
                                       const struct track *track);

/* After the cursor has moved. */
void library_seek_moved(struct app *app, struct library_state *state);

/* After the list has changed: the cursor stays on its track if that is still
 * shown. */
void library_seek_arranged(struct app *app, struct library_state *state);

/* Asks for the picture of the track under the cursor, if it is not there. */
void library_seek_preview(struct app *app, struct library_state *state);

/* After something failed, which may have been the preview asked for. */
void library_seek_failed(struct app *app, struct library_state *state);

void library_seek_filter(struct app *app, struct library_state *state,
                         const char *text);
void library_seek_ask_filter(struct app *app, struct library_state *state);
void library_seek_ask_search(struct app *app, struct library_state *state);
void library_seek_again(struct app *app, struct library_state *state,
                        bool backwards);

#endif
