#include "demo/ledger.h"

#include "base/alloc.h"
#include "base/file.h"
#include "demo/genre.h"
#include "demo/names.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *word;
    char kind;
    bool dosed;
} names[FAULT_COUNT] = {
    [FAULT_NONE] = {"-", '-', false},
    [FAULT_BYTE_COPY] = {"byte-copy", 'E', false},
    [FAULT_CONTAINER] = {"container", 'E', false},
    [FAULT_REQUANTIZED] = {"requantized", 'E', true},
    [FAULT_RESAMPLED] = {"resampled", 'E', true},
    [FAULT_SHIFTED] = {"shifted", 'R', true},
    [FAULT_GAIN] = {"gain", 'R', true},
    [FAULT_EQUALIZED] = {"equalized", 'R', true},
    [FAULT_EXCERPT] = {"excerpt", 'R', true},
    [FAULT_VERSION] = {"version", 'V', false},
    [FAULT_WRONG_LABEL] = {"wrong-label", 'M', true},
    [FAULT_CLIPPING] = {"clipping", 'X', true},
    [FAULT_DROPOUT] = {"dropout", 'X', true},
    [FAULT_STATIC] = {"static", 'X', true},
    [FAULT_SILENCE] = {"silence", 'X', true},
    [FAULT_OFFSET] = {"offset", 'X', true},
    [FAULT_TRUNCATED] = {"truncated", 'U', true},
    [FAULT_UNREADABLE] = {"unreadable", 'U', true},
};

bool ledger_write_labels(const char *path, const struct plan *plan,
                         struct error *err)
{
    struct new_file *file;
    FILE *stream;

    if (!new_file_create(&file, path, err))
        return false;
    stream = new_file_stream(file);
    fputs("path,genre,artist,title\n", stream);
    for (int i = 0; i < plan->count; i++) {
        const struct planned_track *track = &plan->tracks[i];
        char *place = plan_path(track);
        char *artist = names_artist(plan->seed, track->artist);
        char *title = names_title(plan->seed, track->title);

        fprintf(stream, "%s,%s,%s,%s\n", place, genre_at(track->genre)->name,
                artist, title);
        free(title);
        free(artist);
        free(place);
    }
    return new_file_commit(file, err);
}

char *ledger_title(const struct plan *plan)
{
    return xformat("# genrelab demo 1: seed %" PRIu64
                   ", %d tracks a genre of %.9g s",
                   plan->seed, plan->count / GENRE_COUNT, plan->seconds);
}

static void write_preface(FILE *stream, const struct plan *plan)
{
    char *title = ledger_title(plan);

    fprintf(stream, "%s\n", title);
    fputs("# The faults that were planted, one a line; - where nothing is to "
          "say.\n"
          "# kind: E exact repetition, R same recording otherwise, V version, "
          "A repeated artist,\n"
          "#   M wrong label, X distorted, U unreadable or truncated\n"
          "# dose: 0 mild, 1 gross\n"
          "# partner: the track that is repeated; an artist's other tracks; "
          "the right genre\n"
          "# start_s, end_s: the seconds concerned; - for the whole track\n"
          "track\tkind\tfault\tdose\tdetail\tpartner\tstart_s\tend_s\n",
          stream);
    free(title);
}

static void write_fault(FILE *stream, const struct plan *plan,
                        const struct planned_track *track,
                        const struct damage *damage)
{
    const struct fault *fault = &track->fault;

    fprintf(stream, "%s\t%c\t%s\t", track->name, names[fault->kind].kind,
            names[fault->kind].word);
    if (names[fault->kind].dosed)
        fprintf(stream, "%.2f", (double)fault->dose);
    else
        fputc('-', stream);
    fprintf(stream, "\t%s", damage->detail[0] ? damage->detail : "-");
    fprintf(stream, "\t%s",
            fault->partner < 0 ? "-" : plan->tracks[fault->partner].name);
    if (damage->end_s > 0)
        fprintf(stream, "\t%.3f\t%.3f\n", damage->start_s, damage->end_s);
    else
        fputs("\t-\t-\n", stream);
}

/* Also a copy that is filed under another genre than its partner. */
static void write_wrong_label(FILE *stream, const struct planned_track *track)
{
    const char *right = genre_at(track->piece.genre)->name;
    int apart = abs(track->piece.genre - track->genre);
    double most = GENRE_COUNT / 2.0;

    if (apart > most)
        apart = GENRE_COUNT - apart;
    fprintf(stream, "%s\tM\twrong-label\t%.2f\tis %s, filed under %s\t%s",
            track->name, (apart - 1) / (most - 1), right,
            genre_at(track->genre)->name, right);
    fputs("\t-\t-\n", stream);
}

/* One row for an artist, at his first track. */
static int write_artist(FILE *stream, const struct plan *plan, int first)
{
    int artist = plan->tracks[first].artist, others = 0;
    char *name;

    for (int i = 0; i < plan->count; i++) {
        if (i < first && plan->tracks[i].artist == artist)
            return 0;
        others += plan->tracks[i].artist == artist && i > first;
    }
    if (others == 0)
        return 0;
    name = names_artist(plan->seed, artist);
    fprintf(stream, "%s\tA\trepeated-artist\t-\t%d tracks by %s\t",
            plan->tracks[first].name, others + 1, name);
    for (int i = first + 1; i < plan->count; i++)
        if (plan->tracks[i].artist == artist)
            fprintf(stream, "%s%s", plan->tracks[i].name,
                    --others > 0 ? "," : "");
    fputs("\t-\t-\n", stream);
    free(name);
    return 1;
}

bool ledger_write_faults(const char *path, const struct plan *plan,
                         const struct damage *damage, int *rows,
                         struct error *err)
{
    struct new_file *file;
    FILE *stream;

    if (!new_file_create(&file, path, err))
        return false;
    stream = new_file_stream(file);
    write_preface(stream, plan);
    *rows = 0;
    for (int i = 0; i < plan->count; i++) {
        const struct planned_track *track = &plan->tracks[i];
        enum fault_kind kind = track->fault.kind;

        if (kind != FAULT_NONE && kind != FAULT_WRONG_LABEL) {
            write_fault(stream, plan, track, &damage[i]);
            ++*rows;
        }
        if (track->piece.genre != track->genre) {
            write_wrong_label(stream, track);
            ++*rows;
        }
        *rows += write_artist(stream, plan, i);
    }
    return new_file_commit(file, err);
}
