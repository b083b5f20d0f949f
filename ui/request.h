/* request.h - everything a key can ask for.
 *
 * One list makes the enumeration, the table of keys and the help view.  A
 * scope says where a request is heard: MOVE and PROGRAM in every view, the
 * others in one.  The same key may stand in the scopes of two views.
 */
#ifndef UI_REQUEST_H
#define UI_REQUEST_H

/* X(scope, name, keys, help); keys are separated by blanks. */
#define REQUESTS(X)                                                            \
    X(MOVE, UP, "Up k", "one line up")                                         \
    X(MOVE, DOWN, "Down j", "one line down")                                   \
    X(MOVE, LEFT, "Left h", "to the left")                                     \
    X(MOVE, RIGHT, "Right l", "to the right")                                  \
    X(MOVE, PAGE_UP, "PgUp ^B", "one page up")                                 \
    X(MOVE, PAGE_DOWN, "PgDn ^F", "one page down")                             \
    X(MOVE, HALF_UP, "^U", "half a page up")                                   \
    X(MOVE, HALF_DOWN, "^D", "half a page down")                               \
    X(MOVE, FIRST, "Home g", "to the first line")                              \
    X(MOVE, LAST, "End G", "to the last line")                                 \
    X(PROGRAM, HELP, "? F1", "this help")                                      \
    X(PROGRAM, VIEW, "1 2 3 4 5 6 7 8 9", "the view of that number")           \
    X(PROGRAM, NEXT_VIEW, "Tab", "the next view")                              \
    X(PROGRAM, PREVIOUS_VIEW, "S-Tab", "the view before")                      \
    X(PROGRAM, BACK, "Esc", "out of what Enter opened")                        \
    X(PROGRAM, TRAIN, "t", "to the Train view; there: start a training")       \
    X(PROGRAM, CLASSIFY_FILE, "C", "classify a sound file by its path")        \
    X(PROGRAM, IMPORT, "i", "import a folder that has a folder per genre")     \
    X(PROGRAM, MOUSE, "m", "mouse on or off; off lets you select text")        \
    X(PROGRAM, REDRAW, "^L", "draw the whole screen again")                    \
    X(PROGRAM, QUIT, "q", "quit; a running training is saved")                 \
    X(LIBRARY, DETAIL, "Enter", "a larger picture of the track")               \
    X(LIBRARY, PICTURE, "v", "next picture: mel, mfcc, chroma, wavelet, ...")  \
    X(LIBRARY, SEARCH, "/", "search in the list, as you type")                 \
    X(LIBRARY, FILTER, "f", "show only matching tracks, as you type")          \
    X(LIBRARY, CLASSIFY, "c", "classify the track by the newest run")          \
    X(LIBRARY, SEARCH_NEXT, "n", "the next match")                             \
    X(LIBRARY, SEARCH_PREVIOUS, "N", "the match before")                       \
    X(LIBRARY, UNFILTER, "F", "show all tracks again")                         \
    X(LIBRARY, SORT, "s", "sort by the next column")                           \
    X(LIBRARY, REVERSE, "S", "reverse the order")                              \
    X(LIBRARY, EXTRACT, "e", "compute the features chosen in Train now")       \
    X(TRAIN, CHANGE, "Enter", "type a value for the setting, or start")        \
    X(TRAIN, TOGGLE, "Space", "switch the setting to its next choice")         \
    X(TRAIN, PAUSE, "p", "pause the training, or go on with it")               \
    X(TRAIN, STOP, "s", "stop the training and keep its best epoch")           \
    X(TRAIN, DISCARD, "D", "stop the training and discard its run")            \
    X(TRAIN, CURVES, "e", "the settings or the curves")                        \
    X(TRAIN, MORE, "+ =", "more: the setting, or the learning rate")           \
    X(TRAIN, LESS, "-", "less: the setting, or the learning rate")             \
    X(TRAIN, DEFAULTS, "R", "reset all settings")                              \
    X(RESULT, OPEN_CELL, "Enter", "the tracks of the cell, in the Library")    \
    X(RESULT, PERCENT, "%", "counts, or per cent of the given genre")          \
    X(RESULT, CHECKPOINT, "b", "the best epoch, or the last")                  \
    X(JOBS, CANCEL, "x", "cancel the import or the extraction")

enum request_scope {
    SCOPE_MOVE,
    SCOPE_PROGRAM,
    SCOPE_LIBRARY,
    SCOPE_TRAIN,
    SCOPE_RESULT,
    SCOPE_JOBS
};

enum request {
#define REQUEST_ENUM(scope, name, keys, help) REQUEST_##name,
    REQUESTS(REQUEST_ENUM)
#undef REQUEST_ENUM
        REQUEST_COUNT,
    REQUEST_NONE = REQUEST_COUNT
};

struct request_info {
    enum request_scope scope;
    const char *name; /* "PAGE_UP" */
    const char *keys;
    const char *help;
};

const struct request_info *request_info(enum request request);

#endif
