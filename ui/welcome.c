#include "ui/welcome.h"

static const char own[] =
    "Have a folder with one folder of sound files per genre?  Press i and "
    "give its path, or run:";
static const char gtzan[] =
    "Want GTZAN, 1000 tracks of 30 s in 10 genres?  Its copies on Kaggle "
    "(search for GTZAN) and on Hugging Face hold the audio; for research "
    "only.  The original archive, genres.tar.gz, has the MD5 sum";

/* A line that begins with a tab is something to type or to look for. */
static const char *const lines[] = {
    "This workspace has no tracks yet.",
    "",
    own,
    "\tgenrelab import FOLDER",
    "",
    "Have none?  Let the program make a demo collection, then import it:",
    "\tgenrelab demo DIR",
    "\tgenrelab import DIR/genres",
    "",
    gtzan,
    "\t5b3d6dddb579ab49814ab86dba69e7c7",
    "Unpack it, press i and give the folder that holds the genres.",
};

enum { LINE_COUNT = sizeof(lines) / sizeof(lines[0]) };

void welcome_draw(struct canvas *canvas)
{
    struct canvas text = canvas_part(
        canvas, 2, canvas->height > LINE_COUNT + 2 ? 1 : 0,
        canvas->width - 4 > 76 ? 76 : canvas->width - 4, canvas->height);
    int y = 0;

    for (int i = 0; i < LINE_COUNT; i++) {
        const char *line = lines[i];

        if (line[0] == '\t')
            canvas_text(&text, 4, y++, STYLE_KEY, line + 1);
        else if (line[0])
            y = canvas_paragraph(&text, y, i ? STYLE_TEXT : STYLE_STRONG, line);
        else
            y++;
    }
}
