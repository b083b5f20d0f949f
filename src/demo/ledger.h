/* ledger.h - the lists beside the sound: labels.csv and faults.tsv.
 *
 * labels.csv has a line for each track: path,genre,artist,title.
 *
 * faults.tsv is the truth about the collection.  Lines that start with # tell
 * how it was made and what its columns mean; then follow a line with their
 * names and one line a fault:
 *   track    the name of the track, "waltz.00007"
 *   kind     the letter of the audit: E R V A M X U
 *   fault    a word: byte-copy container requantized resampled (E), shifted
 *            gain equalized excerpt (R), version (V), repeated-artist (A),
 *            wrong-label (M), clipping dropout static silence offset (X),
 *            truncated unreadable (U)
 *   dose     0.00 mild .. 1.00 gross, or -
 *   detail   in words, with the measures
 *   partner  the track that is repeated; for an artist all his other tracks,
 *            with commas; for a wrong label the right one; or -
 *   start_s, end_s   the part of the track that is concerned; - for all of it
 */
#ifndef DEMO_LEDGER_H
#define DEMO_LEDGER_H

#include "demo/damage.h"

bool ledger_write_labels(const char *path, const struct plan *plan,
                         struct error *err);

/* damage has one element for each track; counts the rows. */
bool ledger_write_faults(const char *path, const struct plan *plan,
                         const struct damage *damage, int *rows,
                         struct error *err);

/* The first line of faults.tsv, by which a collection is known again; the
 * caller frees it. */
char *ledger_title(const struct plan *plan);

#endif
